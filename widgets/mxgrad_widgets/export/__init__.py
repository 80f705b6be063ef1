"""The forms of a trace outside a notebook: page, pictures, animation, graph."""
