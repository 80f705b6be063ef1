"""The label of a gradient edge, and the tag where no gradient goes back."""

from __future__ import annotations

from mxgrad.tracing.model import Contribution

from ...language.catalogue import Words
from ...language.text_width import SANS, clipped, width
from ...layout.geometry import stepped
from ...story.recording import Recording
from ..scene import TEXT, Change, Element, at, el
from .cards import STEP, pill
from .grids import grid_for
from .slots import CAPTION, Arrangement

SIGN = 20.0  # room for a sign between two grids
RULE_COLUMNS = 44


class EdgeLabel:
    """The label of a gradient edge: the rule, and `incoming · local = contribution` in numbers."""

    def __init__(self, rec: Recording, words: Words, key: str, contribs: list[Contribution], turn: str = "") -> None:
        self.rec, self.words, self.id, self.turn = rec, words, f"k{key}", turn
        self.rules = [c.rule["text"] for c in contribs]
        self.local = any(c.local is not None for c in contribs)
        keys = [("grad_out", "incoming"), *([("local", "local")] if self.local else []), ("value", "contribution")]
        self.parts = [
            (
                key,
                words.text(said),
                grid_for(f"{self.id}.{key}", [rec.value(getattr(c, key)) for c in contribs], words, small=True),
            )
            for key, said in keys
        ]
        self.signs = ["·", "="] if self.local else ["→"]
        self._measure()

    def _measure(self) -> None:
        widths = [max(g.width, width(caption, 10.5, SANS)) for _, caption, g in self.parts]
        body = sum(widths) + SIGN * len(self.signs)
        rule = max((width(clipped(r, RULE_COLUMNS), 13, 0.6) for r in self.rules), default=0.0)
        self.widths, self.body = widths, body
        pill_width = width(self.turn, CAPTION, SANS) + 16 if self.turn else 0.0
        self.width = stepped(max(body, rule, pill_width) + 18, STEP)
        self.tall = max(g.height for _, _, g in self.parts)
        self.head = 28.0 if not self.turn else 34.0
        self.height = round(self.head + self.tall + 18 + 6)

    def draw(self, x: float, y: float) -> Element:
        label = el("g", "chip", id=self.id, transform=at(x, y))
        label.add(el("rect", "plate", width=self.width, height=self.height, rx=9))
        label.add(el("text", "rule", id=f"{self.id}.r", x=self.width / 2, y=self.head - 9))
        left, middle = (self.width - self.body) / 2, self.head + self.tall / 2
        for i, (key, caption, grid) in enumerate(self.parts):
            if i:
                label.add(el("text", "sign", self.signs[i - 1], x=left + SIGN / 2, y=middle + 5))
                left += SIGN
            kind = "factor" if key == "local" else "grad"
            x = left + (self.widths[i] - grid.width) / 2
            label.add(grid.draw(x, middle - grid.height / 2, kind, dash=kind == "grad"))
            label.add(el("text", "under", caption, x=left + self.widths[i] / 2, y=self.head + self.tall + 14))
            left += self.widths[i]
        if self.turn:
            label.add(pill(f"{self.id}.i", self.turn, self.width / 2, 0.0))
        return label

    def shown(self, contrib: Contribution | None) -> list[Change]:
        """What the elements are when they show a contribution."""
        out: list[Change] = []
        if contrib is not None:
            out.append((f"{self.id}.r", TEXT, clipped(contrib.rule["text"], RULE_COLUMNS)))
        for key, _, grid in self.parts:
            out += grid.shown(self.rec.value(getattr(contrib, key)) if contrib is not None else None)
        return out


class CutTag:
    """Where the backward pass ends although a variable lies behind, and why."""

    def __init__(self, id: str, reason: str) -> None:
        self.id, self.reason = id, reason

    def arranged(self, direction: str) -> Arrangement:
        return Arrangement(round(width(self.reason, CAPTION, SANS) + 34), 24, (), 0.0)

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        tag = el("g", "cuttag", id=self.id, transform=at(x, y))
        tag.add(el("rect", "cutbox", width=arrangement.width, height=24, rx=5))
        tag.add(el("path", "cutmark", d="M8 7 18 17M18 7 8 17"))
        return tag.add(el("text", "cuttext", self.reason, x=25, y=16))
