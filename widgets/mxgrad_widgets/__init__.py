"""See a recorded run: `show(tr)` draws it, `step(tr)` plays it step by step; and what a lesson asks its reader.

`predict` asks before, `check` and `compare` look afterwards, `plot_grads`, `plot_training` and `picture` draw with
words beside, `describe` says it in sentences. `curve` draws a result against an input, with the gradient as its
tangent; `nudge` takes one small step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .curves.asked import curve, curve_widget
from .export.forms import (
    FORMS,
    to_dot,
    to_gif,
    to_graphviz,
    to_html,
    to_png,
    to_svg,
)
from .language.catalogue import set_language
from .lesson.check import check, compare
from .lesson.describe import describe
from .lesson.plots import picture, plot_grads
from .lesson.predict import predict
from .lesson.training_plot import plot_training
from .player.nudging import makers, nudge
from .player.show import show, step, trace_mimes

if TYPE_CHECKING:
    from .player.widget import PlayerWidget

__all__ = ["PlayerWidget", "check", "compare", "curve", "describe", "nudge", "picture", "plot_grads", "plot_training",
           "predict", "set_language", "show", "step", "to_dot", "to_gif", "to_graphviz", "to_html", "to_png",
           "to_svg"]  # fmt: skip


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load the widget, and what carries it, when it is first asked for: pictures and pages do without."""
        if name != "PlayerWidget":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from .player.widget import PlayerWidget

        return PlayerWidget


def _register() -> None:
    """Let a Trace show and write its pictures; without the engine there is nothing to register with."""
    try:
        from mxgrad.tracing import display_hooks, views
    except ImportError:
        return
    views.update(FORMS)
    makers["curve"] = curve_widget
    if trace_mimes not in display_hooks:
        display_hooks.append(trace_mimes)


_register()
