"""What memory holds: which elements a key names, when they were written to, and updates that are recorded."""
