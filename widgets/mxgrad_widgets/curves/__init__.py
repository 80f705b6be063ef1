"""A program's result against one or two numbers of its inputs: takes a trace that can run again, gives a picture with
the tangent that is the gradient, its text, and a widget in which the point can be moved."""
