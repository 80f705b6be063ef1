"""Watching a program run: the raw log that a trace is built from."""
