"""The operation of each step, as arithmetic on grids that a reader can redo by hand.

Takes a story and its steps; gives for a stretch of steps (`stretch.stretch`) the arrays, the rules by which their
cells are made (`mxgrad.tracing.cells`), and for each step its grids (`pictures.Pictures`), most of them references to
arrays and rules that other steps use too.
"""
