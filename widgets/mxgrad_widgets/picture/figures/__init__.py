"""What can be drawn: figures that know their size and how they look, but not where they stand.

Takes texts, values and decisions of a story; gives elements of a scene (`draw`) and what they are when they show a
value (`shown`).
"""
