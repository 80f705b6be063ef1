"""Where boxes go and how lines run: knows nothing of traces.

Takes boxes of a size, links between them and frames around them (`geometry`); gives the place of each, and a route for
each link (`placing.place`).
"""
