"""See a recorded run: `show(tr)` draws it, `step(tr)` plays it step by step."""

from __future__ import annotations

from .view import PlayerWidget, show, step, to_html, to_svg, trace_mimes

__all__ = ["PlayerWidget", "show", "step", "to_html", "to_svg"]


def _register() -> None:
    """Let a Trace that ends a cell show its picture; without the engine there is nothing to register with."""
    try:
        from mxgrad.tracing import display_hooks
    except ImportError:
        return
    if trace_mimes not in display_hooks:
        display_hooks.append(trace_mimes)


_register()
