"""A run as a picture: its steps, its drawing and what the steps change in it."""

from __future__ import annotations

import copy
import functools
from collections.abc import Iterable
from dataclasses import replace

from ..language.catalogue import PictureError, Words
from ..story.calls import Calls
from ..story.levels.line_runs import by_line
from ..story.levels.passing import passed_over
from ..story.levels.stacks import stacked
from ..story.loop_bars import LoopBars
from ..story.recording import Recording
from ..story.rolling import Rolling
from ..story.steps import Step, steps_of
from .drawing import BUDGET, FULL_CARDS, Drawing, describe
from .figures.looks import COMPACT
from .inspector import Inspector
from .path_panel import path_panel
from .playback import Playback
from .scene import CLASS, Scene, State, untold
from .scene_layout import scene_of
from .svg import MINIMUM, document

LINES = "lines"
PAGE = 1000.0, 450.0  # pixels that a picture of a page has room for
SAVED_CARDS = 30, 16, 8, 4  # at most so many cards in a storyboard, or fewer where it still is larger than
SAVED_BYTES = 72_000
LONG, FEW_CARDS = 3000, 12  # steps of a long run; cards that are drawn in full even then
CROWD = 60  # figures that nobody reads at once, whatever their size
MANY = 24  # figures of which inner calls and loops are folded where all could not be read
MAP, READ = (946.0, 276.0), 0.64  # pixels for a map in a notebook; the least size of compact cards that are read
PHONE = 470.0  # pixels: a small drawing that is wider has a narrow one beside it
SMALL = 1440.0, 480.0  # pixels: full cards that are not larger are read in 946 × 300, at five eighths of their size


class Picture:
    """A recording with its steps and drawing: what every form of output is made from."""

    def __init__(
        self,
        trace: object,
        engine: str | None = None,
        budget: int = BUDGET,
        *,
        language: str | None = None,
        unrolled: bool = False,
        steps: list[Step] | None = None,
        folded: frozenset[str] | None = None,
    ) -> None:
        """`folded` names the calls drawn as one card, with LINES in it the lines that are not; without it these are as
        few as the budget allows, and lines are cards where their operations could not be read.

        Raises TypeError or ValueError where there is nothing that could be drawn.
        """
        self.rec = stacked(trace if isinstance(trace, Recording) else Recording(trace))
        self.words, self.budget = Words(language), budget
        if not self.rec.ops:
            raise PictureError("no operations")
        self.base = Rolling(self.rec)  # with all calls open, and loops rolled: what the steps are made from
        self.is_unrolled, self.engine = unrolled, engine
        hidden = {n for group in self.base.merged for n in self.base.groups[group]}
        self.steps: list[Step] = steps_of(self.rec, self.words, hidden) if steps is None else steps
        if not self.steps:
            raise PictureError("no events")
        if folded is None:
            self._draw_few()
        else:
            self._draw(folded)

    @functools.cached_property
    def playback(self) -> Playback:
        """What the steps change in the drawing."""
        return Playback(self.roll.rec, self.drawing, self.steps)

    @functools.cached_property
    def loop_bars(self) -> LoopBars:
        """Where each step stands in its loops."""
        return LoopBars(self.rec, self.base, self.words, self.steps)

    @functools.cached_property
    def inspector(self) -> Inspector:
        """What the inspector says."""
        return Inspector(self.drawing, self.steps)

    @functools.cached_property
    def wide(self) -> Scene:
        return scene_of(self.drawing, "LR", self.engine)

    @functools.cached_property
    def tall(self) -> Scene:
        return scene_of(self.drawing, "TB", self.engine)

    @functools.cached_property
    def narrow(self) -> Scene:
        return scene_of(self.drawing, "narrow", self.engine)

    @functools.cached_property
    def compact(self) -> dict[str, Scene]:
        """Both directions with compact cards."""
        return {f"{COMPACT} {shape}": scene_of(self.drawing, shape, self.engine, COMPACT) for shape in ("LR", "TB")}

    @property
    def scenes(self) -> dict[str, Scene]:
        """The drawings a player chooses from.

        Compact ones only where left to right is too large to be read whole, and they alone for very many cards; without
        these, a narrow one where top to bottom is too wide for a phone.
        """
        if self.drawing.is_compact:
            return self.compact
        scenes = {"LR": self.wide, "TB": self.tall}
        if self.is_large:
            return scenes | self.compact
        return scenes | ({"narrow": self.narrow} if self.tall.width > PHONE else {})

    @property
    def is_long(self) -> bool:
        """Whether the steps are so many that a page bears one drawing of them only."""
        return len(self.steps) > LONG

    @property
    def _full_cards(self) -> int:
        """Of more cards there are compact ones only: of a long run, what steps change in full ones fills the page."""
        return FEW_CARDS if self.is_long else FULL_CARDS

    @property
    def is_large(self) -> bool:
        """Whether full cards are too many to be read at once."""
        return self.drawing.is_compact or self.wide.width > SMALL[0] or self.wide.height > SMALL[1]

    @property
    def is_crowded(self) -> bool:
        """Whether even compact cards are too many to be read at once."""
        if not self.is_large or len(self.drawing.figures) > CROWD:
            return self.is_large
        return all(scene.width > MAP[0] / READ or scene.height > MAP[1] / READ for scene in self.compact.values())

    @functools.cached_property
    def passed_over(self) -> list[int]:
        """The steps inside of what is folded, from and up to which, one stretch after the other."""
        return passed_over(self.rec, self.roll, self.steps)

    @property
    def loops(self) -> bool:
        """Whether there is a loop whose iterations could be drawn one by one."""
        return any(frame.kind == "loop" for frame in self.base.frames.values())

    def unrolled(self) -> Picture:
        """The same steps, with the first and the last iterations of each loop drawn."""
        return self.view(True, self.folded)

    def view(self, unrolled: bool, folded: Iterable[str]) -> Picture:
        """The same steps in another drawing: loops rolled or not, some calls folded."""
        known = frozenset(folded) & {*self.base.calls.names.values(), LINES, *self.lines.names.values()}
        return Picture(
            self.rec, self.engine, self.budget,
            language=self.words.language, unrolled=unrolled, steps=self.steps, folded=known,
        )  # fmt: skip

    @property
    def folds(self) -> list[str]:
        """What can be folded, in the order of its beginning; LINES, where there are lines of several operations."""
        calls = self.lines if LINES in self.folded else self.base.calls
        return [*([LINES] if self.lines.lines else []), *dict.fromkeys(calls.names.values())]

    @functools.cached_property
    def lines(self) -> Calls:
        """What folds where the lines of the program do."""
        rec = by_line(self.rec)
        return self.base.calls if rec is self.rec else Calls(rec)

    def _rolled(self, folded: frozenset[str]) -> Rolling:
        if LINES in folded:
            closed = (folded - self.lines.lines) | (self.lines.lines - folded)
            return Rolling(self.lines.rec, unrolled=self.is_unrolled, calls=self.lines, folded=closed)
        if not folded and not self.is_unrolled:
            return self.base
        return Rolling(self.rec, unrolled=self.is_unrolled, calls=self.base.calls, folded=folded)

    def _draw(self, folded: frozenset[str]) -> None:
        self.folded, self.roll = folded, self._rolled(folded)
        self.drawing = Drawing(self.roll.rec, self.budget, self.words, self.roll, self._full_cards)
        for name in ("playback", "inspector", "wide", "tall", "narrow", "compact", "passed_over"):
            self.__dict__.pop(name, None)

    def _draw_few(self) -> None:
        """Fold what is always one card at first; then the lines, where all could not be read; then inner calls and
        loops, and what trains only where the budget leaves no choice.
        """
        self._draw(self.base.calls.at_first)
        if self.is_crowded and self.lines.lines:
            self._draw(self.folded | {LINES})
        calls = self.lines if LINES in self.folded else self.base.calls
        for inner in calls.inner_first(trains=False, loops=not self.is_unrolled):
            if len(self.drawing.figures) <= min(MANY, self.budget) or not self.is_crowded:
                break
            self._draw(self.folded | inner)
        for inner in calls.inner_first(trains=True, loops=not self.is_unrolled):
            roll = self.roll
            if len(roll.groups) - len(roll.merged) <= self.budget:
                break
            self._draw(self.folded | inner)

    def within(self, budget: int) -> Picture:
        """The same with fewer cards."""
        other = copy.copy(self)
        other.budget = budget
        other._draw_few()
        return other

    @property
    def title(self) -> str:
        return self.words.text("title", nodes=len(self.drawing.cards), steps=len(self.steps))

    @property
    def best(self) -> Scene:
        """The drawing for a page: full cards while they can be read on one, else compact ones, as large as they fit."""
        if not self.is_large:
            return self.wide
        return max(self.compact.values(), key=lambda scene: min(1.0, PAGE[0] / scene.width, PAGE[1] / scene.height))

    def listed(self, index: int, step: Step) -> str:
        """A step as a line of a list: `3. forward: x * 2 gives 4.`"""
        return f"{index + 1}. {self.words.text(f'phase.{step.phase}')}: {step.text}"

    def index(self, step: int) -> int:
        """A step counted from 0. Raises ValueError for one that is not there; a negative one counts from the end."""
        last = len(self.steps) - 1
        if not -last - 1 <= step <= last:
            raise ValueError(f"step must be from 0 to {last}, or from -{last + 1} counted from the end, got {step}")
        return step % (last + 1)

    def svg(self, step: int | None = None, theme: str | None = None) -> str:
        """One step as SVG, or the storyboard: the end of the forward pass, the path, the end of the backward pass.

        `theme` is light or dark, else what the reader's system prefers.
        """
        last = len(self.steps) - 1
        if step is not None:
            at = self.index(step)
            now = self.steps[at]
            phase = self.words.text(f"phase.{now.phase}")
            caption = self.words.text("caption", step=at + 1, count=last + 1, phase=phase, text=now.text)
            panel = (self.best, self.playback.state(at), now.phase, caption)
            return document([panel], self.words.text("title.step", title=self.title, step=at + 1), now.text, theme)
        forward = max((i for i, s in enumerate(self.steps) if s.phase == "forward"), default=last)
        first_back = next((i for i, s in enumerate(self.steps) if s.kind == "backward"), None)
        panels = []
        if forward >= 0:
            stop = first_back - 1 if first_back and first_back < forward else forward  # a pass may come first of all
            panels.append((self.best, self._calm(stop), "forward", self.words.text("storyboard.forward")))
        path = path_panel(self.rec, self.words, max(self.best.width, MINIMUM))
        if path is not None:
            panels.append((path, {}, "path", self.words.text("storyboard.path")))
        if first_back is not None:
            said = "storyboard.compact" if self.best.level == COMPACT else "storyboard.backward"
            panels.append((self.best, self._calm(last), "backward", self.words.text(said)))
        return document(panels, self.title, describe(self.drawing), theme)

    def svg_before(self, step: int, caption: str, *, hides: bool, theme: str | None = None) -> str:
        """The picture before a step, with nothing that would tell it: no scale of gradients; and with `hides`, nothing
        that has not run yet, and no word of how the run ends."""
        state = self.playback.state(step - 1)
        scene = self.best
        shown = replace(scene, root=untold(scene.root, state, hides=hides))
        return document([(shown, state, self.steps[step].phase, caption)], caption, caption, theme)

    def saved(self, theme: str | None = None) -> str:
        """The storyboard with as many cards as a saved notebook or a page has room for."""
        svg = ""
        for budget in SAVED_CARDS:
            if not svg or len(self.drawing.cards) > budget:
                svg = (self if len(self.drawing.cards) <= budget else self.within(budget)).svg(theme=theme)
            if len(svg.encode("utf-8")) <= SAVED_BYTES:
                break
        return svg

    def _calm(self, step: int) -> State:
        """A state without marks of the current step, for a picture that stands still."""
        passing = {"cur", "b", "from", "hot", "new", "old"}
        return {
            key: " ".join(w for w in text.split() if w not in passing) if key[1] == CLASS else text
            for key, text in self.playback.state(step).items()
        }
