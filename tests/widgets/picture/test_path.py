"""Loops, branches and calls in the picture."""

from __future__ import annotations

import pytest

from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.picture.scene import CLASS, TEXT
from mxgrad_widgets.picture.scene_layout import scene_of
from mxgrad_widgets.player.payload import payload
from tests.programs import handmade

SCREENS = "LR", "TB", "narrow"


@pytest.fixture(scope="module")
def doubling():
    return Picture(handmade.recorded("doubling"), engine="ranked")


@pytest.fixture(scope="module")
def branching():
    return Picture(handmade.recorded("branching"), engine="ranked")


def step_where(picture, text):
    """The first step whose sentence holds a text."""
    return next(i for i, step in enumerate(picture.steps) if text in step.text)


def shown(picture, step, id):
    return picture.playback.state(step).get((id, TEXT), "")


def numbers(picture, step, prefix):
    state = picture.playback.state(step)
    return [v for (i, kind), v in sorted(state.items()) if kind == TEXT and i.startswith(f"{prefix}.") and i[-1] == "t"]


def test_a_loop_is_rolled_into_one_frame(doubling):
    assert [f.title for f in doubling.drawing.frames.values()] == ["ƒ f(a) → b[0]", "↻ while b.norm() < 1000"]
    assert doubling.drawing.frames["s2"].detail == "10 iterations, 11 tests"
    labels = [card.label for card in doubling.drawing.cards.values()]
    assert labels == ["a", "× 2", "‖·‖", "× 2", "Σ", "[0]"]


def test_each_step_is_a_sentence_of_its_own_kind(doubling):
    kinds = [step.kind for step in doubling.steps]
    assert kinds.count("decide") == 12
    assert kinds.count("contrib") == 12
    assert len(kinds) == 51
    assert doubling.steps[3].text == "b.norm() < 1000: 1 < 1000 is true, so the body runs: iteration 1."
    last = [s.text for s in doubling.steps if s.kind == "decide"][-2:]
    assert last[0] == "b.norm() < 1000: 1024 < 1000 is false, so the loop ends after 10 iterations."
    assert last[1] == "b.sum() >= 0: 1433.6 ≥ 0 is true, so b[0] runs and b[1] does not."


def test_the_card_of_the_body_flips_through_its_values(doubling):
    body = next(i for i, card in doubling.drawing.cards.items() if card.source == "b * 2")
    third = [i for i, s in enumerate(doubling.steps) if s.kind == "op" and s.text.startswith("b * 2")][2]
    assert shown(doubling, third, f"n{body}.it") == "it 3/10"
    assert numbers(doubling, third, f"n{body}.v") == ["6.4", "4.8"]
    assert "old" in doubling.playback.state(third + 1)[f"n{body}", CLASS].split()


def test_a_condition_shows_what_was_measured(doubling):
    first, last = step_where(doubling, "1 < 1000"), step_where(doubling, "1024 < 1000")
    assert (shown(doubling, first, "d0.m"), shown(doubling, first, "d0.o")) == ("1 < 1000", "✓ → body")
    assert (shown(doubling, last, "d0.m"), shown(doubling, last, "d0.o")) == ("1024 ≥ 1000", "✗ → stop")
    assert shown(doubling, last, "d0.it") == "test 11/11"


def test_the_arm_that_did_not_run_is_a_ghost_without_a_value(doubling):
    ghost = doubling.drawing.figures["gd11-0"]
    assert ghost.rows == ["b[1]"]
    other = Picture(handmade.recorded("doubling_other"), engine="ranked").drawing
    assert [f.rows for id, f in other.figures.items() if id[0] == "g"] == [["b[0]"]]
    chosen = step_where(doubling, "so b[0] runs")
    assert "on" in doubling.playback.state(chosen)["gd11-0", CLASS]
    assert ("gd11-0", CLASS) not in doubling.playback.state(chosen - 1)


def test_cards_that_python_only_read_say_so(doubling):
    notes = {card.label: card.marks.note for card in doubling.drawing.cards.values() if card.marks.note}
    assert notes == dict.fromkeys(["‖·‖", "Σ"], ("read by Python,", "no gradient path to b[0]"))
    assert doubling.drawing.conditions["d0"].note == notes["Σ"]
    looks = {wire.id: wire.look for wire in doubling.drawing.wiring.wires.values()}
    assert [id for id, look in looks.items() if look == "cond"] == ["e3-0", "ed0-0", "e56-0", "ed11-0"]


def test_the_variable_comes_from_before_the_loop_and_then_from_the_last_iteration(doubling):
    wires = doubling.drawing.wiring.wires
    assert [p.name for p in doubling.drawing.wiring.ports.values()] == ["b"]
    assert wires["ep0-n2"].carried is None
    assert wires["ep0-n7"].carried == "s2"
    first, second = [i for i in range(12) if doubling.steps[i].text.startswith("b * 2")][:2]
    assert "cur" in doubling.playback.state(first)["ep0-n2", CLASS]
    assert "cur" in doubling.playback.state(second)["ep0-n7", CLASS]


def test_iterations_run_backwards_and_their_factors_multiply(doubling):
    start = next(i for i, s in enumerate(doubling.steps) if s.kind == "backward")
    texts = [shown(doubling, i, "s2.x") for i in range(start, len(doubling.steps))]
    assert texts[:4] == ["", "", "← × 2 once = × 2", "← × 2 twice = × 4"]
    assert texts[-1] == "← × 2 ten times = × 1024"
    chips = [shown(doubling, i, "k7-0.it") for i in range(start + 2, start + 12)]
    assert chips == [f"it {n}/10" for n in range(10, 0, -1)]
    assert numbers(doubling, len(doubling.steps) - 1, "n0.g") == ["2048", "0"]


def test_tests_are_a_strip_that_leads_to_their_steps(doubling):
    data = payload(doubling)
    (bar,) = data["loop_bars"]
    assert [(text, state) for text, state, _ in bar["marks"]] == [
        *((str(2**n), "yes") for n in range(10)), ("1024", "no"),
    ]  # fmt: skip
    assert all(data["kinds"][data["steps"][at]] == "decide" for _, _, at in bar["marks"])
    places = list(zip(data["places"][::2], data["places"][1::2], strict=True))
    assert len(places) == len(data["steps"])
    assert places[0] == (-1, -1)
    start = next(i for i, step in enumerate(doubling.steps) if step.kind == "backward")
    assert [mark for bar, mark in places[start:] if bar == 0] == list(range(9, -1, -1))


def test_code_that_did_not_run_is_struck_from_its_decision_on(doubling):
    data = payload(doubling)
    struck = [data["strikes"][step.get("struck", 0)] for step in data["parts"][0]["steps"]]
    chosen = step_where(doubling, "so b[0] runs")
    assert struck[chosen - 1] == []
    ((_, line, start, _, end),) = struck[-1]
    source = data["sources"][0]
    assert source["lines"][line - source["first_line"]][start:end] == "b[1]"
    assert struck[chosen] == struck[-1]


def test_an_arm_that_ran_in_another_iteration_is_no_ghost(branching):
    ghosts = [f.rows for id, f in branching.drawing.figures.items() if id[0] == "g"]
    assert ghosts == [["s = s * 0"]]
    arms = branching.drawing.wiring.arms
    both = next(wires for wires in arms.values() if len(wires) == 2)
    choices = [i for i, s in enumerate(branching.steps) if s.kind == "decide" and "k % 2" in s.text]
    flags = [[branching.playback.state(i).get((w, CLASS), "").split()[:1] for _, w in both] for i in choices]
    assert flags == [[["on"], ["skip"]], [["skip"], ["on"]]] * 2


def test_nested_loops_count_on_both_levels(branching):
    texts = {step.text for step in branching.steps}
    assert any("(iteration 2 of 2)" in text for text in texts)
    inner = next(c for c in branching.drawing.cards.values() if c.source == "s * (j + 2)")
    assert inner.marks.turn == "it 1/2 · it 1/2"
    assert {f.title for f in branching.drawing.frames.values()} == {
        *("ƒ branches(w) → parts[1] + s", "ƒ scaled(w, k) → s", "↻ for k in range(4)"),
        *("↻ j in range(2)", "↻ while s[0] < 100", "↻ for j in range(2)"),
    }


def test_a_loop_is_unrolled_to_its_first_and_last_iterations():
    picture = Picture(handmade.recorded("doubling"), engine="ranked", unrolled=True)
    titles = [f.title for f in picture.drawing.frames.values() if f.kind == "iteration"]
    assert titles == [f"it {n}/10" for n in (1, 2, 3, 8, 9, 10)]
    (stub,) = (c for c in picture.drawing.cards.values() if c.kind == "stub")
    assert stub.label == "⋯ 4 more"
    assert not picture.drawing.wiring.ports
    assert numbers(picture, len(picture.steps) - 1, "n0.g") == ["2048", "0"]


@pytest.mark.parametrize("name", ["doubling", "branching"])
@pytest.mark.parametrize("engine", [None, "ranked"])
@pytest.mark.parametrize("shape", SCREENS)
def test_frames_hold_their_cards_and_no_others(name, engine, shape):
    picture = Picture(handmade.recorded(name))
    drawing = picture.drawing
    scene = scene_of(drawing, shape, engine)
    rects = {e.id: _rect(e.children[0]) for e in scene.root.walk() if e.attrs.get("class", "").startswith("frame-")}
    spots = {e.id: e.attrs["transform"] for e in scene.root.walk() if e.id in drawing.figures}
    assert set(rects) == set(drawing.frames)
    for id, transform in spots.items():
        x, y = (float(n) for n in transform.removeprefix("translate(").removesuffix(")").split(" "))
        for frame, (left, top, wide, high) in rects.items():
            within = left <= x <= left + wide and top <= y <= top + high
            assert within == (frame in drawing.roll.frames_around(drawing.homes[id])), (id, frame)


def _rect(element):
    return tuple(float(element.attrs[key]) for key in ("x", "y", "width", "height"))


@pytest.mark.parametrize(("language", "missing", "said"), [
    ("en", "its source is not there; define it in a file or a cell",
     "path not captured: its source is not there\ndefine it in a file or a cell"),
    ("de", "its source is not there; define it in a file or a cell",
     "Weg nicht erfasst: der Quelltext ist nicht da\nin einer Datei oder Zelle definieren"),
    ("en", "a reason of a later version", "path not captured: a reason of a later version"),
    ("en", None, "path not captured"),
])  # fmt: skip
def test_paths_that_were_not_captured_say_why_and_what_helps(language, missing, said):
    trace = handmade.recorded("doubling")
    trace["scopes"][1].update(captured=False, missing=missing)
    picture = Picture(trace, engine="ranked", language=language)
    assert picture.drawing.frames["s1"].detail == said
    drawn = [element.text for element in scene_of(picture.drawing, "LR", "ranked").root.walk()]
    assert set(said.splitlines()) <= set(drawn)


def test_the_first_step_says_why_the_path_of_the_program_is_not_whole():
    trace = handmade.recorded("doubling")
    whole = Picture(trace).steps[0].text
    trace["scopes"][0].update(captured=False, missing="it stands in a function; put its statements into a function")
    told = "it stands in a function; put its statements into a function."
    first, *others = Picture(trace).steps
    assert first.text == f"{whole} Not all loops and branches were captured: {told}"
    assert not any("captured" in step.text for step in others)


def test_the_picture_speaks_german():
    picture = Picture(handmade.recorded("doubling"), engine="ranked", language="de")
    assert picture.steps[3].text == "b.norm() < 1000: 1 < 1000 ist wahr, also läuft der Rumpf: Durchlauf 1."
    with pytest.raises(ValueError, match="speaks en, de; got language 'fr'"):
        Picture(handmade.two_x_squared(), language="fr")


def test_of_a_deep_recursion_the_outer_calls_are_drawn():
    pic = Picture(handmade.recursion(500), engine="ranked")
    assert len(pic.drawing.frames) == 4
    assert [card.label for card in pic.drawing.cards.values()] == ["h", *["× 2"] * 4, "⋯ 496 calls inside"]
    stub = next(c for c in pic.drawing.cards.values() if c.kind == "stub")
    lit = [i for i in range(len(pic.steps)) if "cur" in pic.playback.state(i).get((stub.id, CLASS), "").split()]
    assert len(lit) == 496 + 1 + 495  # operations, the start of backward, contributions to them
    assert "is written into h.grad" in pic.steps[-1].text


def test_a_recursion_of_a_few_calls_is_drawn_whole():
    pic = Picture(handmade.recursion(6), engine="ranked")
    assert len(pic.drawing.frames) == 6
    assert len(pic.drawing.cards) == 7
