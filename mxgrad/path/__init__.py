"""The path: which branches, loops and calls a program took.

`rewrite` instruments source, `hooks` is what instrumented code calls, `instrument` reaches functions that exist
already; `following` turns the log of the hooks into scopes and decisions.
"""
