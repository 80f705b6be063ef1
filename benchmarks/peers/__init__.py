"""The works, written for each library in its own idiom, one short file a library.

A module has one function a kind of work. It takes NumPy arrays and returns `step`, a function without arguments that
computes value and gradients once and returns them; `numpy_of` turns one of them into a NumPy array. These files run
in their library's environment, which may be as old as Python 3.9.
"""
