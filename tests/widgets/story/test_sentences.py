"""What the sentences say of ordinary programs: their own names, few numbers, and exceptions as they happened."""

from __future__ import annotations

import re

import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets.language.catalogue import LANGUAGES
from mxgrad_widgets.language.text_width import columns
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.story.recording import Recording
from mxgrad_widgets.story.steps import steps_of
from tests.programs import lessons
from tests.programs.gallery import PROGRAMS

TWO_LINES = 240  # characters of the sentence's font in 950 pixels
ORDINARY = [name for name in PROGRAMS if name not in ("straight line", "rolled operations", "many added",
                                                      "residual layers", "inner functions")]  # fmt: skip


def told(name):
    return [step.text for step in steps_of(Recording(PROGRAMS[name]()))]


def traced(f, *values):
    arrays = [nd.array(value) for value in values]
    for array in arrays:
        array.attach_grad()
    tr = trace(f, *arrays)
    tr.backward()
    return [step.text for step in steps_of(Recording(tr))]


@pytest.mark.parametrize("name", ORDINARY)
def test_no_array_of_more_than_six_numbers_is_spelled_out(name):
    for text in told(name):
        for array in re.findall(r"\[[-\[\]., e\dnaif]+\]", text):
            assert len(re.findall(r"[\d.]+(?:e-?\d+)?|nan|inf", array)) <= 6, text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ORDINARY)
def test_a_sentence_has_two_lines(name, language):
    long = [step.text for step in Picture(PROGRAMS[name](), language=language).steps if columns(step.text) > TWO_LINES]
    assert long == []


@pytest.mark.parametrize("name", ORDINARY)
def test_zero_has_no_sign(name):
    assert not [text for text in told(name) if re.search(r"(?<![\w.])-0(?![\w.])", text)]


def test_a_rule_names_only_what_the_program_has():
    def f(x):
        return nd.tanh(x) * nd.sigmoid(x) + nd.sqrt(x) / x

    rules = [text.partition(": ")[2] for text in traced(f, [1.0, 4.0]) if text.startswith("Back through")]
    assert not [rule for rule in rules if re.search(r"\bz\b", rule)]
    assert any("1 − tanh(x)·tanh(x)" in rule for rule in rules)
    assert any("σ(x)·(1 − σ(x))" in rule for rule in rules)


def test_a_rule_in_words_says_what_z_is_where_the_result_has_no_name():
    def unnamed(x):
        return (nd.softmax(x) * x).sum()

    def named(x):
        p = nd.softmax(x)
        return (p * x).sum()

    assert any("z (g − Σ g z), z the result" in text for text in traced(unnamed, [1.0, 2.0]))
    assert any("p (g − Σ g p)" in text for text in traced(named, [1.0, 2.0]))


def test_a_long_name_is_no_factor_without_a_dot():
    def f(x):
        slope = x * 3
        return slope**2

    assert any("∂(slope²)/∂slope = 2·slope" in text for text in traced(f, [1.0]))
    assert any("∂(x²)/∂x = 2x" in text for text in traced(lambda x: x**2, [1.0]))


def test_the_gradient_of_one_result_is_for_that_result():
    def f(x):
        left, right = x.split(num_outputs=2, axis=0)
        return (left * 2 + right * 3).sum()

    texts = traced(f, [1.0, 2.0])
    assert any(text.endswith("for left.") for text in texts)
    assert any(text.endswith("for right.") for text in texts)
    assert not any(text.endswith("for left, right.") for text in texts)


def test_a_variable_that_is_written_to_is_updated():
    assert "w is updated: [[0.319365], [0.174981]]." in told("loop over parameters")


def test_an_exception_is_told_with_the_clause_that_catches_it():
    texts = told("caught exception")
    assert "ValueError: negative. except ValueError catches it, so y = x * x runs." in texts


def test_the_clauses_of_a_try_are_told_where_there_are_any():
    def guarded(x):
        try:
            y = x * 2
        except ValueError:
            y = x
        else:
            y = y + 1
        finally:
            y = y * 3
        return y

    def bare(x):
        try:
            y = x * 2
        except ValueError:
            y = x
        return y

    texts = traced(guarded, [1.0])
    assert texts.index("No exception, so y = y + 1 runs.") < texts.index("y + 1 gives [3], now called y.")
    assert "Whatever happened before, y = y * 3 runs." in texts
    assert not [text for text in traced(bare, [1.0]) if "exception" in text]


def test_an_exception_in_a_loop_stands_in_its_iteration():
    def f(x):
        for i in range(3):
            try:
                if i == 1:
                    raise ValueError("one")
                x = x * 2
            except ValueError:
                x = x + 1
        return x

    x = nd.array([1.0])
    x.attach_grad()
    picture = Picture(trace(f, x))
    at = next(i for i, step in enumerate(picture.steps) if step.kind == "caught")
    assert picture.loop_bars.at[at] == (0, 1)


def test_a_match_says_what_fits():
    assert "(2, 2) fits (n, m), so y = x * (n * m) runs." in told("match and condition")

    def f(x):
        match x.shape:
            case (1, _):
                x = x * 2
        return x + 1

    assert "(3,) fits no case." in traced(f, [1.0, 2.0, 3.0])


def test_going_back_strikes_what_did_not_run_in_that_iteration():
    picture = Picture(PROGRAMS["alternating branch"]())
    bars, rec = picture.loop_bars, picture.rec
    for forward, step in enumerate(picture.steps):
        if step.kind != "decide":
            continue
        turn = bars.at[forward]
        back = [i for i, one in enumerate(picture.steps) if one.kind == "contrib" and bars.at[i] == turn]
        assert back
        untaken = [rec.spans[span] for span in rec.decisions[step.decision].untaken_spans]
        assert all(bars.strikes[bars.struck[i]] == untaken for i in back)


def test_going_back_through_a_loop_what_did_not_run_behind_it_stays_struck():
    picture = Picture(lessons.doubling_loop()[0])
    bars, last = picture.loop_bars, picture.loop_bars.struck[-1]
    assert bars.strikes[last]
    back = [i for i, step in enumerate(picture.steps) if step.kind == "contrib"]
    assert {bars.struck[i] for i in back} == {last}


def test_a_long_contribution_is_told_by_its_rule():
    w = nd.array([[0.123456, 1.234567], [2.345678, 3.456789], [4.56789, 5.678901]])
    w.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = nd.exp(w)
        y.backward()
    (text,) = [step.text for step in steps_of(Recording(tr)) if step.kind == "contrib"]
    gets = "times the incoming gradient: w gets an array of shape (3, 2)."
    assert text == f"Back through nd.exp(w): ∂exp(w)/∂w = y, {gets}"
