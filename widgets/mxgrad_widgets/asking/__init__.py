"""What a player asks before it tells: the questions of a run, and what kind of mistake a guess is.

Takes a story; gives for chosen steps a question with what is right and what common mistakes would give
(`questions`), and judges guesses by that alone (`mistakes`), as the page does where there is no kernel.
"""
