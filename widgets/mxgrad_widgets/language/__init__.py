"""Every word that the view says, and numbers and arrays as short text."""
