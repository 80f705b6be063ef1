"""The path: which branches, loops and calls a program took.

`rewrite` puts calls of hooks into source, `hooks` is what instrumented code calls, `instrument` reaches functions that
exist already; `following` turns the log of the hooks into scopes and decisions.
"""
