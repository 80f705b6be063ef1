"""A trace as plain text: the table of what ran, the path line by line, and measured operands in few digits."""
