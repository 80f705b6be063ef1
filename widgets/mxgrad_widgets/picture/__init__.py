"""What is drawn of a run, and what each step changes in it.

Takes a story; gives its figures and lines (`drawing`, `figures`, `wiring`), a scene of elements with places
(`scene_layout`), the changes by step (`playback`), the facts of the inspector, and all of it together
(`run_picture.Picture`), also as SVG.
"""
