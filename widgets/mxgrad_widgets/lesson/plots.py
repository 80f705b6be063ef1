"""`plot_grads` and `picture`: a figure with the same content beside it as text."""

from __future__ import annotations

import base64
import io
import math
import re
from typing import Any, NamedTuple

from mxgrad.terminal import say

from ..language.catalogue import Words
from ..picture.svg import escaped
from ..player.output import Output, display, image, shell
from ..story.training import norm
from .answers import kind, number

_KINDS = ("step", "layer", "histogram")
_LARGEST_SVG = 60_000
_ROWS = 24  # a longer table is folded in the middle


class Row(NamedTuple):
    """One bar: its name, its height, and what the table says beside it."""

    name: str
    height: float
    note: str = ""


def plot_grads(trace: Any, by: str = "step") -> Any:
    """Print how large gradients are, show the same as bars, and return these: a matplotlib Figure.

    `by="step"`: the norm of the gradient at each iteration of the first loop that hands a value on, or at each
    operation where there is no loop. `by="layer"`: the norm of the gradients of each layer of a network; where there is
    no network, of each gradient that was written, by variable. Of several variables with one name, as in a training
    loop, those of the last backward pass that reached them.
    `by="histogram"`: how the numbers of these gradients are spread. Raises ValueError for another `by` or for a trace
    without a backward pass, TypeError for something that is no trace.
    """
    if by not in _KINDS:
        raise ValueError(f"by must be 'step', 'layer' or 'histogram', not {by!r}")
    data = trace.data if hasattr(trace, "data") else trace
    if not hasattr(data, "backwards"):
        given = kind(trace, Words("en"))
        raise TypeError(f"plot_grads takes a trace, not {given}: tr = trace(f, x), then plot_grads(tr)")
    if not data.backwards:
        raise ValueError("there are no gradients to plot yet: call tr.backward() or y.backward() first")
    title, rows = {"step": _by_step, "layer": _by_layer, "histogram": _by_histogram}[by](trace, data)
    text = "\n".join([title, *_table(rows)])
    say(text)
    bars = _bars(title, rows, text, logarithmic=by != "histogram")
    if shell() is not None:
        bars._ipython_display_()
    return bars


def picture(figure: Any, words: str) -> None:
    """Show a matplotlib figure as one output, with `words` for those who do not see it.

    Raises ValueError where the words are missing.
    """
    if not words or not words.strip():
        raise ValueError("a picture needs words: say what there is to see, for readers who do not see it")
    _show(figure, words, words)


def _show(figure: Any, text: str, alternative: str) -> None:
    drawn = _svg(figure)
    if len(drawn) <= _LARGEST_SVG:
        html = image(drawn, alternative)
    else:  # thousands of points: pixels take less
        source = f"data:image/png;base64,{base64.b64encode(_png(figure)).decode('ascii')}"
        html = f'<img src="{source}" alt="{escaped(alternative)}" style="max-width:100%;height:auto;background:#fff">'
    display(Output(text, html))


def _svg(figure: Any) -> str:
    """The figure as SVG with its text as text, without what matplotlib writes for editors."""
    from matplotlib import rc_context

    buffer = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "mxgrad"}):  # names that do not change from run to run
        figure.savefig(buffer, format="svg", metadata=nothing, bbox_inches="tight")
    drawn = buffer.getvalue()[buffer.getvalue().index("<svg") :]
    for found, short in (
        (r"(?s)<!--.*?-->|<metadata>.*?</metadata>", ""),
        (r'<g id="[^"]*">', "<g>"),
        (r"font-family: [^;\"]*", "font-family: sans-serif"),
        (r">\s+<", "><"),
        (r"\s+", " "),
    ):
        drawn = re.sub(found, short, drawn)
    return re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\.\d\d)\d+", r"\1", tag[0]), drawn)  # hundredths of a point


def _png(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None}, bbox_inches="tight")
    return buffer.getvalue()


def _adjoints(data: Any) -> dict[tuple[int, int], Any]:
    """The gradient that arrived at each result of each node in the last backward pass."""
    last = data.backwards[-1]
    roots = zip(last.roots, last.of_results or (0,) * len(last.roots), strict=True)
    found = dict(zip(roots, last.head_grads, strict=True))
    for c in last.contribs:
        found[c.dst, c.result] = c.value if c.accum is None else c.accum
    return {ref: data.values[value] for ref, value in found.items()}


def _by_step(trace: Any, data: Any) -> tuple[str, list[Row]]:
    adjoints = _adjoints(data)
    for loop in getattr(trace, "loops", ()):
        for name in loop.carried:
            rows = [Row(when, norm(adjoints[ref])) for when, ref in _handed_on(data, loop, name) if ref in adjoints]
            if len(rows) > 1:
                return Words().text("plot.by step", name=name, loop=loop.source), rows
    rows = [Row(f"%{node} {_label(data, node, result)}", norm(adjoints[node, result]))
            for node, result in sorted(adjoints)]  # fmt: skip
    return Words().text("plot.by operation"), rows


def _label(data: Any, node: int, result: int) -> str:
    name = _name(data, node, result)
    return data.nodes[node].op or "" if name.startswith("%") else name


def _handed_on(data: Any, loop: Any, name: str) -> list[tuple[str, tuple[int, int]]]:
    """What a name stood for before a loop and after each iteration that gave it another value."""
    found: list[tuple[str, tuple[int, int]]] = []
    iterations = [scope for scope in data.within[loop.scope.id].scopes if scope.kind == "iteration"]
    places = [data.bindings.within(data, scope.id) for scope in iterations]
    words = Words()
    moments = [(words.text("plot.before"), places[0].start)]
    moments += [(words.text("plot.iteration", number=i), inside.stop) for i, inside in enumerate(places, 1)]
    for when, place in moments:
        ref = data.bindings.value(name, place)
        if ref is not None and (not found or found[-1][1] != ref):
            found.append((when, ref))
    return found


def _by_layer(trace: Any, data: Any) -> tuple[str, list[Row]]:
    written = _written(data)
    names = [_name(data, node) for node in written]
    rows: dict[Any, Row] = {}
    for i, (node, value) in enumerate(written.items()):
        layer, name = _layer_of(data, node), names[i]
        which = f" ({names[: i + 1].count(name)})" if names.count(name) > 1 else ""  # layers that all call it self.w
        own = Row(f"{name}.grad{which}", norm(value), Words().text("plot.shape", shape="×".join(map(str, value.shape))))
        rows[layer or node] = own if layer is None else _row_of_layer(data, written, layer)
    title = "plot.by layer" if any(type(key) is str for key in rows) else "plot.by variable"
    return Words().text(title), [*rows.values()]


def _layer_of(data: Any, node: int) -> str | None:
    """The layer of a network that a parameter came into the trace with; None for any other variable."""
    while (before := data.nodes[node].updates) is not None:
        node = before
    scope = data.scopes[data.nodes[node].scope]
    return scope.name if scope.about is not None else None


def _row_of_layer(data: Any, written: dict[int, Any], layer: str) -> Row:
    """The norm of all gradients of a layer's parameters together."""
    own = {node: value for node, value in written.items() if _layer_of(data, node) == layer}
    parts = [f"{_name(data, node).removeprefix(f'{layer}_')} {'×'.join(map(str, value.shape))}"
             for node, value in own.items()]  # fmt: skip
    return Row(layer, math.hypot(*map(norm, own.values())), ", ".join(parts))


def _by_histogram(trace: Any, data: Any) -> tuple[str, list[Row]]:
    import numpy

    written = _written(data)
    kept = [float(x) for value in written.values() if value.data is not None for x in value.data]
    finite = [x for x in kept if math.isfinite(x)]
    left_out = [f"{_name(data, n)}.grad" for n, value in written.items() if value.data is None]
    if not finite:
        why = f" ({', '.join(left_out)}: a trace keeps arrays of up to 64 elements)" if left_out else ""
        raise ValueError(f"no gradient has finite numbers in this trace{why}: use by='layer'")
    counts, edges = numpy.histogram(finite, bins=min(10, max(2, len(set(finite)))))
    words = Words()
    rows = [
        Row(words.text("plot.between", low=number(edges[i]), high=number(edges[i + 1])), float(n))
        for i, n in enumerate(counts)
    ]
    without = words.text("plot.without", names=", ".join(left_out)) if left_out else ""
    return words.text("plot.histogram", without=without), rows


def _written(data: Any) -> dict[int, Any]:
    """The last gradient written to each variable, in the order of the variables."""
    passes: dict[str, dict[int, Any]] = {}
    for backward in data.backwards:
        written: dict[str, dict[int, Any]] = {}
        for write in backward.writes:
            written.setdefault(_name(data, write.node), {})[write.node] = data.values[write.value]
        passes.update(written)
    if not passes:
        raise ValueError("no gradient was written: none of the variables has attach_grad()")
    return dict(sorted((node, value) for found in passes.values() for node, value in found.items()))


def _name(data: Any, node: int, result: int = 0) -> str:
    """The name of a value; of a version of an array without one, that of the version it replaced."""
    at = data.nodes[node]
    while not at.names and at.updates is not None:
        at = data.nodes[at.updates]
    names = at.results[result] if at.results else at.names
    return names[0] if names else f"%{at.id}"


def _table(rows: list[Row]) -> list[str]:
    width = max(len(row.name) for row in rows)
    heights = [number(row.height) for row in rows]
    column = max(map(len, heights))
    lines = [
        f"  {row.name.ljust(width)}  {height.rjust(column)}  {row.note}".rstrip()
        for row, height in zip(rows, heights, strict=True)
    ]
    return folded(lines)


def folded(lines: list[str]) -> list[str]:
    """A table without its middle, where it is long."""
    if len(lines) <= _ROWS:
        return lines
    half = _ROWS // 2
    return [*lines[:half], f"  {Words().text('plot.more', count=len(lines) - 2 * half)}", *lines[-half:]]


def shown_figure(title: str, words: str, size: tuple[float, float]) -> Any:
    """An empty matplotlib figure that a notebook shows once, with `words` for those who do not see it.

    Raises ImportError where there is no matplotlib.
    """
    try:
        from matplotlib.figure import Figure  # without pyplot: nothing else shows this figure a second time
    except ImportError as error:
        raise ImportError('plots are drawn by matplotlib: pip install "mxgrad[plots]"', name="matplotlib") from error

    class Shown(Figure):
        """A figure that a notebook shows; its table, printed before, is what a reader hears who does not see it."""

        shown: tuple[int, bytes] | None = None

        def _ipython_display_(self) -> None:
            """Show it, unless it was shown in this cell already as it is."""
            here = shell()
            now = (here.execution_count, _png(self)) if here else None
            if now is None or now != self.shown:
                self.shown = now
                _show(self, title, words)

    return Shown(figsize=size)


def _bars(title: str, rows: list[Row], words: str, *, logarithmic: bool) -> Any:
    figure = shown_figure(Words().text("plot.bars", title=title), words, (7, 2.8))
    axes = figure.subplots()
    heights = [row.height if math.isfinite(row.height) else 0.0 for row in rows]
    places = range(len(rows))
    axes.bar(places, heights, color="#D55E00")
    positive = [h for h in heights if h > 0]
    if logarithmic and positive and max(positive) > 50 * min(positive):
        axes.set_yscale("log", base=2 if max(positive) < 1e6 * min(positive) else 10)
    every = max(1, len(rows) // 12)
    slanted = max(len(row.name) for row in rows) > 7
    axes.set_xticks(places[::every], [row.name for row in rows[::every]], rotation=30 if slanted else 0,
                    ha="right" if slanted else "center")  # fmt: skip
    axes.set_title(title, fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    return figure
