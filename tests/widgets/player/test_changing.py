"""Changing an input in the player, without a browser: what the page sends, and what the kernel answers."""

import gzip
import json
import runpy

import comm.base_comm
import numpy
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets.language import english
from mxgrad_widgets.language.catalogue import Words
from mxgrad_widgets.lesson.in_place import InPlace
from mxgrad_widgets.player import changing
from mxgrad_widgets.player.widget import PlayerWidget


def doubling(a):
    b = a * 2
    while b.norm().asscalar() < 1000:
        b = b * 2
    return b[0] if b.sum().asscalar() > 0 else b[1]


@pytest.fixture
def answers(monkeypatch):
    sent = []
    monkeypatch.setattr(PlayerWidget, "send", lambda self, content, buffers=None: sent.append((content, buffers)))
    return sent


@pytest.fixture
def widget(answers):
    a = nd.array([0.4, 0.3])
    a.attach_grad()
    tr = trace(doubling, a)
    tr.backward()
    return PlayerWidget(tr)


def test_nothing_is_sent_between_making_a_widget_and_showing_it(monkeypatch):
    """JupyterLab would read no other message until the page has loaded the widget's module."""
    sent = []

    class Channel(comm.base_comm.BaseComm):
        def publish_msg(self, msg_type, data=None, **rest):
            sent.append((msg_type, sorted((data or {}).get("state", ()))))

    monkeypatch.setattr(comm, "create_comm", Channel)
    a = nd.array([0.4, 0.3])
    a.attach_grad()
    tr = trace(doubling, a)
    tr.backward()
    for made in (
        PlayerWidget(tr),
        PlayerWidget(tr, ask="arms"),
        InPlace(lambda guess: (True, []), text="", question=""),
    ):
        assert made.comm_id == made.model_id
    assert {kind for kind, _ in sent} == {"comm_open"}
    made.text = "what is sent later"
    assert sent[-1] == ("comm_msg", ["text"])


def ask(widget, answers, **content):
    answers.clear()
    widget._answer(widget, {"id": "q1", **content}, [])
    ((found, buffers),) = answers  # one answer, with the question's id
    assert found["id"] == "q1"
    return found, buffers


def test_inputs_are_offered_as_they_are_typed(widget):
    assert widget.inputs == [{"name": "a", "text": "[0.4, 0.3]", "shape": [2]}]
    assert widget.fixed == ""


def test_another_input_takes_another_path(widget, answers):
    before = widget.data
    content, buffers = ask(widget, answers, kind="change", inputs={"a": "[-.4, 0.3]"})
    assert content["kind"] == "changed"
    assert content["path"] == "differ"
    assert content["inputs"] == widget.inputs == [{"name": "a", "text": "[-0.4, 0.3]", "shape": [2]}]
    rows = {what: (first, now) for what, first, now in content["rows"]}
    assert rows["a"] == ("[0.4 0.3]", "[-0.4 0.3]")
    assert rows["a.grad"] == ("[2048 0]", "[0 2048]")
    assert widget.data != before
    assert buffers == [widget.data]
    assert json.loads(gzip.decompress(widget.data))["format"].startswith("mxgrad.player/")


def test_a_path_that_was_not_captured_is_not_called_the_same(answers):
    held = {"nd": nd}
    exec("def double(a):\n    for _ in range(2):\n        a = a * 2\n    return a", held)  # noqa: S102  (it has no source)
    widget = PlayerWidget(trace(held["double"], nd.array([1.0])))
    content, _ = ask(widget, answers, kind="change", inputs={"a": "[3]"})
    assert content["path"] == "unknown"
    assert all(f"change.{verdict}" in english.LABELS for verdict in ("same", "differ", "other program", "unknown"))


def test_the_new_run_stands_in_the_program_of_the_learner(widget, answers):
    def lines(tr):
        return [(source.lines, span) for source in tr.sources for span in tr.spans]

    ask(widget, answers, kind="change", inputs={"a": "[0.3, 0.4]"})
    assert lines(widget.traces[1]) == lines(widget.traces[0])


def test_undo_goes_back_run_by_run(widget, answers):
    first = widget.data
    ask(widget, answers, kind="change", inputs={"a": "[-0.4, 0.3]"})
    second = widget.data
    ask(widget, answers, kind="change", inputs={"a": "[600, 800]"})
    assert ask(widget, answers, kind="undo")[0]["undo"]
    assert widget.data == second
    content, _ = ask(widget, answers, kind="undo")
    assert not content["undo"]
    assert widget.data == first
    content, _ = ask(widget, answers, kind="undo")
    assert content["kind"] == "refused"
    assert "none to go back to" in content["text"]
    assert widget.data == first


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "a:  is not numbers in brackets"),
        ("0.4 0.3", "a: 0.4 0.3 is not numbers in brackets, separated by commas, such as [0.4, 0.3]"),
        ("[0.4, oops]", "is not numbers"),
        ("[[1, 2], [3]]", "is not numbers"),
        ("__import__('os')", "is not numbers"),
        ('["1", "2"]', "is not numbers"),
        ("[true, false]", "is not numbers"),
        ("x" * 500, "…"),
    ],
)
def test_what_is_no_number_is_refused_and_the_run_stays(widget, answers, typed, said):
    before = widget.data
    content, buffers = ask(widget, answers, kind="change", inputs={"a": typed})
    assert content["kind"] == "refused"
    assert said in content["text"]
    assert len(content["text"]) < 250
    assert buffers is None
    assert widget.data == before


def test_names_that_are_no_inputs_are_refused(widget, answers):
    assert "no input" in ask(widget, answers, kind="change", inputs={"b": "1"})[0]["text"]


def test_an_error_of_the_program_names_its_line(answers):
    def f(x, y):
        return (x * y).sum()

    tr = trace(f, nd.array([1, 2]), nd.array([3, 4]))
    widget = PlayerWidget(tr)
    content, _ = ask(widget, answers, kind="change", inputs={"x": "[1, 2, 3]"})
    assert content["kind"] == "refused"
    assert "ShapeError" in content["text"]
    assert "return (x * y).sum()" in content["text"]


class OddError(Exception):
    """An error that no list of errors has."""


def test_the_line_of_a_program_is_told_in_a_folder_called_mxgrad_too(answers, tmp_path):
    path = tmp_path / "mxgrad" / "lesson.py"
    path.parent.mkdir()
    path.write_text(
        "def f(x):\n    if x.sum().asscalar() > 5:\n        raise ValueError('too much')\n    return x * 2\n"
    )
    lesson = runpy.run_path(str(path))
    widget = PlayerWidget(trace(lesson["f"], nd.array([1, 2])))
    content, _ = ask(widget, answers, kind="change", inputs={"x": "[10, 2]"})
    assert "line 3: raise ValueError('too much')" in content["text"]


@pytest.mark.parametrize("error", [OddError, KeyError, RuntimeError, RecursionError, MemoryError, StopIteration])
def test_whatever_the_program_raises_is_an_answer(answers, error):
    def f(x):
        if x.sum().asscalar() > 5:
            raise error("this went wrong")
        return x * 2

    tr = trace(f, nd.array([1, 2]))
    widget = PlayerWidget(tr)
    before = widget.data
    content, _ = ask(widget, answers, kind="change", inputs={"x": "[10, 2]"})
    assert content["kind"] == "refused"
    assert error.__name__ in content["text"]
    assert "this went wrong" in content["text"]
    assert 'raise error("this went wrong")' in content["text"]
    assert (widget.data, len(widget.traces)) == (before, 1)
    assert ask(widget, answers, kind="change", inputs={"x": "[1, 3]"})[0]["kind"] == "changed"


@pytest.mark.parametrize(("stop", "said"), [(KeyboardInterrupt, "interrupted"), (SystemExit, "exit()")])
def test_a_program_that_stops_the_kernel_is_an_answer(answers, stop, said):
    def f(x):
        if x.sum().asscalar() > 5:
            raise stop
        return x * 2

    tr = trace(f, nd.array([1, 2]))
    content, _ = ask(PlayerWidget(tr), answers, kind="change", inputs={"x": "[10, 2]"})
    assert content["kind"] == "refused"
    assert said in content["text"]


@pytest.mark.parametrize("kind", ["change", "undo"])
@pytest.mark.parametrize("part", ["payload", "Picture", "changing.difference"])
def test_a_run_that_cannot_be_drawn_leaves_the_one_before(widget, answers, monkeypatch, kind, part):
    ask(widget, answers, kind="change", inputs={"a": "[0.5, 0.3]"})
    before, runs = widget.data, list(widget.traces)

    def fails(*args, **kwargs):
        raise OddError("no picture")

    monkeypatch.setattr(f"mxgrad_widgets.player.widget.{part}", fails)
    content, _ = ask(widget, answers, kind=kind, inputs={"a": "[0.6, 0.3]"})
    assert (content["kind"], content["text"][:20]) == ("refused", "OddError: no picture")
    assert (widget.data, widget.traces) == (before, runs)
    monkeypatch.undo()


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "part", "part": 99, "unrolled": False},
        {"kind": "part", "part": "x"},
        {"kind": "part", "part": 0, "unrolled": True},
        {"kind": "numbers"},
        {"kind": "numbers", "value": 0, "begin": [0, 0, 0], "end": [1]},
        {"kind": "numbers", "value": 99, "begin": [0], "end": [1]},
        {"kind": "other"},
        {"kind": None},
        {"kind": ["view"]},
        {},
    ],
)
def test_a_question_that_makes_no_sense_has_an_answer(widget, answers, asked):
    content, buffers = ask(widget, answers, **asked)
    assert (content["kind"], buffers) == ("refused", None)
    assert content["text"]


@pytest.mark.parametrize("asked", [None, [], "change", {}, {"kind": "undo"}, {"id": 1, "kind": "undo"}, {"id": None}])
def test_what_has_no_id_has_no_answer(widget, answers, asked):
    answers.clear()
    widget._answer(widget, asked, [])
    assert answers == []


def test_an_endless_loop_is_stopped(answers):
    a = nd.array([0.4, 0.3])
    tr = trace(doubling, a, max_ops=200)
    widget = PlayerWidget(tr)
    content, _ = ask(widget, answers, kind="change", inputs={"a": "[0, 0]"})
    assert "max_ops=200" in content["text"]


def test_what_the_program_prints_is_shown_with_the_change(answers, capsys):
    def f(x):
        for i in range(20):
            print("line", i)  # noqa: T201
        return x * 2

    tr = trace(f, nd.array([1]))
    capsys.readouterr()
    widget = PlayerWidget(tr)
    content, _ = ask(widget, answers, kind="change", inputs={"x": "[2]"})
    assert content["printed"].splitlines() == [*(f"line {i}" for i in range(12)), "… 8 more lines"]
    assert capsys.readouterr().out == ""


def test_nan_and_infinity_are_typed_as_words(widget):
    assert numpy.isnan(changing.read("[nan, 1.]", nd.array([1, 2]), "x")[0])
    assert changing.read("[-inf, .5]", nd.array([1, 2]), "x") == [-numpy.inf, 0.5]
    assert changing.as_text(numpy.array([[numpy.nan, -numpy.inf]], numpy.float32)) == "[[nan, -inf]]"


SHAPES = [
    (nd.array([2]), "0.25", [0.25]),
    (nd.array([2]), "[0.25]", [0.25]),
    (nd.array([2, 3]), "0.25", [0.25, 0.25]),
    (nd.array([[1, 2], [3, 4]]), "[5, 6, 7, 8]", [[5, 6], [7, 8]]),
    (nd.array([1, 2]), "[1, 2, 3]", [1, 2, 3]),
    (2.0, "[0.25]", 0.25),
    (2, "3", 3),
    ([1, 2], "[3, 4]", [3, 4]),
    ((1, 2), "[3, 4]", (3, 4)),
    (numpy.float32(2), "3", 3.0),
]


@pytest.mark.parametrize(("old", "typed", "new"), SHAPES, ids=str)
def test_an_input_keeps_its_kind_and_its_shape(old, typed, new):
    found = changing.read(typed, old, "x")
    assert (found, type(found)) == (new, type(old) if isinstance(old, float | int | list | tuple) else type(found))


def test_a_numpy_array_stays_one_with_its_dtype():
    found = changing.read("0.25", numpy.ones(3, numpy.float32), "x")
    assert (found.tolist(), found.dtype) == ([0.25] * 3, numpy.float32)


@pytest.mark.parametrize(
    ("old", "typed", "said"),
    [
        (2.0, "[1, 2]", "x: [1, 2] are several numbers, and the input is one"),
        (
            nd.array([1, 2], dtype="int32"),
            "[0.5, 1]",
            "x: [0.5, 1] does not fit: the input holds whole numbers (int32)",
        ),
        (numpy.array([1], "uint8"), "300", "x: 300 does not fit: the input holds whole numbers (uint8)"),
        (nd.array([1], dtype="int32"), "nan", "x: nan does not fit: the input holds whole numbers (int32)"),
    ],
)
def test_what_an_input_cannot_hold_is_refused(old, typed, said):
    with pytest.raises(changing.ChangeError) as caught:
        changing.read(typed, old, "x")
    assert caught.value.said(Words(None)) == said


def test_a_single_number_typed_over_an_array_of_one_leaves_an_array(answers):
    x = nd.array([2])
    x.attach_grad()
    tr = trace(lambda x: x * x, x)
    tr.backward()
    widget = PlayerWidget(tr)
    content, _ = ask(widget, answers, kind="change", inputs={"x": "0.25"})
    assert content["inputs"] == [{"name": "x", "text": "[0.25]", "shape": [1]}]
    assert ["x.grad", "[4]", "[0.5]"] in content["rows"]


def sources(widget):
    return [card.source for card in widget.picture.drawing.cards.values()]


def test_the_card_of_an_input_says_what_was_typed(answers):
    w, x = nd.array([2]), nd.array([5])
    w.attach_grad()
    x.attach_grad()
    widget = PlayerWidget(trace(lambda x, w: x * w, x, w))
    before = sources(widget)
    assert before == ["x.attach_grad()", "w.attach_grad()", "x * w"]
    ask(widget, answers, kind="change", inputs={"w": "0.25"})
    assert sources(widget) == [before[0], "typed: [0.25]", before[2]]
    ask(widget, answers, kind="change", inputs={"w": "5"})  # the same number as x: the name tells them apart
    assert sources(widget) == [before[0], "typed: [5]", before[2]]
    ask(widget, answers, kind="change", inputs={"w": "2"})
    assert sources(widget) == before
    ask(widget, answers, kind="undo")
    assert "typed: [5]" in sources(widget)


def test_the_page_knows_when_the_program_runs_and_an_interrupt_ends_it(widget, answers, monkeypatch):
    seen = []
    widget.observe(lambda change: seen.append(change.new), "running")
    ask(widget, answers, kind="change", inputs={"a": "[0.5, 0.3]"})
    assert seen == [True, False]
    before, runs = widget.data, list(widget.traces)

    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("mxgrad_widgets.player.widget.payload", interrupted)  # after the program, while it is drawn
    content, _ = ask(widget, answers, kind="change", inputs={"a": "[0.6, 0.3]"})
    assert content["kind"] == "refused"
    assert "interrupted" in content["text"]
    assert (widget.data, widget.traces, seen) == (before, runs, [True, False, True, False])


def test_the_head_gradient_is_used_again():
    x = nd.array([1, 2])
    x.attach_grad()
    tr = trace(lambda x: x * x, x)
    tr.backward(nd.array([10, 0]))
    again = tr.rerun(x=[3, 4])
    assert again.values[again.backwards[0].writes[0].value].data == (60, 0)


@pytest.mark.parametrize("kind", ["block", "large", "dict"])
def test_what_cannot_run_again_says_what_to_do(answers, kind):
    if kind == "block":
        with trace() as tr:
            x = nd.array([1])
            x.attach_grad()
            with autograd.record():
                y = x * 2
            y.backward()
        said = "trace(f, x)"
    elif kind == "large":
        tr, said = trace(lambda x: x.sum(), nd.ones(1000)), "at most 64 numbers"
    else:
        tr, said = trace(lambda x: x * 2, nd.ones(1)).to_dict(), "trace(f, x)"
    widget = PlayerWidget(tr)
    assert widget.inputs == []
    assert said in widget.fixed
