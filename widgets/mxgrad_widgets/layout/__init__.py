"""Where boxes go and how lines run: sizes in, coordinates out."""
