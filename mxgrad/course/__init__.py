"""Keep a course honest: the `mxgrad` command, which checks, updates and begins lessons.

A lesson is a notebook whose saved outputs are what a clean run prints. This package knows notebooks; the engine and
the view know nothing of it.
"""
