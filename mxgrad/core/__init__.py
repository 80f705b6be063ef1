"""The engine's core: from one declaration to a value, a node of the tape, and a gradient.

Read in this order: `namespace`, `op`, `tape`, `invoke`, `backward`, `higher_order`.
"""
