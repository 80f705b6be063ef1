"""`mxgrad check`: every lesson run and read, each finding with its cause and its remedy."""
