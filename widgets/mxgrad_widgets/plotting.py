"""`plot_grads` and `picture`: a figure with the same content beside it as text."""

from __future__ import annotations

import base64
import io
import math
from typing import Any, NamedTuple

from IPython.display import display

from .svg import escaped
from .wording import number

_KINDS = ("step", "layer", "histogram")
_ROWS = 24  # a longer table is folded in the middle


class Row(NamedTuple):
    """One bar: its name, its height, and what the table says beside it."""

    name: str
    height: float
    note: str = ""


def plot_grads(trace: Any, by: str = "step") -> Any:
    """Print how large gradients are, and return the same as bars: a matplotlib Figure that a notebook shows.

    `by="step"`: the norm of the gradient at each iteration of the first loop that hands a value on, or at each
    operation where there is no loop. `by="layer"`: the norm of each gradient that was written, by variable.
    `by="histogram"`: how the numbers of the written gradients are spread. Raises ValueError for another `by` or
    for a trace without a backward pass.
    """
    if by not in _KINDS:
        raise ValueError(f"by must be 'step', 'layer' or 'histogram', not {by!r}")
    data = trace.data if hasattr(trace, "data") else trace
    if not getattr(data, "backwards", ()):
        raise ValueError("there are no gradients to plot yet: call tr.backward() or y.backward() first")
    title, rows = {"step": _by_step, "layer": _by_layer, "histogram": _by_histogram}[by](trace, data)
    text = "\n".join([title, *_table(rows)])
    print(text)  # noqa: T201
    return _bars(title, rows, text, logarithmic=by != "histogram")


def picture(figure: Any, words: str) -> None:
    """Show a matplotlib figure as one output, with `words` for those who do not see it.

    Raises ValueError where the words are missing.
    """
    if not words or not words.strip():
        raise ValueError("a picture needs words: say what there is to see, for readers who do not see it")
    _show(figure, words, words)


def _show(figure: Any, text: str, alternative: str) -> None:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=80, metadata={"Software": None}, bbox_inches="tight")
    source = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
    style = "max-width:100%;height:auto;background:#fff"
    html = f'<img src="{source}" alt="{escaped(alternative)}" style="{style}">'
    display({"text/plain": text, "text/html": html}, raw=True)  # type: ignore[no-untyped-call]


def _norm(value: Any) -> float:
    """The norm of a value of a trace; of a large one, from its mean and standard deviation."""
    if value.data is not None:
        return math.sqrt(sum(float(x) ** 2 for x in value.data))
    stats = value.stats or {}
    if stats.get("mean") is None or stats.get("nan") or stats.get("inf"):
        return math.nan
    return math.sqrt(math.prod(value.shape) * (stats["mean"] ** 2 + stats["std"] ** 2))


def _adjoints(data: Any) -> dict[int, Any]:
    """The gradient that arrived at each node in the last backward pass."""
    last = data.backwards[-1]
    found = dict(zip(last.roots, last.head_grads, strict=True))
    for c in last.contribs:
        found[c.dst] = c.value if c.accum is None else c.accum
    return {node: data.values[value] for node, value in found.items()}


def _by_step(trace: Any, data: Any) -> tuple[str, list[Row]]:
    adjoints = _adjoints(data)
    for loop in getattr(trace, "loops", ()):
        for name, nodes in loop.carried.items():
            steps = [(i, adjoints[node]) for i, node in enumerate(nodes) if node in adjoints]
            if len(steps) > 1:
                rows = [Row("before" if i == 0 else f"iter {i}", _norm(value)) for i, value in steps]
                return f"norm of the gradient of {name}, by iteration of {loop.source}", rows
    shown = [node for node in data.nodes if node.id in adjoints]
    rows = [Row(f"%{node.id} {(node.names or (node.op,))[0]}", _norm(adjoints[node.id])) for node in shown]
    return "norm of the gradient, by operation", rows


def _by_layer(trace: Any, data: Any) -> tuple[str, list[Row]]:
    rows = []
    for node, value in _written(data).items():
        shape = "×".join(map(str, value.shape))
        rows.append(Row(f"{_name(data, node)}.grad", _norm(value), f"shape {shape}"))
    return "norm of the gradient, by variable", rows


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
    rows = [Row(f"{number(edges[i])} to {number(edges[i + 1])}", float(n)) for i, n in enumerate(counts)]
    without = f", without {', '.join(left_out)} (too large for the trace)" if left_out else ""
    return f"how many numbers of the gradients lie where{without}", rows


def _written(data: Any) -> dict[int, Any]:
    """The last gradient written to each variable, in the order of the variables."""
    found = {write.node: data.values[write.value] for backward in data.backwards for write in backward.writes}
    if not found:
        raise ValueError("no gradient was written: none of the variables has attach_grad()")
    return dict(sorted(found.items()))


def _name(data: Any, node: int) -> str:
    return (data.nodes[node].names or (f"%{node}",))[0]


def _table(rows: list[Row]) -> list[str]:
    width = max(len(row.name) for row in rows)
    heights = [number(row.height) for row in rows]
    column = max(map(len, heights))
    lines = [
        f"  {row.name.ljust(width)}  {height.rjust(column)}  {row.note}".rstrip()
        for row, height in zip(rows, heights, strict=True)
    ]
    if len(lines) > _ROWS:
        half = _ROWS // 2
        lines[half:-half] = [f"  ⋯ {len(lines) - _ROWS} more"]
    return lines


def _bars(title: str, rows: list[Row], words: str, *, logarithmic: bool) -> Any:
    from matplotlib.figure import Figure  # without pyplot: nothing else shows this figure a second time

    class Bars(Figure):
        """A figure that a notebook shows; its table, printed before, is what a reader hears who does not see it."""

        def _ipython_display_(self) -> None:
            _show(self, f"bars: {title}", words)

    figure = Bars(figsize=(7, 2.8))
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
