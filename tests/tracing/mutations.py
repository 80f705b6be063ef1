"""Traces as a broken disk, a careless edit or an attacker would leave them."""

import copy
import random

_VALUES = (None, True, False, -1, 0, 1, 2, 7, 10**9, 2**63, 10**400, 1.5, float("nan"), float("inf"), "", "x", "nan",
           "javascript:alert(1)", "\ud800", "\x1b[31m", [], [0], [[0, 0]], [None], {}, {"a": 1}, "float16", "op",
           "input", "const", "head", "loop", "iteration", "function", "while", "truth", "match", "enter")  # fmt: skip


def places(data, path=()):
    """The path to every part of a trace."""
    yield path
    for key in data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ():
        yield from places(data[key], (*path, key))


def mutated(data, rng, everywhere):
    """A copy with one to three parts taken out, doubled, shuffled, exchanged, moved by a little or replaced."""
    data = copy.deepcopy(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        *above, last = rng.choice(everywhere[1:])
        try:
            _change(data, _at(data, above), last, rng, everywhere)
        except (KeyError, IndexError, TypeError):  # the place is gone since the mutation before
            continue
    return data


def _at(data, path):
    for key in path:
        data = data[key]
    return data


def _change(data, holder, key, rng, everywhere):
    how = rng.random()
    if how < 0.15:
        del holder[key]
    elif how < 0.3 and isinstance(holder, list):
        rng.choice([lambda: holder.append(copy.deepcopy(rng.choice(holder))), lambda: rng.shuffle(holder)])()
    elif how < 0.45:
        holder[key] = copy.deepcopy(_at(data, rng.choice(everywhere)))
    elif how < 0.7 and type(holder[key]) is int:
        holder[key] = max(0, holder[key] + rng.choice([-3, -2, -1, 1, 2, 3, 1000]))
    else:
        holder[key] = copy.deepcopy(rng.choice(_VALUES))


def many(traces, count, seed=0):
    """`count` mutations of the given traces (as dicts), the same ones in every run."""
    rng = random.Random(seed)  # noqa: S311
    everywhere = [list(places(trace)) for trace in traces]
    for _ in range(count):
        number = rng.randrange(len(traces))
        yield mutated(traces[number], rng, everywhere[number])
