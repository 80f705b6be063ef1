"""Operations that MXNet keeps under `nd.contrib`, and its control flow, which plain Python does as well here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..core.invoke import invoke
from ..core.registry import REGISTRY
from ..diagnostics.checks import checked
from ..ndarray import NDArray
from . import composed
from .making import CONTRIB, FUNCTIONS, described

AdaptiveAvgPooling2D, BilinearResize2D = composed.AdaptiveAvgPooling2D, composed.BilinearResize2D


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _stacked(rows: list[list[Any]], like: Any) -> Any:
    """Stack the outputs of all steps; one output comes back alone, as it was given."""
    op = REGISTRY["stack"]
    columns = [invoke(op, column, {"axis": 0}) for column in zip(*rows, strict=True)]
    return columns if isinstance(like, list | tuple) else columns[0]


@checked
def foreach(body: Callable[..., Any], data: Any, init_states: Any) -> tuple[Any, Any]:
    """Run `body(slice, states)`, which returns (outputs, states), over the first axis of `data`.

    Returns the outputs of all steps stacked, and the last states.
    """
    states, rows, output = init_states, [], None
    for i in range(len(_listed(data)[0])):
        part = [x[i] for x in data] if isinstance(data, list | tuple) else data[i]
        output, states = body(part, states)
        rows.append(_listed(output))
    return _stacked(rows, output), states


@checked
def while_loop(cond: Callable[..., Any], func: Callable[..., Any], loop_vars: Sequence[NDArray],
               max_iterations: int | None = None) -> tuple[Any, Any]:  # fmt: skip
    """Run `func(*loop_vars)`, which returns (outputs, new loop_vars), while `cond(*loop_vars)` is true.

    Returns the outputs stacked, with zeros for steps up to `max_iterations` that did not run, and the last loop_vars.
    """
    if max_iterations is None:
        raise ValueError("while_loop needs max_iterations, how many steps there are at most")
    rows: list[list[Any]] = []
    output: Any = None
    variables: Any = loop_vars
    while len(rows) < max_iterations and cond(*_listed(variables)):
        output, variables = func(*_listed(variables))
        rows.append(_listed(output) if output is not None else [])
    if not rows:
        return [], variables
    empty = [x.zeros_like().detach() for x in rows[0]]
    return _stacked(rows + [empty] * (max_iterations - len(rows)), output), variables


@checked
def cond(pred: Any, then_func: Callable[[], Any], else_func: Callable[[], Any]) -> Any:
    """Return what `then_func()` returns where `pred` is true, else what `else_func()` does."""
    return then_func() if pred else else_func()


_WRITTEN = ("AdaptiveAvgPooling2D", "BilinearResize2D", "cond", "foreach", "while_loop")
for _name in _WRITTEN:
    described(globals()[_name], "nd.contrib")


def __dir__() -> list[str]:
    return [*_WRITTEN, *CONTRIB]


if TYPE_CHECKING:
    from .declared.contrib import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        """Make a function when it is first asked for."""
        if name not in CONTRIB:
            from ..facade.absent import missing  # only here, as errors alone need it

            raise missing("nd.contrib", name)
        made = globals()[name] = FUNCTIONS[CONTRIB[name]]
        return made
