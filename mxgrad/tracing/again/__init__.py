"""Running a traced program again: with other inputs, and for many values of one of its numbers."""
