"""What is said of a call that cannot run: the checks, the words, and the line of the user's program."""
