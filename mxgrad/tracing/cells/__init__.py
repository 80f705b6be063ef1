"""How one element of an array came about, as arithmetic on elements of other arrays: for each operation, both ways."""
