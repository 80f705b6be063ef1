"""`plot_training`: how a training run goes, as curves with the same content beside it as text."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from mxgrad.terminal import say

from ..language.catalogue import Words
from ..language.numbers import real
from ..player.output import shell
from ..story.recording import Recording
from ..story.training import mean, norm
from .answers import kind, number
from .plots import folded, shown_figure

_FEW = 3  # elements of a parameter that are shown each for itself
_FAR = 50.0  # times as large is the largest number at least where an axis is logarithmic


class _Training(NamedTuple):
    """By name the numbers of each backward pass; nan where a pass had none."""

    losses: dict[str, list[float]]
    norms: dict[str, list[float]]
    parameters: dict[str, list[float]]


def plot_training(trace: Any) -> Any:
    """Print loss, gradient norms and parameters at each training step, show the same as curves, and return these.

    A step is a backward pass: its loss is the mean of its head; the parameters are those that it was computed with,
    each element of one that has up to three, else its norm. Returns a matplotlib Figure. Raises ValueError for a trace
    without a backward pass or without an update, TypeError for something that is no trace.
    """
    if not hasattr(trace, "data"):
        given = kind(trace, Words("en"))
        raise TypeError(f"plot_training takes a trace, not {given}: tr = trace(train), then plot_training(tr)")
    rec = Recording(trace)
    if not rec.backwards:
        raise ValueError("there is no training to plot: no backward pass ran; call loss.backward() in the loop")
    if not any(node != first for node, first in rec.variables.first.items()):
        raise ValueError("there is no training to plot: nothing was updated; end each step with "
                         "w[:] = w - lr * w.grad, or trainer.step(batch_size)")  # fmt: skip
    training = _measured(rec)
    title = Words().text("plot.training", count=len(rec.backwards))
    text = "\n".join([title, *_table(training, len(rec.backwards))])
    say(text)
    figure = _curves(training, title, text)
    if shell() is not None:
        figure._ipython_display_()
    return figure


def _measured(rec: Recording) -> _Training:
    count = len(rec.backwards)
    training = _Training({}, {}, {})

    def note(of: dict[str, list[float]], name: str, at: int, value: float) -> None:
        of.setdefault(name, [math.nan] * count)[at] = value

    for at, back in enumerate(rec.backwards):
        for root in back.roots:
            note(training.losses, rec.called(root), at, mean(rec.output(root)))
        for write in back.writes:
            name, value = rec.called(write.node), rec.output(write.node)
            note(training.norms, f"‖{name}.grad‖", at, norm(rec.values[write.value]))
            if value.data is None or len(value.data) > _FEW:
                note(training.parameters, f"‖{name}‖", at, norm(value))
                continue
            for i, element in enumerate(value.data):
                note(training.parameters, name if len(value.data) == 1 else f"{name}[{i}]", at, real(element))
    return training


def _table(training: _Training, count: int) -> list[str]:
    columns = {Words().text("plot.step"): [str(at + 1) for at in range(count)]}
    for measures in training:
        columns |= {name: ["–" if math.isnan(x) else number(x) for x in values] for name, values in measures.items()}
    widths = [max(len(name), *map(len, cells)) for name, cells in columns.items()]
    rows = [columns.keys(), *zip(*columns.values(), strict=True)]
    return folded([f"  {_row(cells, widths)}" for cells in rows])


def _row(cells: Iterable[str], widths: list[int]) -> str:
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))


def _curves(training: _Training, title: str, words: str) -> Any:
    catalogue = Words()
    figure = shown_figure(catalogue.text("plot.curves", title=title), words, (9, 2.8))
    titles = "plot.loss", "plot.norms", "plot.parameters"
    for axes, said, measures in zip(figure.subplots(1, 3), titles, training, strict=True):
        for name, values in measures.items():
            axes.plot(range(1, len(values) + 1), values, label=name, marker="o" if len(values) <= 20 else None, ms=3)
        known = [x for values in measures.values() for x in values if math.isfinite(x)]
        if said != "plot.parameters" and known and min(known) > 0 and max(known) > _FAR * min(known):
            axes.set_yscale("log")
        axes.set_title(catalogue.text(said), fontsize=10)
        axes.set_xlabel(catalogue.text("plot.step"), fontsize=9)
        axes.spines[["top", "right"]].set_visible(False)
        if len(measures) <= 8:
            axes.legend(fontsize=7, frameon=False)
    figure.tight_layout()  # once: a layout engine moves the axes a little at each drawing, which is another picture
    return figure
