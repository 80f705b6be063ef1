"""Scenes as standalone SVG text: readable on any page, styled inside, nothing from a trace unescaped."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

from ..language.text_width import SANS, clipped, columns, width
from ..layout.geometry import px
from .scene import CLASS, TEXT, Element, Scene, State, at, el

STATIC = Path(__file__).parents[1] / "static"
GAP, CAPTION_HEIGHT, MINIMUM = 10.0, 44.0, 420.0
THEMES = "light", "dark"
# parts of a card or an edge: unseen without a class on that, and with it
HIDDEN_INSIDE = (
    ("edge", "done", {"back", "backhead"}, {"line", "head"}),
    ("card", "on", {"slot", "badge", "pip"}, set[str]()),
    ("card", "cur", {"ring"}, set[str]()),
)
_SHADES = {"p1", "p2", "p3", "p4"}, {"m1", "m2", "m3", "m4"}
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


def checked_theme(theme: str | None) -> str | None:
    """Light, dark, or None for what the reader's system prefers. Raises ValueError for another."""
    if theme not in (None, *THEMES):
        raise ValueError(f"theme must be 'light' or 'dark', not {theme!r}")
    return theme


@functools.cache
def colours(theme: str) -> dict[str, str]:
    """What the style's variables stand for outside of JupyterLab."""
    found = dict(_variables(re.search(r"\.mxg\{(.*?)\}", _css("scene.css"), re.S)))
    if theme == "dark":
        found |= _variables(re.search(r"prefers-color-scheme: ?dark\)\{[^{]*\{(.*?)\}", _css("player.css"), re.S))
    return found


def _css(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _variables(block: re.Match[str] | None) -> Iterator[tuple[str, str]]:
    if block is None:
        raise ValueError("the style of the player has no block of colours")
    for name, value in re.findall(r"(--mxg-[a-z-]+):\s*([^;]+)", block.group(1)):
        fallback = re.fullmatch(r"var\(--[a-z0-9-]+,\s*(.*)\)", value.strip(), re.S)
        yield name, fallback.group(1) if fallback else value.strip()


@functools.cache
def style(theme: str) -> str:
    """The scene's style with the colours of a theme put in, because many SVG readers know no CSS variables."""
    _, rest = _css("scene.css").split("}", 1)
    return re.sub(r"var\((--mxg-[a-z-]+)\)", lambda m: colours(theme)[m.group(1)], rest).strip()


@functools.cache
def _rules() -> list[tuple[tuple[str, ...], str, str]]:
    """Selectors, the light rule, and what of it is otherwise in the dark."""
    pairs = zip(*(re.findall(r"([^{}]+)\{([^}]*)\}", style(theme)) for theme in THEMES), strict=True)
    out = []
    for (selectors, light), (_, dark) in pairs:
        both = zip(light.split(";"), dark.split(";"), strict=True)
        out.append((tuple(selectors.split(",")), light, ";".join(b for a, b in both if a != b)))
    return out


def style_of(body: str, theme: str | None = None) -> str:
    """The rules of the style that speak of something in a picture: a saved notebook has a copy in every output."""
    there = {name for names in re.findall(r' class="([^"]*)"', body) for name in names.split()} | {"mxg-svg"}
    for shades in _SHADES:  # another number has another of them
        there |= shades if there & shades else set()
    kept, dimmed = [], []
    for selectors, light, dark in _rules():
        wanted = ",".join(s for s in selectors if _classes(s) <= there)
        if wanted:
            kept.append(f"{wanted}{{{light}}}")
            dimmed += [f"{wanted}{{{dark}}}"] if dark else []
    if theme == "dark":
        return "".join(kept + dimmed)
    return "".join(kept) + ("" if theme else f"@media (prefers-color-scheme:dark){{{''.join(dimmed)}}}")


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
            stack += [f"</{item.tag}>", *reversed(_seen(item.children, attrs.get("class", "")))]
        else:
            out.append(f"<{item.tag}{opening}/>")
    return "".join(out)


def _seen(children: list[Element], cls: str) -> list[Element]:
    """Children without those that the style hides because of the classes of what is around them."""
    words = cls.split()
    hidden: set[str] = set()
    for around, decides, without, having in HIDDEN_INSIDE:
        if words[:1] == [around]:
            hidden |= having if decides in words else without
    return (
        [child for child in children if child.attrs.get("class", "").split(" ")[0] not in hidden]
        if hidden
        else children
    )


def _unseen(tag: str, cls: str, text: str) -> bool:
    """Whether the style would hide an element in its state: left out, to keep saved notebooks small."""
    if tag == "text":
        return not text
    words = cls.split()
    if words[:1] == ["switch"]:  # nothing folds in a picture that stands still
        return True
    return words in (["cell"], ["hatch"]) or (words[:1] == ["chip"] and "done" not in words)


def document(
    panels: list[tuple[Scene, State, str, str]], title: str, description: str, theme: str | None = None
) -> str:
    """One SVG of panels (scene, state, phase, caption) one below the other on a rounded ground.

    `theme` is light or dark, else what the reader's system prefers; readers that know no preference show it light.
    """
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
    sheet = el("rect", "sheet", x=0.5, y=0.5, width=wide - 1, height=top - 1, rx=12)
    body = "".join([markup(sheet, {}), *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mxg-svg" role="img" width="{px(wide)}" height="{px(top)}" '
        f'viewBox="0 0 {px(wide)} {px(top)}"><title>{escaped(title)}</title><desc>{escaped(description)}</desc>'
        f"<style>{style_of(body, theme)}</style>{body}</svg>"
    )


def _heading(phase: str, lines: list[str], wide: float, bar: float, top: float) -> Element:
    group = el("g", f"heading {phase}", transform=at(0, top))
    group.add(el("rect", "band", x=GAP, y=0, width=wide - 2 * GAP, height=bar, rx=8))
    group.add(el("rect", "bar", x=GAP, y=0, width=5, height=bar, rx=2))
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
