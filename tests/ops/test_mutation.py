"""Every gradient rule is a promise that somebody checks: with its sign flipped, a test fails."""

import numpy as np
import pytest

from benchmarks import mutation
from mxgrad import autograd, nd
from mxgrad.core.registry import REGISTRY

MUTATIONS = mutation.mutations()


@pytest.fixture(scope="module")
def tests():
    return mutation.gradient_tests()


@pytest.mark.parametrize("flipped", MUTATIONS, ids=str)
def test_a_flipped_rule_is_noticed_by_a_test(flipped, tests):
    assert mutation.tests_that_notice(flipped, tests) != []


def test_unflipped_rules_are_not_complained_about(tests, monkeypatch):
    monkeypatch.setattr(mutation, "flip", lambda op, index: None)
    assert [str(m) for m in MUTATIONS if mutation.tests_that_notice(m, tests)] == []


def test_every_everyday_operation_is_there():
    assert set(REGISTRY) >= mutation.EVERYDAY
    assert {m.op for m in MUTATIONS} >= mutation.EVERYDAY


def gradient(program):
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = program(x)
    y.backward()
    return x.grad.asnumpy()


@pytest.mark.parametrize(
    ("flipped", "program"),
    [
        (mutation.Mutation("exp", 0), nd.exp),
        (mutation.Mutation("relu", 0), nd.relu),
        (mutation.Mutation("sum", 0), nd.sum),
        (mutation.Mutation("getitem", 0), lambda x: x[1]),
    ],
)
def test_a_flip_turns_the_gradient_around_and_ends_with_its_block(flipped, program):
    before = gradient(program)
    with mutation.flipped(flipped):
        within = gradient(program)
    assert within.dtype == before.dtype
    np.testing.assert_array_equal(within, -before)
    np.testing.assert_array_equal(gradient(program), before)


def test_a_lesson_uses_the_rules_of_its_backward_passes_and_fails_when_one_is_flipped(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    lesson = next(mutation.LESSONS.glob("03-*.ipynb"))
    product, unused = mutation.Mutation("multiply", 0), mutation.Mutation("exp", 0)
    used = mutation.rules_of_lesson(lesson)
    assert product in used
    assert unused not in used
    assert mutation.lesson_notices(product, lesson, tmp_path)
    assert not mutation.lesson_notices(unused, lesson, tmp_path)


def test_the_report_names_what_nobody_noticed():
    first, second = MUTATIONS[:2]
    text, kept = mutation.summary({first: ["add-0"], second: []}, {first: {"02": False}, second: {}})
    assert not kept
    assert text.splitlines() == [
        "1 of 2 flipped rules are caught by a test; 0 of the 1 that lessons use are caught by a lesson",
        f"not caught by a test: {second}",
        f"not caught by a lesson: {first}",
    ]
    assert mutation.table({first: ["add-0"], second: []}, {})[2:] == [
        f"| {first} | 1 | — | — |",
        f"| {second} | **none** | — | — |",
    ]
