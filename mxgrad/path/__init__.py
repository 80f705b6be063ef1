"""The path: which branches, loops and calls a program took.

`rewrite` instruments source, `hooks` is what instrumented code calls, `instrument` reaches functions that exist
already, `ipython` the cells of a notebook. `tracing/path.py` turns the log into scopes and decisions.
"""
