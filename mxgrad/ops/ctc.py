"""Connectionist temporal classification: the probability of a label over all ways to spread it in time.

Graves et al., "Connectionist temporal classification" (2006). Places are the letters of a label with blanks around
each; a path moves on by one place or none a step, or by two where that skips a blank between different letters.
"""

from __future__ import annotations

from typing import Any

import numpy

from ..core.op import op
from ..errors import ShapeError

_NEVER = -1e30  # the logarithm of 0, finite so that differences of it stay numbers


def _prepared(ctx: Any, datas: Any, params: dict[str, Any]) -> dict[str, Any]:
    """Write each label with blanks around its letters, and say where a letter may follow the one before directly."""
    data, label = datas[:2]
    steps, batch, classes = data.shape
    rows = (label if isinstance(label, numpy.ndarray) else label.get()).astype(int)
    if params["blank_label"] not in ("first", "last"):
        raise ShapeError(f"CTCLoss: blank_label is 'first' or 'last', not {params['blank_label']!r}")
    first = params["blank_label"] == "first"
    blank, padding = (0, 0) if first else (classes - 1, -1)
    extra = list(datas[2:])
    lengths = [(extra.pop(0) if params[name] else None) for name in ("use_data_lengths", "use_label_lengths")]
    steps_of, letters_of = ([int(n) for n in length.tolist()] if length is not None else None for length in lengths)
    width = 2 * rows.shape[1] + 1
    classes_of = numpy.full((batch, width), blank)
    skip = numpy.full((batch, width), _NEVER)
    ends = numpy.full((batch, width), _NEVER)
    for i, row in enumerate(rows):
        padded = numpy.flatnonzero(row == padding)
        count = letters_of[i] if letters_of else int(padded[0]) if padded.size else row.size
        classes_of[i, 1 : 2 * count : 2] = row[:count]
        skip[i, 3 : 2 * count : 2] = numpy.where(row[1:count] != row[: max(count - 1, 0)], 0, _NEVER)
        ends[i, max(2 * count - 1, 0) : 2 * count + 1] = 0
    begin = numpy.full(width, _NEVER)
    begin[:2] = 0
    F, dtype = ctx.F, numpy.promote_types(data.dtype, numpy.float32)
    running = numpy.arange(steps)[:, None] < numpy.array(steps_of or [steps] * batch)
    key = (F.arange(steps).reshape(-1, 1, 1), F.arange(batch).reshape(1, -1, 1), F.asarray(classes_of)[None])
    arrays = {"_begin": begin, "_skip": skip, "_ends": ends, "_running": running[:, :, None]}
    return {**params, "_key": key, **{name: F.asarray(array.astype(dtype)) for name, array in arrays.items()}}


def _log_sum(F: Any, *terms: Any) -> Any:
    top = terms[0]
    for term in terms[1:]:
        top = F.maximum(top, term)
    total = 0
    for term in terms:
        total = F.exp(term - top) + total
    return top + F.log(total)


def _shift(F: Any, x: Any, by: int) -> Any:
    """Move entries `by` places to the right (left if negative), with log 0 coming in."""
    never = 0 * F.getitem(x, (slice(None), slice(0, abs(by)))) + _NEVER
    kept = F.getitem(x, (slice(None), slice(0, -by) if by > 0 else slice(-by, None)))
    return F.concatenate([never, kept] if by > 0 else [kept, never], axis=1)


def _moves(F: Any, x: Any, skip: Any, backwards: bool) -> Any:
    """Return the log sum of the states from which each place is reached (which are reached, if `backwards`)."""
    if backwards:
        return _log_sum(F, x, _shift(F, x, -1), _shift(F, x + skip, -2))
    return _log_sum(F, x, _shift(F, x, 1), _shift(F, x, 2) + skip)


def _beginnings(F: Any, p: list[Any], begin: Any, skip: Any, running: Any) -> list[Any]:
    """Return, for each step, the log probability of all beginnings of paths that have come to each place."""
    states = [p[0] + begin]
    for t in range(1, len(p)):
        states.append((_moves(F, states[-1], skip, False) + p[t]) * running[t] + states[-1] * (1 - running[t]))
    return states


def _continuations(F: Any, p: list[Any], skip: Any, ends: Any, running: Any) -> list[Any]:
    """Return, for each step, the log probability of all ways to go on from each place to the end."""
    states = [0 * p[-1] + ends]
    for t in range(len(p) - 2, -1, -1):
        on = running[t + 1]
        states.append(_moves(F, states[-1] + p[t + 1], skip, True) * on + ends * (1 - on))
    return states[::-1]


def _log_softmax(F: Any, data: Any) -> Any:
    shifted = data - F.max(data, axis=-1, keepdims=True)
    return shifted - F.log(F.sum(F.exp(shifted), axis=-1, keepdims=True))


def _at_places(F: Any, log_p: Any, key: Any) -> list[Any]:
    chosen = F.getitem(log_p, key)
    return [F.getitem(chosen, t) for t in range(log_p.shape[0])]


def _gradient(F: Any, g: Any, data: Any, _key: Any, _begin: Any, _skip: Any, _ends: Any, _running: Any) -> Any:
    """Return softmax less the probability that a path is at each class at each time."""
    log_p = _log_softmax(F, data)
    p = _at_places(F, log_p, _key)
    before = _beginnings(F, p, _begin, _skip, _running)
    after = _continuations(F, p, _skip, _ends, _running)
    total = _row_log_sum(F, before[-1] + _ends)
    visits = [F.exp(a + b - total) * on for a, b, on in zip(before, after, _running, strict=True)]
    visited = F.scatter_add(F.stack(visits), _key, data.shape)
    return F.astype(F.exp(log_p) * _running - visited, data.dtype) * F.reshape(g, (1, -1, 1))


def _row_log_sum(F: Any, x: Any) -> Any:
    top = F.max(x, axis=-1, keepdims=True)
    return top + F.log(F.sum(F.exp(x - top), axis=-1, keepdims=True))


@op(data=_gradient, prepare=_prepared, mixed=True, widen="float32", floating=True, label="CTC loss of {data}",
    words="a sum over all ways to spread the label in time", method=False,
    adjoint="g × (softmax − the probability of being there)")  # fmt: skip
def CTCLoss(F, data, label, data_lengths=None, label_lengths=None, *, use_data_lengths=False, use_label_lengths=False,
            blank_label="first", _key=None, _begin=None, _skip=None, _ends=None, _running=None):  # fmt: skip
    """-log of the probability of each label (samples, letters) given scores (time, samples, classes): (samples,).

    The blank is class 0, which also fills up short labels; with blank_label 'last' it is the last class, and -1 fills.
    """
    p = _at_places(F, _log_softmax(F, data), _key)
    return -_row_log_sum(F, _beginnings(F, p, _begin, _skip, _running)[-1] + _ends).reshape(-1).astype(data.dtype)
