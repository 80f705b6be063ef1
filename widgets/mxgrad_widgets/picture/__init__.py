"""What is drawn: a story and a layout in, a scene of elements and its changes by step out."""
