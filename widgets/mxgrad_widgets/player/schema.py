"""What goes between the kernel and the page of a player: the payload, questions and their answers.

All of it is JSON. The types of the page's JavaScript are made from this file (`python scripts/page_types.py`), and
tests hold what is really sent against it.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from mxgrad.tracing.elements import Rule
from mxgrad.tracing.model import SpanTuple

from ..picture.inspector import Fact
from ..picture.scene import Change
from ..stage.stage_data import Grid, LoopRule, Made, Places, Stage, StageArray, StageStretch  # noqa: F401 for the page

FORMAT = "mxgrad.player/4"

Span = SpanTuple  # source, line, column, end line, end column
Mark = tuple[str, str, int]  # text, how a test came out (yes, no) if it is one, and step
Drawn = tuple[str, dict[str, str], "list[Drawn] | str", str]  # tag, attributes, children or text, id
Mathml = tuple[str, *tuple["str | Mathml", ...]]  # tag, then its text or its children
# Style and text of a piece of a sentence; of a rule also the row of mathematics it begins with, and the words after it.
Piece = tuple[str, str] | tuple[str, str, list[Mathml], str]


class Scene(TypedDict):
    """A drawing as a tree of SVG elements; a compact one has heat in place of numbers."""

    level: Literal["full", "compact"]
    direction: Literal["LR", "TB"]
    width: float
    height: float
    root: Drawn


class Source(TypedDict):
    """A stretch of source lines that something of the run stands in."""

    id: int
    name: str
    first_line: int
    lines: list[str]
    between: NotRequired[list[str]]  # what was left out of the same source before it


class NodeInfo(TypedDict):
    """What the inspector, the search and the chain of an element know of a card or a condition."""

    id: int
    step: int  # at which it ran first
    line: int | None
    title: str
    operands: list[int]  # the nodes that it is made from
    rules: list[tuple[int, Rule]]  # by operand
    grid: list[int] | None  # the shape that its cells show
    thumb: bool  # whether they show a thumbnail
    users: list[int]  # the nodes that are made from it
    facts: list[Fact]  # what holds from the first step on


class ToldStep(TypedDict):
    """What a step says, and where it stands."""

    say: list[Piece]
    span: Span | None
    call: NotRequired[Span | None]  # the call of backward() that started it
    turn: NotRequired[str]  # which iteration it is, in words
    struck: NotRequired[int]  # which of `strikes` do not run


class TellsSteps(TypedDict, total=False):
    """What the steps say, where no other drawing tells them."""

    steps: list[ToldStep]
    stage: StageStretch


class Part(TellsSteps):
    """Some steps in full."""

    number: int
    changes: list[list[Change]]  # those of the first step begin with a blank page
    shown: list[int | None]  # which node each step is about
    facts: dict[str, list[Fact]]  # by node: what was told last before these steps, and what they tell


class View(TypedDict):
    """One drawing of the steps."""

    scenes: dict[str, Scene]  # LR, TB; where these are large "compact LR", "compact TB", else where TB is wide narrow
    nodes: list[NodeInfo]
    passed_over: list[int]  # steps in what is folded: from one up to the next but for that, one stretch after the other
    size: int  # steps of a part
    parts: list[Part]  # those that come with it


class LoopBar(TypedDict):
    """The tests or iterations of a loop."""

    title: str
    marks: list[Mark]
    within: tuple[int, int] | None  # the bar and the mark of the loop around it
    curves: list[tuple[str, list[float | None]]]  # of a loop that trains: a name, and a number at each mark


class Asked(TypedDict):
    """What is asked before a step."""

    step: int
    kind: str  # contribution, sum, write, result, arm, loop
    text: list[tuple[str, str]]  # styles and words
    choices: list[str]
    names: list[str]  # of the fields for numbers: the place of each element
    cells: list[int]  # which elements these are
    outcomes: NotRequired[list[tuple[str, list[float | str]]]]  # what is right, then what each kind of mistake gives


class Guess(TypedDict):
    """What was guessed, and how that was judged."""

    step: int
    question: str
    guess: str | float | list[str | float]
    right: bool
    mistake: str  # nothing where it is right


class Payload(View):
    """What a player begins with: its first drawing, and what all drawings share."""

    format: str
    description: str
    labels: dict[str, str]  # by key what buttons and panels say
    sources: list[Source]
    kinds: list[str]
    steps: list[int]  # the kind of each
    places: list[int]  # of each step its loop bar and its mark there, or -1 and -1
    runs: list[tuple[str, int]]  # phase and number of steps of each stretch
    odd: list[int]  # steps at which nan or inf come up first
    loop_bars: list[LoopBar]
    strikes: list[list[Span]]  # lists of spans that do not run
    unrolls: bool  # whether there is an unrolled drawing
    lines: bool  # whether there is a drawing with one card for each line
    folded: list[str]  # the calls that are folded at first
    questions: list[Asked]  # in the order of their steps


class PagePayload(Payload):
    """What a page of its own carries, which has no kernel to ask."""

    others: dict[str, View]  # drawings by name
    numbers: dict[str, str]  # by value all its numbers, parted by spaces


class ViewQuestion(TypedDict):
    """Another drawing, please, with its first part."""

    id: str
    kind: Literal["view"]
    unrolled: bool
    folded: list[str]


class PartQuestion(TypedDict):
    """Some steps of a drawing."""

    id: str
    kind: Literal["part"]
    part: int
    unrolled: bool
    folded: list[str]


class NumbersQuestion(TypedDict):
    """The numbers of an array from `begin` up to `end` along each axis."""

    id: str
    kind: Literal["numbers"]
    value: int
    begin: list[int]
    end: list[int]


class ChangeQuestion(TypedDict):
    """Run the program with what was typed."""

    id: str
    kind: Literal["change"]
    inputs: dict[str, str]


class UndoQuestion(TypedDict):
    """Back to the run before."""

    id: str
    kind: Literal["undo"]


class NudgeQuestion(TypedDict):
    """Run the program with one number some small steps larger, or smaller."""

    id: str
    kind: Literal["nudge"]
    input: str
    index: list[int]
    steps: int


class CurveQuestion(TypedDict):
    """The curve of the result against one number, please."""

    id: str
    kind: Literal["curve"]
    input: str
    index: list[int]


class GuessQuestion(TypedDict):
    """A guess at the question with a number, to be kept."""

    id: str
    kind: Literal["guess"]
    question: int
    guess: str | list[str]


class PanelsQuestion(TypedDict):
    """The module of the panels, which opens beside the map."""

    id: str
    kind: Literal["panels"]


Question = (
    ViewQuestion
    | PartQuestion
    | NumbersQuestion
    | ChangeQuestion
    | UndoQuestion
    | NudgeQuestion
    | CurveQuestion
    | GuessQuestion
    | PanelsQuestion
)


class SentAnswer(TypedDict):
    """A view, a part or the module of the panels, which comes as the buffer of the message."""

    id: str
    kind: Literal["view", "part", "panels"]


class NumbersAnswer(TypedDict):
    """Numbers row by row, or the key of what keeps them from being shown."""

    id: str
    kind: Literal["numbers"]
    numbers: NotRequired[list[str]]
    problem: NotRequired[str]


class Input(TypedDict):
    """What can be typed in."""

    name: str
    text: str
    shape: list[int]


class ChangedAnswer(TypedDict):
    """Another run is shown, whose payload comes as the buffer of the message."""

    id: str
    kind: Literal["changed"]
    run: int  # counts the runs that were shown
    inputs: list[Input]
    fixed: str  # why nothing can be typed in
    undo: bool  # whether there is a run to go back to
    path: Literal["same", "differ", "other program", "unknown"]
    rows: list[tuple[str, str, str]]  # what differs, before and now
    printed: str  # by the program


class NudgedAnswer(TypedDict):
    """What the step did to the result, and what the gradient had promised, in a sentence."""

    id: str
    kind: Literal["nudged"]
    text: str


class CurveAnswer(TypedDict):
    """The widget that shows the curve."""

    id: str
    kind: Literal["curve"]
    model: str


class GuessedAnswer(TypedDict):
    """All guesses of the player."""

    id: str
    kind: Literal["guessed"]
    guesses: list[Guess]


class RefusedAnswer(TypedDict):
    """Why there is no other answer, in a sentence."""

    id: str
    kind: Literal["refused"]
    text: str


Answer = SentAnswer | NumbersAnswer | ChangedAnswer | NudgedAnswer | CurveAnswer | GuessedAnswer | RefusedAnswer
