"""`__bool__` is called as often, in the same order, with hooks as without."""

import ast
import random
from typing import ClassVar

import pytest

from mxgrad import nd, trace
from mxgrad.path.compiling import instrument
from mxgrad.path.instrument import install
from mxgrad.path.probes import Unit


class Thing:
    """Notes each time that its truth is asked for."""

    asked: ClassVar = []

    def __init__(self, name, truth):
        self.name, self.truth = name, truth

    def __bool__(self):
        Thing.asked.append(self.name)
        return self.truth

    __hash__ = None


def expression(chance, depth):
    """Return a random expression of things."""
    k = chance.random()
    if depth == 0 or k < 0.2:
        return chance.choice("abcde")
    if k < 0.75:
        word = chance.choice([" and ", " or "])
        return "(" + word.join(expression(chance, depth - 1) for _ in range(chance.randint(2, 3))) + ")"
    if k < 0.85:
        return f"(not {expression(chance, depth - 1)})"
    yes, test, no = (expression(chance, depth - 1) for _ in range(3))
    return f"({yes} if {test} else {no})"


FORMS = [
    "r = {}",
    "r = 1 if {} else 2",
    "if {}: r = 1\nelse: r = 2",
    "r = 0\nwhile {} and r < 2: r += 1",
    "r = [i for i in (1, 2) if {}]",
    "r = (lambda: {})()",
    "r = not {}",
    "assert {} or True\nr = 1",
    "r = [{}, {}]",
    "match 1:\n    case 1 if {}: r = 1\n    case _: r = 2",
]


@pytest.mark.parametrize("form", FORMS)
def test_truth_is_asked_for_as_often(form):
    install()
    chance = random.Random(form)  # noqa: S311
    for _ in range(150):
        source = form.replace("{}", expression(chance, 3))
        truths = {name: chance.random() < 0.5 for name in "abcde"}
        seen = []
        for with_hooks in (False, True):
            tree = ast.parse(source)
            code = compile(instrument(tree, Unit("<t>")) if with_hooks else tree, "<t>", "exec", dont_inherit=True)
            space = {name: Thing(name, truth) for name, truth in truths.items()}
            Thing.asked.clear()
            with trace():
                exec(code, space)  # noqa: S102
            r = space["r"]
            seen.append((list(Thing.asked), getattr(r, "name", None) or [getattr(x, "name", x) for x in r]
                         if isinstance(r, list | Thing) else r))  # fmt: skip
        assert seen[0] == seen[1], source


def reads(x):
    y = (x.sum() > 0 and x.sum() > 100) or x
    if y.sum() > 0 and not x.sum() > 100:
        return y
    return x


def test_an_array_is_read_once_for_each_test():
    tr = trace(reads, nd.array([3.0]))
    assert [event[2] for event in tr.events if event[0] == "read"] == ["bool"] * 4
    preds = [decision.pred for decision in tr.decisions]
    assert preds == [event[1] for event in tr.events if event[0] == "read"]
    assert [tr.nodes[pred].op for pred in preds] == ["greater"] * 4
