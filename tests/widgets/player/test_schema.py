"""What is sent is what the schema declares, and the page's types are made from it."""

import base64
import json
import re
import sys
from types import UnionType
from typing import ForwardRef, Literal, NotRequired, Union, get_args, get_origin, is_typeddict

import pytest

from mxgrad import nd, trace
from mxgrad_widgets import to_html
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player import schema
from mxgrad_widgets.player.payload import page_payload
from mxgrad_widgets.player.widget import PlayerWidget
from tests.places import REPOSITORY
from tests.programs import handmade, lessons
from tests.widgets.messages import read

PAGE_QUESTIONS = {"view", "part", "numbers", "change", "undo", "nudge", "curve"}


def problems(value, kind, place="$"):
    """Where JSON is not what a declared type says; a tuple is a list in it."""
    if isinstance(kind, ForwardRef):
        module = sys.modules[kind.__forward_module__ or schema.__name__]
        return problems(value, eval(kind.__forward_arg__, vars(module)), place)  # noqa: S307
    if isinstance(kind, str):
        return problems(value, eval(kind, vars(schema)), place)  # noqa: S307
    origin, args = get_origin(kind), get_args(kind)
    if origin is NotRequired:
        return problems(value, args[0], place)
    if origin in (Union, UnionType):
        found = [problems(value, arg, place) for arg in args]
        return [] if [] in found else min(found, key=len)
    if origin is Literal:
        return [] if value in args and type(value) is not bool else [f"{place}: {value!r} is none of {args}"]
    if is_typeddict(kind):
        return fields(value, kind, place)
    if origin is list:
        return each(value, lambda _: args[0], place)
    if origin is tuple:
        return each(value, items(args, value), place)
    if origin is dict:
        return [p for key, item in value.items() for p in problems(item, args[1], f"{place}.{key}")]
    expected = (int, float) if kind is float else kind
    right = value is None if kind is None else isinstance(value, expected) and (kind is bool) == isinstance(value, bool)
    return [] if right else [f"{place}: {value!r} is no {kind}"]


def items(args, value):
    """The type of each item of a tuple; None for one too many."""
    if args and getattr(args[-1], "__unpacked__", False):
        rest = get_args(args[-1])[0]
        return lambda i: args[i] if i < len(args) - 1 else rest
    return lambda i: args[i] if len(value) == len(args) else Literal["another number of items"]


def each(value, kind, place):
    if not isinstance(value, list):
        return [f"{place}: {value!r} is no list"]
    return [p for i, item in enumerate(value) for p in problems(item, kind(i), f"{place}[{i}]")]


def fields(value, kind, place):
    if not isinstance(value, dict):
        return [f"{place}: {value!r} is no object"]
    declared = kind.__annotations__
    optional = {key for key, kind in declared.items() if "NotRequired" in str(kind)} | kind.__optional_keys__
    missing = [f"{place}: {key} is missing" for key in declared.keys() - optional - value.keys()]
    unknown = [f"{place}: {key} is not declared" for key in value.keys() - declared.keys()]
    return (
        missing
        + unknown
        + [p for key in declared.keys() & value.keys() for p in problems(value[key], declared[key], f"{place}.{key}")]
    )


def sent(data):
    """As it arrives: JSON."""
    return json.loads(json.dumps(data))


@pytest.mark.parametrize("name", handmade.ALL)
def test_a_page_carries_what_is_declared(name):
    assert problems(sent(page_payload(Picture(handmade.ALL[name]()))), schema.PagePayload) == []


@pytest.mark.parametrize("name", lessons.PROGRAMS)
def test_the_page_of_a_lesson_carries_what_is_declared(name):
    made = lessons.PROGRAMS[name]()
    page = to_html(made[0] if isinstance(made, tuple) else made)
    packed = re.search(r'application/mxgrad\+gzip">([^<]+)<', page).group(1)
    data = read(base64.b64decode(packed))
    assert problems(data, schema.PagePayload) == []
    assert any(len(piece) > 2 for part in data["parts"] for step in part["steps"] for piece in step["say"])


def test_the_check_finds_what_is_not_declared():
    data = sent(page_payload(Picture(handmade.product())))
    for change in (
        {"steps": "0"}, {"folded": None}, {"more": 1}, {"loop_bars": [{"title": "t", "marks": [["1", 0, 0]]}]},
        {"places": [0, True]}, {"strikes": [[[0, 1, 2, 3]]]}, {"nodes": [{"id": 0}]}, {"unrolls": 1},
    ):  # fmt: skip
        assert problems({**data, **change}, schema.PagePayload), change
    del data["kinds"]
    assert problems(data, schema.PagePayload) == ["$: kinds is missing"]


def asked(kind, **more):
    return {"id": "q", "kind": kind, **more}


def test_each_question_is_declared_and_so_is_its_answer(monkeypatch):
    def f(x):
        print("here")  # noqa: T201
        return x * 2

    widget = PlayerWidget(trace(f, nd.array([[1.0, 2.0]] * 40)[:2]))
    answers = []
    monkeypatch.setattr(widget, "send", lambda content, buffers=None: answers.append((content, buffers)))
    questions = [
        asked("view", unrolled=False, folded=[]),
        asked("part", part=0, unrolled=False, folded=[]),
        asked("numbers", value=0, begin=[0, 0], end=[1, 2]),
        asked("numbers", value=99, begin=[0], end=[1]),
        asked("nudge", input="x", index=[0, 1], steps=1),
        asked("nudge", input="x", index=[0, 9], steps=1),
        asked("curve", input="x", index=[0, 1]),
        asked("change", inputs={"x": "[[1, 3], [2, 4]]"}),
        asked("undo"),
        asked("undo"),
    ]
    assert {question["kind"] for question in questions} == PAGE_QUESTIONS
    for question in questions:
        assert problems(question, schema.Question) == []
        widget._answer(widget, question, [])
    kinds = [content["kind"] for content, _ in answers]
    assert kinds == [
        "view",
        "part",
        "numbers",
        "refused",
        "nudged",
        "refused",
        "curve",
        "changed",
        "changed",
        "refused",
    ]
    for content, buffers in answers:
        assert problems(sent(content), schema.Answer) == []
        assert (buffers is not None) == (content["kind"] in ("view", "part", "changed"))
    for (_, (buffer,)), kind in zip(answers[:2], (schema.View, schema.Part), strict=True):
        assert problems(read(buffer), kind) == []
    assert [content["run"] for content, _ in answers if content["kind"] == "changed"] == [1, 2]
    assert widget.run == 2


def test_the_types_of_the_page_are_made_from_the_schema():
    sys.path.insert(0, str(REPOSITORY / "scripts"))
    try:
        import page_types
    finally:
        sys.path.pop(0)
    assert page_types.WRITTEN.read_text("utf-8") == page_types.declarations(), "run `python scripts/page_types.py`"
