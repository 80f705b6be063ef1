"""What happened in a run, in order and in words: nothing here knows of pixels.

Takes a trace; gives lookups over it (`recording.Recording`), the steps with their sentences (`steps`), where in the
program each stands (`places`, `calls`, `loop_bars`), what was decided (`decisions`), and what is shown once for many
runs of one place (`rolling`).
"""
