"""The widget in a notebook: its payload, what can be changed in it, the numbers that it asks for."""
