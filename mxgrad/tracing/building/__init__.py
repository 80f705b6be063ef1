"""From the log of a program to its trace: positions, names, labels, rules, scopes and decisions."""
