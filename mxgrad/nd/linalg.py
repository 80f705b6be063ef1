"""Linear algebra: `nd.linalg.potrf` is the operation `nd.linalg_potrf`, and so on for all of them."""
