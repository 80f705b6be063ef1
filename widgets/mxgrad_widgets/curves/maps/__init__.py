"""The result against two numbers: regions of paths, contours, the gradient as an arrow, a trail."""
