"""Which grids show a step, and what stands between them."""

import pytest

from mxgrad import autograd, last_trace, nd, trace
from mxgrad.errors import MXGradError
from mxgrad.tracing import Trace
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.stage.pictures import Pictures
from mxgrad_widgets.stage.stretch import stretch
from tests.programs.lessons import training_loop


def shown(tr, language="en"):
    """Of each step the grids in a row, as text."""
    picture = Picture(tr, language=language)
    pictures = Pictures(picture.rec, picture.words)
    found = [(step, pictures.of(step)) for step in picture.steps]
    return [
        (step.kind, None if one is None else " ".join(" ".join(filter(None, (g.sign, g.title))) for g in one[1]))
        for step, one in found
    ]


def of(kind, tr, **options):
    return [text for each, text in shown(tr, **options) if each == kind]


def recorded(function, *arrays):
    operands = [nd.array(x) for x in arrays]
    for x in operands:
        x.attach_grad()
    tr = trace(function, *operands)
    tr.backward()
    return tr


def test_what_stands_between_operands_is_the_formula():
    def run(x, y):
        a = nd.maximum(x, 0) / y
        return (2 * a - y).mean()

    assert of("op", recorded(run, [[1, -2.0]], [[4.0, 5]])) == [
        "max( x , 0) = nd.maximum(x, 0)", "nd.maximum(x, 0) / y = a", "2· a = 2 * a", "2 * a − y = 2 * a - y",
        "(Σ 2 * a - y ) / 2 = (2 * a - y).mean()",
    ]  # fmt: skip


def test_a_comparison_gives_its_result_and_a_factor_stays_one():
    tr = recorded(lambda x: (x > 2) * x * 0.5 / 4, [1.0, 3.0])
    assert of("op", tr)[0] == "x > 2 → x > 2"
    assert [text.split(" contribution")[0] for text in of("contrib", tr)[:2]] == ["incoming /4 =", "incoming ·0.5 ="]


def test_of_a_large_array_its_beginning_is_there():
    a, b = nd.random.uniform(shape=(40, 30)), nd.random.uniform(shape=(30, 50))
    tr = recorded(nd.dot, a, b)
    picture = Picture(tr)
    arrays = stretch(Pictures(picture.rec, picture.words), picture.steps)["arrays"]
    (left,) = (array for array in arrays if array["shape"] == [40, 30] and array["value"] == tr.nodes[0].outputs[0])
    known = {}
    for begin, step, numbers in left["beginning"]:
        known |= {begin + i * step: float(x) for i, x in enumerate(numbers.split())}
    wanted = {r * 30 + c for r in range(40) for c in range(30) if (r < 6 and c < 6) or r == 0 or c == 0}
    assert set(known) == wanted
    elements = a.asnumpy().reshape(-1)
    assert all(abs(elements[at] - x) < 1e-5 for at, x in known.items())


def test_a_product_is_laid_so_that_rows_meet_columns():
    def run(x, w):
        return nd.dot(x, w)

    for shapes, forward, back in (
        (([[1.0, 2]], [[1.0], [2]]), [False] * 3, [[False, True, False], [True, False, False]]),
        (([[1.0, 2]], [1.0, 2]), [False, True, True], [[True, False, False], [True, True, True]]),
    ):
        tr = recorded(run, *shapes)
        picture = Picture(tr)
        pictures = Pictures(picture.rec, picture.words)
        turned = {s.kind: [] for s in picture.steps}
        for step in picture.steps:
            turned[step.kind].append([grid.turned for grid in pictures.of(step)[1]])
        assert turned["op"] == [forward]
        assert turned["contrib"] == back


def test_contributions_that_meet_are_added_and_parts_that_are_joined_are_not():
    def run(x):
        a, b = nd.split(x, num_outputs=2, axis=0)
        return a * b + a

    assert of("contrib", recorded(run, [1.0, 2])) == [
        "incoming = contribution to a * b", "incoming = contribution to a, b",
        "incoming · b = contribution to a, b + arrived before = gradient of a, b",
        "incoming · a = contribution to a, b", "incoming to a , incoming to b = contribution to x",
    ]  # fmt: skip


def test_an_update_is_a_step_from_a_gradient():
    tr = training_loop()
    assert "w before + step from w.grad = w" in of("op", tr)
    assert "w vorher + Schritt aus w.grad = w" in of("op", tr, language="de")


def test_a_gradient_that_is_added_to_a_buffer_shows_what_was_there():
    x = nd.array([1.0, 2])
    x.attach_grad(grad_req="add")
    with trace() as tr:
        for _ in range(2):
            with autograd.record():
                y = x * x
            y.backward()
    assert of("write", tr)[1] == "x.grad so far + gradient of x = x.grad"


@pytest.mark.parametrize("shape", [(), (0, 3), (1,)])
def test_arrays_of_no_axes_and_of_no_elements_have_a_stage(shape):
    def run(x):
        return nd.exp(x) * 2

    assert of("op", recorded(run, nd.zeros(shape).asnumpy())) == [
        "exp( x ) = nd.exp(x)",
        "2· nd.exp(x) = nd.exp(x) * 2",
    ]


def test_what_has_no_rule_is_shown_with_all_that_it_depends_on():
    class Cube(autograd.Function):
        def forward(self, x):
            self.save_for_backward(x)
            return x * x * x

        def backward(self, dy):
            (x,) = self.saved_tensors
            return 3 * x * x * dy

    tr = recorded(lambda x: Cube()(x), [2.0])
    assert of("op", tr) == ["x → Cube()(x)"]
    assert of("contrib", tr) == ["incoming , x → contribution to x"]


TRIPLE = """
class Triple(autograd.Function):
    def forward(self, x):
        return 3 * x  # <b>

    def backward(self, dy):
        return dy * 3
"""


def methods(tr, language="en"):
    """Of each step that has any: its kind, the rule in words, and the methods of the program's own operation."""
    picture = Picture(tr, language=language)
    drawn = stretch(Pictures(picture.rec, picture.words), picture.steps)["stages"]
    stages = [(step.kind, stage) for step, stage in zip(picture.steps, drawn, strict=True) if stage]
    return [(kind, stage["rule"], stage.get("methods", [])) for kind, stage in stages if kind in ("op", "contrib")]


def test_a_function_shows_its_own_source_and_marks_what_runs():
    class Double(autograd.Function):
        def forward(self, x):
            return 2 * x

        def backward(self, dy):
            return dy * 2

    (_, _, forward), (_, _, back) = methods(Trace.from_json(recorded(lambda x: Double()(x), [2.0]).to_json()))
    texts = ["def forward(self, x):\n    return 2 * x", "def backward(self, dy):\n    return dy * 2"]
    assert [one["code"] for one in forward] == [one["code"] for one in back] == texts
    assert [one["title"] for one in forward] == ["Double.forward", "Double.backward"]
    assert [one["now"] for one in forward] == [True, False]
    assert [one["now"] for one in back] == [False, True]


def test_a_function_without_source_says_so():
    space = {"autograd": autograd}
    exec(TRIPLE, space)  # noqa: S102 as a program does that has no file
    tr = recorded(lambda x: space["Triple"]()(x), [2.0])
    assert methods(tr)[1] == ("contrib", "Triple.backward(g): its own source could not be read.", [])
    assert methods(tr, "de")[1][1] == "Triple.backward(g): Der eigene Quelltext war nicht zu lesen."


def test_a_trace_from_before_the_source_of_functions_has_a_stage():
    class Double(autograd.Function):
        def forward(self, x):
            return 2 * x

        def backward(self, dy):
            return dy * 2

    data = recorded(lambda x: Double()(x), [2.0]).to_dict() | {"version": "1.4"}
    for node in data["nodes"]:
        del node["methods"]
    assert [(kind, rule, found) for kind, rule, found in methods(Trace.from_dict(data))] == [
        ("op", "Double()(x)", []), ("contrib", "Double.backward(g)", []),
    ]  # fmt: skip


def squared_and(call, x):
    with trace():
        with autograd.record():
            y = x * x
        call(x, y)


@pytest.mark.parametrize(
    ("call", "kind", "wanted"),
    [
        (lambda x, y: y.backward(nd.ones((2, 1))), "ShapeError", "y array"),
        (lambda x, y: y.backward(nd.ones(3, dtype="float64")), "ShapeError", "y: float32 array: float64"),
        (lambda x, y: (y.backward(), y.backward()), "GraphFreedError", "y"),
        (lambda x, y: (x * 3).backward(), "NotRecordedError", "x * 3"),
        (lambda x, y: autograd.grad(y, [x], nd.ones(2)), "ShapeError", "y array"),
    ],
)
def test_what_backward_refuses_is_drawn_with_what_it_was_given(call, kind, wanted):
    x = nd.array([1.0, 2, 3])
    x.attach_grad()
    with pytest.raises(MXGradError):
        squared_and(call, x)
    picture = Picture(last_trace())
    pictures = Pictures(picture.rec, picture.words)
    (step,) = [step for step in picture.steps if step.error]
    assert step.error["type"] == kind
    rule, grids = pictures.of(step)
    assert " ".join(grid.title for grid in grids) == wanted
    assert step.error["message"].startswith(rule)
    assert step.text.endswith(f"{step.error['message'].removesuffix('.')}. The program stopped here.")
