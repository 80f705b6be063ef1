"""The scene and what the steps change in it."""

from __future__ import annotations

import pytest

from mxgrad.tracing.model import Value
from mxgrad_widgets.language import numbers
from mxgrad_widgets.language.catalogue import Words
from mxgrad_widgets.picture import playback
from mxgrad_widgets.picture.element_states import ElementStates
from mxgrad_widgets.picture.figures.grids import grid_for
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.picture.scene import CLASS, TEXT
from tests.programs import handmade


def picture(name):
    return Picture(handmade.ALL[name](), engine="ranked")


def changes(pic):
    """The changes of every step."""
    return [batch for number in range(pic.playback.parts) for batch in pic.playback.part(number)]


def texts(pic, step, prefix):
    """Numbers of the grid `prefix` at a step, row by row."""
    state = pic.playback.state(step)
    return [v for (i, kind), v in sorted(state.items()) if kind == TEXT and i.startswith(prefix + ".") and i[-1] == "t"]


def flags(pic, step, id):
    return pic.playback.state(step).get((id, CLASS), "").split()


def test_every_change_meets_an_element_in_both_drawings(any_trace):
    pic = Picture(any_trace)
    ids = [{e.id for e in scene.root.walk() if e.id} for scene in (pic.wide, pic.tall)]
    assert ids[0] == ids[1]
    changed = {id for batch in changes(pic) for id, _, _ in batch}
    assert changed <= ids[0]
    assert len(changes(pic)) == len(pic.steps)


def test_ids_are_used_once(any_trace):
    found = [e.id for e in Picture(any_trace).wide.root.walk() if e.id]
    assert len(found) == len(set(found))


def test_values_appear_with_their_operation():
    pic = picture("two_x_squared")
    assert texts(pic, 0, "n0.v") == ["1", "2", "3", "4"]
    assert texts(pic, 0, "n2.v") == []
    assert texts(pic, 1, "n2.v") == ["1", "4", "9", "16"]
    assert "on" in flags(pic, 1, "n2")
    assert "cur" in flags(pic, 1, "n2")
    assert "cur" not in flags(pic, 2, "n2")


def test_a_contribution_lights_its_edge_and_shows_three_factors():
    pic = picture("two_x_squared")
    assert flags(pic, 5, "e2-0") == ["on", "done", "w6", "hot"]
    assert flags(pic, 5, "k2-0") == ["done", "hot"]
    assert texts(pic, 5, "k2-0.grad_out") == ["2", "2", "2", "2"]
    assert texts(pic, 5, "k2-0.local") == ["2", "4", "6", "8"]
    assert texts(pic, 5, "k2-0.value") == ["4", "8", "12", "16"]
    assert pic.playback.state(5)["k2-0.r", TEXT] == "∂(x²)/∂x = 2x"
    assert flags(pic, 6, "k2-0") == ["done"]


def test_the_first_of_two_contributions_waits_in_the_tray():
    pic = picture("product")
    waiting, added = (i for i, s in enumerate(pic.steps) if s.kind == "contrib" and s.node == 0)
    assert texts(pic, waiting, "n0.t0") == ["2", "4", "6", "8"]
    assert texts(pic, waiting, "n0.g") == []
    assert texts(pic, added, "n0.t1") == ["2", "4", "6", "8"]
    assert texts(pic, added, "n0.g") == ["4", "8", "12", "16"]
    captions = [slot.caption for slot in pic.drawing.cards[0].gradients.slots]
    assert captions == ["via z", "via y", "grad"]


def test_a_write_keeps_the_gradient_and_says_so():
    pic = picture("two_x_squared")
    assert pic.playback.state(6)["n0.b", TEXT] == "→ x.grad ✓"
    assert "kept" in flags(pic, 6, "n0.g.s")


def test_grad_req_add_shows_the_old_gradient_at_the_write():
    pic = picture("product_add")
    assert texts(pic, 6, "n0.old") == []
    assert texts(pic, 7, "n0.old") == ["10", "10", "10", "10"]
    assert texts(pic, 7, "n0.g") == ["14", "18", "22", "26"]


def test_a_second_backward_starts_clean_but_keeps_x_grad():
    pic = picture("two_backwards")
    second = [i for i, s in enumerate(pic.steps) if s.kind == "backward"][1]
    assert flags(pic, second - 1, "k2-0") == ["done"]
    assert flags(pic, second, "k2-0") == []
    assert texts(pic, second, "n0.g") == ["5"]


def test_not_finite_cells_are_hatched():
    pic = picture("not_finite")
    assert flags(pic, 1, "n1.v.0.0") == ["nf"]
    assert flags(pic, 1, "n1.v.0.0h") == ["on"]
    assert flags(pic, 1, "n1.v.0.2h") == []


def test_constants_have_no_card():
    assert list(picture("two_x_squared").drawing.cards) == [0, 2, 4]


def test_steps_of_folded_operations_light_their_stub():
    pic = Picture(handmade.chain(50), engine="ranked", budget=10)
    assert len(pic.drawing.cards) == 11
    stub = pic.drawing.placeholder.id
    lit = [i for i in range(len(pic.steps)) if "cur" in flags(pic, i, stub)]
    assert len(lit) == 2 * 41
    assert texts(pic, len(pic.steps) - 1, "n0.g") == [numbers.short(2.0**50)]
    ids = {e.id for e in pic.wide.root.walk()}
    assert {id for batch in changes(pic) for id, _, _ in batch} <= ids


def test_of_very_many_contributions_the_last_place_shows_the_newest():
    p = handmade.Program("y = f(x)\ny.backward()")
    x = p.input("x", [1])
    parts = [p.op("× 1", [1], (x,), "f(x)") for _ in range(9)]
    y = p.op("Σ", [9], tuple(parts), "f(x)", "y")
    p.backward(y, [1], "y.backward()")
    for i, part in enumerate(parts):
        p.contrib(part, x, 0, "rule", [1], [1], [i], [i + 1] if i else None)
    pic = Picture(p.trace(), engine="ranked")
    slots = pic.drawing.cards[x].gradients.slots
    assert [s.caption for s in slots][-2:] == ["4 more", "grad"]
    assert texts(pic, len(pic.steps) - 1, "n0.t5") == ["8"]
    assert texts(pic, len(pic.steps) - 1, "n0.g") == ["9"]


def test_element_states_tell_differences_only():
    states = ElementStates()
    states.flag("a", "on")
    states.spot("a", "cur")
    assert states.commit() == [("a", CLASS, "on cur")]
    states.flag("a", "on")
    assert states.commit() == [("a", CLASS, "on")]
    assert states.commit() == []


def test_forgetting_tells_all_that_holds_anew_and_what_is_passed_over_leaves_no_spots():
    states = ElementStates()
    states.flag("a", "on")
    states.commit()
    states.spot("b", "cur")
    states.text("a", lambda: "later")
    states.pass_over()
    states.forget()
    assert states.commit() == [("a", CLASS, "on"), ("a", TEXT, "later")]


def test_a_place_that_is_filled_anew_is_emptied_of_what_it_showed():
    class Place:
        id = "p"

        def shown(self, value):
            return [(f"p.{i}", TEXT, c) for i, c in enumerate(value or "")]

    states, place = ElementStates(), Place()
    states.fill(place, "ab")
    assert states.commit() == [("p.0", TEXT, "a"), ("p.1", TEXT, "b")]
    states.fill(place, "x")
    assert states.commit() == [("p.1", TEXT, ""), ("p.0", TEXT, "x")]
    states.fill(place, None)
    assert states.commit() == [("p.0", TEXT, "")]


def test_a_part_of_the_steps_is_the_same_however_one_comes_to_it(monkeypatch):
    monkeypatch.setattr(playback, "PART", 4)
    monkeypatch.setattr(playback, "_KEPT_EVERY", 2)
    trace = handmade.ALL["doubling"]()
    there = Picture(trace, engine="ranked").playback
    walked = [there.part(number) for number in range(there.parts)]
    assert sum(map(len, walked)) == len(there.steps)
    assert [there.part(number) for number in reversed(range(there.parts))] == walked[::-1]
    anew = Picture(trace, engine="ranked").playback
    assert anew.part(there.parts - 1) == walked[-1]
    assert anew.part(1) == walked[1]
    with pytest.raises(IndexError, match="parts go from 0"):
        anew.part(there.parts)


def test_the_state_at_a_step_is_what_all_changes_up_to_it_make():
    pic = Picture(handmade.ALL["doubling"](), engine="ranked")
    state = {}
    for at, batch in enumerate(changes(pic)):
        state |= {(id, kind): text for id, kind, text in batch}
        assert {k: v for k, v in state.items() if v} == {k: v for k, v in pic.playback.state(at).items() if v}


def test_a_value_smaller_than_its_place_leaves_the_frame_faint():
    whole, small = (
        Value(0, shape, "float32", "cpu(0)", data) for shape, data in (((2, 2), (1, 2, 3, 4)), ((1,), (5,)))
    )
    grid = grid_for("g", [whole, small], Words("en"))
    assert ("g.f", CLASS, "part") in grid.shown(small)
    assert ("g.f", CLASS, "part") not in grid.shown(whole)
