"""Levels above operations: a line of the program, and calls that are alike, each as one scope of the run.

`enclosing` puts scopes around what ran; `line_runs` and `stacks` say around what; `passing` which steps a folded scope
passes over.
"""
