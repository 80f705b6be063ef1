"""The card of a folded call, and the switch that folds or unfolds one."""

from __future__ import annotations

from ...language.catalogue import Words
from ...language.text_width import BOLD, clipped, width
from ...layout.geometry import px
from ...story.recording import Recording
from ..scene import Element, el
from .cards import ARC, HEADER, LABEL, PAD, SOURCE_COLUMNS, SOURCE_LINE, Card, Marks, arc
from .slots import Arrangement, Gradients, slot_for

TOUCH, SWITCH = 34.0, 22.0  # height of the place to press, and room for its mark


class Folded(Card):
    """One card for a call: its arguments lead into it, it shows what it returned and the gradient of that."""

    def __init__(
        self, rec: Recording, words: Words, nodes: list[int], results: list[int], fold: str,
        texts: tuple[str, str], gradients: Gradients, marks: Marks, times: str = "",
    ) -> None:  # fmt: skip
        """`texts` are its title and what is said of what is in it; `times` how often a loop ran, in short."""
        self.words = words
        self.node, self.nodes, self.id = nodes[0], nodes, f"n{nodes[0]}"
        self.results, self.fold = dict.fromkeys(results), fold
        self.label, self.source = texts[0], clipped(texts[1], SOURCE_COLUMNS)
        self.name, self.flips, self.kind, self.times = "", False, "fold", times
        self.output = rec.output(results[-1])
        self.value = slot_for(f"{self.id}.v", words.text("value"), [rec.output(i) for i in results], words)
        self.gradients, self.marks, self.badge, self.kept, self.others = gradients, marks, marks.badge, "", ()
        self.top = PAD + HEADER + SOURCE_LINE

    def _inner(self) -> float:
        return max(super()._inner(), width(self.label, LABEL, BOLD) + SWITCH)

    def _arc(self, arrangement: Arrangement) -> Element:
        """By itself: the variable is inside, and its gradient is none of those shown."""
        right, foot = arrangement.width - PAD, arrangement.height - PAD - ARC
        return arc(self.id, self.marks.update, (right, foot), (right - 24, foot), (0, ARC))

    def draw(self, x: float, y: float, arrangement: Arrangement) -> Element:
        card = super().draw(x, y, arrangement)
        return card.add(switch(self.fold, self.label, False, PAD - 6, 4, width(self.label, LABEL, BOLD)))


def switch(fold: str, title: str, opened: bool, x: float, y: float, wide: float, high: float = TOUCH) -> Element:
    """What folds a call, or unfolds it: laid over its title, with a mark beside that."""
    group = el("g", "switch", tabindex="0", role="button")
    group.attrs.update({"data-fold": fold, "aria-expanded": "true" if opened else "false", "aria-label": title})
    group.add(el("rect", "touch", x=x, y=y, width=wide + SWITCH + 12, height=high, rx=6))
    left, middle = x + wide + 16, y + high / 2
    ends = [(-5, -3), (5, -3), (0, 4)] if opened else [(-3, -5), (4, 0), (-3, 5)]
    turned = "M" + "L".join(f"{px(left + dx)} {px(middle + dy)}" for dx, dy in ends) + "Z"
    return group.add(el("path", "twist", d=turned))
