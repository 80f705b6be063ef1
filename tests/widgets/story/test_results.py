"""An operation with several results: each has its value, name and gradient; a gradient that is read is no input."""

from mxgrad import nd, trace
from mxgrad_widgets.language.catalogue import Words
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.story.recording import Recording
from mxgrad_widgets.story.steps import Narrator, steps_of
from tests.programs import lessons
from tests.programs.several_results import split_run


def test_each_result_has_a_slot_for_its_value_and_its_gradient():
    pic = Picture(split_run())
    texts = [e.text for e in pic.wide.root.walk()]
    for caption in ("a", "b", "grad a", "grad b"):
        assert caption in texts
    assert "a, b" in texts


def test_no_gradient_waits_for_that_of_another_result():
    rec = Recording(split_run())
    node = next(node for node in rec.nodes if node.op == "split")
    left = [rec.to_come[0][c.id] for c in rec.backwards[0].contribs if c.dst == node.id]
    assert left == [1, 0, 0]  # two for a, one for b
    assert [name for name, _ in rec.results(node.id)] == ["a", "b"]
    assert rec.name(node.id) == "a, b"


def test_every_form_takes_several_results_in_loops_and_calls():
    def g(z):
        for _ in range(2):
            a, b = nd.split(z, 2, axis=1)
            z = nd.concat(a * 2, b * 3, dim=1)
        return z

    z = nd.array([[1.0, 2, 3, 4]])
    z.attach_grad()
    tr = trace(g, z)
    tr.backward()
    for form in (tr.to_html, tr.to_svg, tr.to_dot):
        assert form()
    assert Picture(tr)


def test_a_training_loop_can_be_drawn():
    tr = lessons.training_loop()
    assert tr.to_html()
    assert tr.to_svg()
    rec, words = Recording(tr), Words()
    teller = Narrator(rec, words)
    told = [str(teller.input(step)) for step in steps_of(rec, words) if step.kind == "input"]
    assert ["attach" in one for one in told] == [True]  # a stored gradient that is read is no input
