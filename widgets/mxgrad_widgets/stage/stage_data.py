"""What a stage is made of, as plain data: the page works out equations, light and layout from it."""

from __future__ import annotations

from typing import NotRequired, TypedDict

# The index along each axis (offset, then loop variable and factor, …), or the element at each turn of the loops, -1 for
# none, or null where it is the turn itself.
Places = list[list[int]] | list[int] | None


class LoopRule(TypedDict):
    """How a cell is made: over the turns of loops that meet it, a term of the cells that are read; the terms folded."""

    sizes: list[int]  # of the loop variables
    target: Places
    reads: list[Places]
    term: str  # ⟨0⟩ is a cell of the first array that is read; an empty one is whichever is there
    whole: str  # around the folded terms, which stand in place of …
    fold: str  # + · or ,


class Made(TypedDict):
    """Which rule makes the cells of a grid, from which grids."""

    rule: int
    reads: list[int]


class Grid(TypedDict):
    """One array of a stage."""

    role: str  # operand, result, incoming, local, row, contribution, before, sum, gradient
    title: str
    sign: str  # what stands before it
    array: int
    turned: NotRequired[bool]  # drawn with rows and columns exchanged, a vector as a column
    row: NotRequired[list[int]]  # of which the chosen cell of what it makes has a row to itself: the shape of that
    made: NotRequired[Made]
    input: NotRequired[str]  # of the program, whose numbers these are, or whose gradient


class Method(TypedDict):
    """The source of a function that the program gave an operation."""

    title: str
    code: str
    now: bool  # whether it is what runs in this step


class Stage(TypedDict):
    """The operation of a step."""

    rule: str  # in words or as a formula
    grids: list[Grid]
    methods: NotRequired[list[Method]]  # of an operation that the program defines


class StageArray(TypedDict):
    """Numbers, row by row; those of a large array are asked for by its id, but for some at its beginning."""

    shape: list[int]
    numbers: list[float | str] | None  # nan and inf are text
    value: NotRequired[int]
    beginning: NotRequired[list[tuple[int, int, str]]]  # from which element, how far apart, numbers with spaces between


class StageStretch(TypedDict):
    """The stages of some steps, with what they share."""

    arrays: list[StageArray]
    rules: list[LoopRule]
    stages: list[Stage | None]
