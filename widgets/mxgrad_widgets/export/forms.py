"""The forms of a trace: page, SVG, PNG, animation, and the graph for Graphviz."""

from __future__ import annotations

import base64
import functools
import gzip
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from mxgrad import files

from ..asking.questions import Ask, questions_of
from ..language.numbers import FACT_CELLS, array_text
from ..picture.figures.cards import Card
from ..picture.figures.conditions import ConditionBox, UntakenBranch
from ..picture.figures.edge_labels import CutTag
from ..picture.figures.frames import Port
from ..picture.run_picture import Picture
from ..picture.svg import STATIC, checked_scale, checked_theme, colours, escaped
from ..player import unanswered
from ..player.output import collecting_later
from ..player.payload import packed, page_payload

MIME = "application/mxgrad+gzip"
CODE = "application/mxgrad.code+gzip"
UNPACK = (
    f"(async()=>{{for(const from of document.querySelectorAll('script[type=\"{CODE}\"]')){{"
    "const data=Uint8Array.from(atob(from.textContent),(char)=>char.charCodeAt(0));"
    "const stream=new Blob([data]).stream().pipeThrough(new DecompressionStream('gzip'));"
    "const into=document.createElement(from.dataset.as);"
    "into.textContent=await new Response(stream).text();document.head.append(into)}})()"
)
MOST_FRAMES = 150
FRAME_MS = 1100

Target = str | os.PathLike[str] | None
Content = TypeVar("Content", str, bytes)


def to_html(
    trace: object,
    step: int = 0,
    path: Target = None,
    *,
    language: str | None = None,
    theme: str | None = None,
    scale: float = 1.0,
    fullscreen: bool = False,
    ask: Ask | None = None,
) -> str:
    """A trace as one self-contained page with the player, opened at a step; it needs no network.

    With `ask` the player stops and asks, as in `step`; what is right is in the page, compressed. `theme` is light or
    dark, else what the reader's system prefers; the player is drawn `scale` times as large, from 0.5 to 4, and with
    `fullscreen` takes the whole screen with its first step. Written to `path` too where that is given. Raises
    ValueError for a step, theme or scale that is not there, and for what cannot be asked.
    """
    checked_theme(theme)
    with collecting_later():
        picture = Picture(trace, language=language)
        at = picture.index(step)
        asked = [] if ask is None else questions_of(picture.rec, picture.words, picture.steps, ask)
        text = _encoded(packed(page_payload(picture, asked), 9))
        still = unanswered.drawn(picture, asked, [], theme) if asked else picture.saved(theme)
    whole = " data-whole" if fullscreen else ""
    body = (
        f'<div data-step="{at}" data-scale="{checked_scale(scale):g}"{whole}>{still}'
        f'<script type="{MIME}">{text}</script></div>'
    )
    code = ("style", "player.css"), ("script", "panels-page.js"), ("script", "page.js")
    title = unanswered.title(picture, asked)
    return written(page(title, body, picture.words.language, theme, *code), path, ".html", ".htm")


def page(title: str, body: str, language: str, theme: str | None, *code: tuple[str, str]) -> str:
    """A self-contained page; `code` are style and scripts from `static`, each with the element that it becomes."""
    look = {"light": ' data-jp-theme-light="true"', "dark": ' data-jp-theme-light="false"'}.get(theme or "", "")
    return (
        f'<!doctype html><html lang="{language}"{look}><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)}</title><style>:root{{color-scheme:{theme or 'light dark'}}}"
        f"body{{margin:16px}}</style></head><body>{body}{_code(code)}</body></html>\n"
    )


@functools.cache
def _code(files: tuple[tuple[str, str], ...]) -> str:
    """Style and script of a page, compressed, and what unpacks them: they are most of it."""
    packed_files = []
    for tag, name in files:
        data = _encoded(gzip.compress((STATIC / name).read_bytes(), 9, mtime=0))
        packed_files.append(f'<script type="{CODE}" data-as="{tag}">{data}</script>')
    return f"{''.join(packed_files)}<script>{UNPACK}</script>"


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def to_svg(
    trace: object,
    step: int | None = None,
    path: Target = None,
    *,
    language: str | None = None,
    theme: str | None = None,
) -> str:
    """A trace as standalone SVG text: the storyboard, or one step counted from 0.

    `theme` is light or dark, else what the reader's system prefers. Raises ValueError for a step or theme that is not
    there.
    """
    return written(Picture(trace, language=language).svg(step, checked_theme(theme)), path, ".svg")


def to_png(
    trace: object,
    step: int | None = None,
    path: Target = None,
    *,
    language: str | None = None,
    theme: str = "light",
    scale: float = 2.0,
) -> bytes:
    """The same in pixels, as PNG, `scale` of them for one of the drawing; the same trace gives the same bytes.

    One of more than 40 million pixels is drawn smaller, and a warning says so. Raises ValueError for a step, theme or
    scale that is not there; ImportError without the extra `mxgrad[export]`.
    """
    from .raster import png

    theme = checked_theme(theme) or "light"
    drawn = Picture(trace, language=language).svg(step, theme)
    return written(png(drawn, checked_scale(scale), colours(theme)["--mxg-paper"]), path, ".png")


def to_gif(
    trace: object, steps: Iterable[int] | None = None, path: Target = None, *, language: str | None = None
) -> bytes:
    """A picture that plays the steps, all or those given: GIF, or animated PNG where `path` ends in .apng.

    Raises ValueError for more than 150 steps; ImportError without the extra `mxgrad[export]`.
    """
    from .raster import animation

    picture = Picture(trace, language=language)
    chosen = [picture.index(step) for step in (range(len(picture.steps)) if steps is None else steps)]
    if not 0 < len(chosen) <= MOST_FRAMES:
        raise ValueError(
            f"a moving picture has 1 to {MOST_FRAMES} steps, not {len(chosen)}: choose some, such as steps=range(100)"
        )
    kind = "PNG" if path is not None and Path(path).suffix == ".apng" else "GIF"
    svgs = (picture.svg(step, "light") for step in chosen)
    return written(animation(svgs, kind, FRAME_MS), path, ".gif", ".apng")


def to_dot(trace: object, path: Target = None, *, language: str | None = None) -> str:
    """The graph in the language of Graphviz: a cluster for each call and loop, a box for each operation."""
    drawing = Picture(trace, language=language).drawing
    lines = ["digraph trace {", '  rankdir=LR; node [shape=box, style=rounded, fontname="monospace"];']
    inside: dict[str | None, list[str]] = {}
    for around in drawing.frames.values():
        inside.setdefault(around.parent, []).append(around.id)
    stack: list[tuple[str | None, bool]] = [(None, True)]
    while stack:
        frame, opens = stack.pop()
        if not opens:
            lines.append("  }")
            continue
        if frame is not None:
            box = drawing.frames[frame]
            lines.append(
                f"  subgraph cluster_{frame} {{ label={_quoted(box.title, *box.detail.splitlines())}; labeljust=l;"
            )
            stack.append((frame, False))
        here = [figure for figure in drawing.figures.values() if drawing.homes[figure.id] == frame]
        lines += [f"  {figure.id} [{_look(figure)}];" for figure in here if not isinstance(figure, Port | CutTag)]
        stack += [(inner, True) for inner in reversed(inside.get(frame, []))]
    wires = drawing.wiring.wires
    for (target, arg, origin), ids in drawing.wiring.of.items():
        again = any(wires[id].carried for id in ids)
        lines.append(f"  {origin} -> {target}{' [color=forestgreen, constraint=false]' if again else ''};")
        if (target, arg) in drawing.edge_labels:
            rule = _quoted(drawing.edge_labels[target, arg].rules[-1])
            lines.append(f"  {target} -> {origin} [style=bold, color=chocolate, constraint=false, label={rule}];")
    controls = [wire for wire in wires.values() if wire.look.startswith("control")]
    lines += [f"  {wire.stops[0]} -> {wire.stops[-1]} [style=dashed];" for wire in controls]
    return written("\n".join([*lines, "}"]) + "\n", path, ".dot", ".gv")


def to_graphviz(trace: object, *, language: str | None = None) -> Any:
    """The same as an object of the `graphviz` package, which draws itself where Graphviz is installed.

    Raises ImportError where the package is not.
    """
    try:
        import graphviz
    except ImportError as error:
        raise ImportError('to_graphviz needs the graphviz package: pip install "mxgrad[export]"', name="graphviz"
                          ) from error  # fmt: skip

    return graphviz.Source(to_dot(trace, language=language))


FORMS = {form.__name__: form for form in (to_html, to_svg, to_png, to_gif, to_dot, to_graphviz)}


def _look(figure: Card | ConditionBox | UntakenBranch) -> str:
    if isinstance(figure, ConditionBox):
        return f"shape=hexagon, style=filled, fillcolor=lightyellow, label={_quoted(figure.source, figure.measures)}"
    if isinstance(figure, UntakenBranch):
        return f"style=dashed, color=gray, label={_quoted(*figure.rows, figure.caption)}"
    value = array_text(figure.output, figure.words, FACT_CELLS) if figure.output is not None else ""
    return f"label={_quoted(f'{figure.name} = {figure.label}' if figure.name else figure.label, figure.source, value)}"


def _quoted(*lines: str) -> str:
    """Lines as a quoted string of Graphviz, in which only a quote and a backslash are special."""
    texts = ["".join(c if c.isprintable() else "\ufffd" for c in line) for line in lines if line]
    return '"' + "\\n".join(text.replace("\\", "\\\\").replace('"', '\\"') for text in texts) + '"'


def written(content: Content, path: Target, *endings: str) -> Content:
    """The content, put into a file where there is a path to one."""
    if path is not None:
        target = Path(path)
        if target.suffix not in endings:
            raise ValueError(f"this form is written as {' or '.join(endings)}, not {target.suffix or target.name!r}")
        files.write(target, content)
    return content
