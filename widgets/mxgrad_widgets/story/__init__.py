"""What happened in a run: steps, places, calls, loops, decisions; a trace in, sentences and structure out."""
