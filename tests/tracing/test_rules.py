"""Rules as mathematics: what the declaration says, where the trace says the same."""

import dataclasses

import pytest

from mxgrad import autograd, nd, trace
from mxgrad.core.registry import REGISTRY
from mxgrad.tracing import Trace
from mxgrad.tracing.formula import elementwise_rule
from mxgrad.tracing.rules import rule_mathml
from tests.programs.lessons import PROGRAMS

TAGS = {"mfrac", "mi", "mn", "mo", "mrow", "msqrt", "msub", "msubsup", "msup", "mtext"}
OPERANDS = ["u", "long_name"], ["x", "x"], ["x1", 2.5], [0.5, "x"]
RULES = [
    (op, index, operands[: len(op.inputs)])
    for op in REGISTRY.values()
    if op.elementwise and len(op.inputs) <= 2
    for operands in OPERANDS[: 4 if len(op.inputs) > 1 else 2]
    for index, name in enumerate(op.inputs)
    if op.declared.get(name) is not None and isinstance(operands[index], str)
]


def flat(element):
    tag, *inside = element
    assert tag in TAGS
    return "".join(part if isinstance(part, str) else flat(part) for part in inside)


def plain(text):
    """A formula without what is a line, a root or a raised place in mathematics."""
    digits = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉", "0123456789−0123456789")
    return text.translate(digits).translate(str.maketrans("", "", " ()·/√^"))


def test_every_rule_says_in_mathml_what_its_text_says():
    for op, index, operands in RULES:
        rule = elementwise_rule(op, index, operands, "z")
        assert plain("".join(map(flat, rule.mathml))) == plain(rule.text), op.name
    assert len(RULES) > 160


def fractions(element):
    """How many fractions stand one in the other."""
    return (element[0] == "mfrac") + max(
        (fractions(part) for part in element[1:] if not isinstance(part, str)), default=0
    )


def test_what_is_differentiated_stands_on_one_line():
    """So that a sentence with its rule has two lines of text."""
    for op, index, operands in RULES:
        derivative = elementwise_rule(op, index, operands, "z").mathml[0]
        assert fractions(derivative) == 1, op.name


def recorded(function, *arrays):
    for array in arrays:
        array.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = function(*arrays)
        y.backward()
    return tr


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_latex_sets_is_set_in_mathml_too(name):
    made = PROGRAMS[name]()
    data = (made[0] if isinstance(made, tuple) else made).data
    for back in data.backwards:
        for contribution in back.contribs:
            found = rule_mathml(data, contribution)
            assert (found is None) == contribution.rule["tex"].startswith(r"\text{"), contribution.rule
            if found is not None:
                row, after = found
                assert contribution.rule["text"].endswith(after)
                assert plain("".join(map(flat, row)) + after) == plain(contribution.rule["text"])


def test_words_after_a_formula_stay_words():
    tr = recorded(lambda x, y: x + y, nd.array([1.0, 2.0]), nd.array([[1.0, 2.0], [3.0, 4.0]]))
    told = [rule_mathml(tr.data, c)[1] for c in tr.data.backwards[0].contribs]
    assert told == [", summed over the broadcast axes", ""]


@pytest.mark.parametrize("text", ["∂(x²)/∂x = 2x + 1", "∂(x²)/∂x = 2", "", "<math><mi>x</mi></math>"])
def test_of_a_trace_that_says_something_else_its_text_is_all(text):
    tr = recorded(lambda x: x**2, nd.array([3.0]))
    data = tr.data
    (contribution,) = data.backwards[0].contribs
    assert contribution.rule["text"] == "∂(x²)/∂x = 2x"
    assert rule_mathml(data, contribution) is not None
    assert rule_mathml(data, dataclasses.replace(contribution, rule={"text": text, "tex": "x"})) is None


def test_a_trace_of_operations_that_are_not_declared_here_has_text():
    saved = recorded(lambda x: x**2, nd.array([3.0])).to_dict()
    saved["nodes"][-1]["op"] = "aten.pow"
    data = Trace.from_dict(saved).data
    assert rule_mathml(data, data.backwards[0].contribs[0]) is None
    saved["nodes"][-1]["op"] = "sin"  # with two operands
    data = Trace.from_dict(saved).data
    assert rule_mathml(data, data.backwards[0].contribs[0]) is None


@pytest.mark.parametrize("exponent", [float("inf"), float("nan"), -1, 2.5])
def test_any_number_can_be_an_exponent(exponent):
    tr = recorded(lambda x: x**exponent, nd.array([2.0]))
    (contribution,) = tr.data.backwards[0].contribs
    assert rule_mathml(tr.data, contribution) is not None
