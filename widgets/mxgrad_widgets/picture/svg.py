"""Scenes as standalone SVG text: readable on any page, styled inside, nothing from a trace unescaped."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterable
from pathlib import Path

from ..language.numbers import SANS, clipped, columns, width
from ..language.words import PictureError, Words
from ..story.recording import Recording
from ..story.rolling import Rolling
from ..story.steps import NOTHING, Step, steps_of
from ..story.strips import Strips
from .drawing import BUDGET, Drawing, describe
from .facts import Facts
from .path_panel import path_panel
from .playing import Playback
from .scene import CLASS, TEXT, Element, Scene, State, at, el, px

STATIC = Path(__file__).parents[1] / "static"
GAP, CAPTION_HEIGHT, MINIMUM = 10.0, 44.0, 420.0
PHONE = 470.0
HEADINGS = {"forward": ("#e8f3fa", "#0072b2"), "path": ("#e5f5ef", "#009e73"), "backward": ("#fdf0e6", "#d55e00")}
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Text for XML content or a double-quoted attribute; characters XML forbids become U+FFFD."""
    text = _ILLEGAL.sub("\ufffd", text)
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(raw, safe)
    return text


def checked_scale(scale: float) -> float:
    """How many times as large a player is drawn. Raises ValueError below 0.5 and above 4."""
    if isinstance(scale, bool) or not isinstance(scale, int | float) or not 0.5 <= scale <= 4:
        raise ValueError(f"scale must be a number from 0.5 to 4 (2 is twice as large), got {scale!r}")
    return float(scale)


@functools.cache
def light_style() -> str:
    """The scene's style with the light colours put in, because many SVG readers know no CSS variables."""
    css = (STATIC / "scene.css").read_text("utf-8")
    block, rest = re.match(r"\s*\.mxg\{(.*?)\}(.*)", css, re.S).groups()  # type: ignore[union-attr]
    colours = {}
    for name, value in re.findall(r"(--mxg-[a-z-]+):\s*([^;]+)", block):
        fallback = re.fullmatch(r"var\(--[a-z0-9-]+,\s*(.*)\)", value.strip(), re.S)
        colours[name] = fallback.group(1) if fallback else value.strip()
    return re.sub(r"var\((--mxg-[a-z-]+)\)", lambda m: colours[m.group(1)], rest).strip()


def style_of(body: str) -> str:
    """The rules of the style that speak of something in a picture: a saved notebook has a copy in every output."""
    there = {name for names in re.findall(r' class="([^"]*)"', body) for name in names.split()} | {"mxg-svg"}
    kept = []
    for selectors, rule in re.findall(r"([^{}]+)(\{[^}]*\})", light_style()):
        wanted = [s for s in selectors.split(",") if _classes(s) <= there]
        if wanted:
            kept.append(",".join(wanted) + rule)
    return "".join(kept)


@functools.cache
def _classes(selector: str) -> set[str]:
    """The classes that an element, or one around it, must have for a selector to fit."""
    return set(re.findall(r"\.([\w-]+)", re.sub(r":not\([^)]*\)", "", selector)))


def markup(root: Element, state: State) -> str:
    """SVG text of an element as it is in a state; iterative, so that depth cannot matter."""
    out: list[str] = []
    stack: list[Element | str] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            out.append(item)
            continue
        attrs = dict(item.attrs)
        extra = state.get((item.id, CLASS)) if item.id else None
        if extra:
            attrs["class"] = f"{attrs.get('class', '')} {extra}".strip()
        for name in ("tabindex", "role", "aria-label", "data-node", "data-edge"):  # of the player; a title says it here
            attrs.pop(name, None)
        text = state.get((item.id, TEXT), item.text) if item.id else item.text
        if _unseen(item.tag, attrs.get("class", ""), text):
            continue
        opening = "".join(f' {k}="{escaped(v)}"' for k, v in attrs.items())
        if item.children or text:
            out.append(f"<{item.tag}{opening}>{escaped(text)}")
            stack += [f"</{item.tag}>", *reversed(item.children)]
        else:
            out.append(f"<{item.tag}{opening}/>")
    return "".join(out)


def _unseen(tag: str, cls: str, text: str) -> bool:
    """Whether the style would hide an element in its state: left out, to keep saved notebooks small."""
    if tag == "text":
        return not text
    words = cls.split()
    if words[:1] == ["switch"]:  # nothing folds in a picture that stands still
        return True
    return words in (["cell"], ["hatch"]) or (words[:1] == ["chip"] and "done" not in words)


def document(panels: list[tuple[Scene, State, str, str]], title: str, description: str) -> str:
    """One SVG of panels (scene, state, phase, caption) one below the other on a white rounded ground."""
    wide = max(MINIMUM, *(scene.width for scene, *_ in panels)) + 2 * GAP
    parts, top = [], GAP
    for scene, state, phase, caption in panels:
        lines = _wrapped(caption, wide - 2 * GAP - 24)
        bar = CAPTION_HEIGHT + 19 * (len(lines) - 1)
        parts.append(markup(_heading(phase, lines, wide, bar, top), {}))
        top += bar + GAP
        left = (wide - scene.width) / 2
        parts.append(f'<g transform="{at(left, top)}">{markup(scene.root, state)}</g>')
        top += scene.height + GAP
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mxg-svg" role="img" width="{px(wide)}" height="{px(top)}" '
        f'viewBox="0 0 {px(wide)} {px(top)}"><title>{escaped(title)}</title><desc>{escaped(description)}</desc>'
        f"<style>{style_of(body)}</style>"
        f'<rect x="0.5" y="0.5" width="{px(wide - 1)}" height="{px(top - 1)}" rx="12" fill="#ffffff" stroke="#c9ced6"/>'
        f"{body}</svg>"
    )


def _heading(phase: str, lines: list[str], wide: float, bar: float, top: float) -> Element:
    ground, ink = HEADINGS[phase]
    group = el("g", transform=at(0, top))
    group.add(el("rect", x=GAP, y=0, width=wide - 2 * GAP, height=bar, rx=8, fill=ground))
    group.add(el("rect", x=GAP, y=0, width=5, height=bar, rx=2, fill=ink))
    for i, line in enumerate(lines):
        group.add(el("text", "caption", line, x=GAP + 16, y=27 + 19 * i))
    return group


def _wrapped(text: str, room: float) -> list[str]:
    """Lines of words that fit; a word longer than a line is cut."""
    lines, line = [], ""
    most = int(room / (width("n", 14, SANS)))
    for word in (clipped(w, most) for w in text.split()):
        if line and columns(line) + 1 + columns(word) > most:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


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
        """`folded` names the calls drawn as one card; without it these are as few as the budget allows.

        Raises TypeError or ValueError where there is nothing that could be drawn.
        """
        self.rec = trace if isinstance(trace, Recording) else Recording(trace)
        self.words, self.budget = Words(language), budget
        if not self.rec.ops:
            raise PictureError("no operations")
        self.base = Rolling(self.rec)  # with all calls open, and loops rolled: what the steps are made from
        self.is_unrolled = unrolled
        self.folded = self._few(budget) if folded is None else folded
        self.roll = self._rolled(self.folded)
        hidden = {n for group in self.base.merged for n in self.base.groups[group]}
        self.steps: list[Step] = steps_of(self.rec, self.words, hidden) if steps is None else steps
        if not self.steps:
            raise PictureError("no events")
        self.drawing = Drawing(self.rec, budget, self.words, self.roll)
        self.engine = engine

    @functools.cached_property
    def playback(self) -> Playback:
        """What the steps change in the drawing."""
        return Playback(self.rec, self.drawing, self.steps)

    @functools.cached_property
    def strips(self) -> Strips:
        """Where each step stands in its loops."""
        return Strips(self.rec, self.base, self.words, self.steps)

    @functools.cached_property
    def facts(self) -> Facts:
        """What the inspector says."""
        return Facts(self)

    def shown(self, step: Step) -> int | None:
        """What the player calls the figure that a step is about."""
        if step.decision != NOTHING:
            box = self.drawing.conditions.get(self.roll.condition_of.get(step.decision, ""))
            if box is not None:
                return box.node
        return None if step.node == NOTHING else self.drawing.shown(step.node)

    @functools.cached_property
    def wide(self) -> Scene:
        return self.drawing.scene("LR", self.engine)

    @functools.cached_property
    def tall(self) -> Scene:
        return self.drawing.scene("TB", self.engine)

    @functools.cached_property
    def narrow(self) -> Scene:
        return self.drawing.scene("narrow", self.engine)

    @property
    def scenes(self) -> dict[str, Scene]:
        """The drawings a player chooses from; a narrow one only where top to bottom is too wide for a phone."""
        scenes = {"LR": self.wide, "TB": self.tall}
        if self.tall.width > PHONE:
            scenes["narrow"] = self.narrow
        return scenes

    @property
    def loops(self) -> bool:
        """Whether there is a loop whose iterations could be drawn one by one."""
        return any(frame.kind == "loop" for frame in self.base.frames.values())

    def unrolled(self) -> Picture:
        """The same steps, with the first and the last iterations of each loop drawn."""
        return self.view(True, self.folded)

    def view(self, unrolled: bool, folded: Iterable[str]) -> Picture:
        """The same steps in another drawing: loops rolled or not, some calls folded."""
        known = frozenset(folded) & frozenset(self.base.calls.names.values())
        return Picture(
            self.rec, self.engine, self.budget,
            language=self.words.language, unrolled=unrolled, steps=self.steps, folded=known,
        )  # fmt: skip

    @property
    def folds(self) -> list[str]:
        """The calls that can be folded, in the order of their beginning."""
        return list(dict.fromkeys(self.base.calls.names.values()))

    def _rolled(self, folded: frozenset[str]) -> Rolling:
        if not folded and not self.is_unrolled:
            return self.base
        return Rolling(self.rec, unrolled=self.is_unrolled, calls=self.base.calls, folded=folded)

    def _few(self, budget: int) -> frozenset[str]:
        def count(folded: frozenset[str]) -> int:
            roll = self._rolled(folded)
            return len(roll.groups) - len(roll.merged)

        return self.base.calls.folded(count, budget)

    def within(self, budget: int) -> Picture:
        """The same with fewer cards."""
        other = copy.copy(self)
        other.budget, other.folded = budget, self._few(budget)
        other.roll = self._rolled(other.folded)
        other.drawing = Drawing(self.rec, budget, self.words, other.roll)
        for name in ("playback", "facts", "wide", "tall", "narrow"):
            other.__dict__.pop(name, None)
        return other

    @property
    def title(self) -> str:
        return self.words.text("title", nodes=len(self.drawing.cards), steps=len(self.steps))

    @property
    def best(self) -> Scene:
        """The drawing for a page: left to right while it fits one."""
        return self.wide if self.wide.width <= 1300 or self.wide.width <= self.tall.width else self.tall

    def listed(self, index: int, step: Step) -> str:
        """A step as a line of a list: `3. forward: x * 2 gives 4.`"""
        return f"{index + 1}. {self.words.text(f'phase.{step.phase}')}: {step.text}"

    def index(self, step: int) -> int:
        """A step counted from 0. Raises ValueError for one that is not there; a negative one counts from the end."""
        last = len(self.steps) - 1
        if not -last - 1 <= step <= last:
            raise ValueError(f"step must be from 0 to {last}, or from -{last + 1} counted from the end, got {step}")
        return step % (last + 1)

    def svg(self, step: int | None = None) -> str:
        """One step as SVG, or the storyboard: the end of the forward pass, the path, the end of the backward pass."""
        last = len(self.steps) - 1
        if step is not None:
            at = self.index(step)
            now = self.steps[at]
            phase = self.words.text(f"phase.{now.phase}")
            caption = self.words.text("caption", step=at + 1, count=last + 1, phase=phase, text=now.text)
            panel = (self.best, self.playback.state(at), now.phase, caption)
            return document([panel], self.words.text("title.step", title=self.title, step=at + 1), now.text)
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
            panels.append((self.best, self._calm(last), "backward", self.words.text("storyboard.backward")))
        return document(panels, self.title, describe(self.drawing))

    def _calm(self, step: int) -> State:
        """A state without marks of the current step, for a picture that stands still."""
        passing = {"cur", "b", "from", "hot", "new", "old"}
        return {
            key: " ".join(w for w in text.split() if w not in passing) if key[1] == CLASS else text
            for key, text in self.playback.state(step).items()
        }
