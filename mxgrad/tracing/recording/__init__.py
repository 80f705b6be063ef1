"""How a trace is made: watching a program run, then names, labels, rules and spans from the raw log."""
