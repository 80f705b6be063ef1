"""The lesson programs and one step of a perceptron, forward and backward: what each step shows, worked out by hand."""

import pytest

from mxgrad_widgets import to_html

SQUARE = """\
from mxgrad import autograd, nd, trace
from mxgrad_widgets import step


def f(x):
    return 2 * x**2


x = nd.array([[1, 2], [3, 4]])
x.attach_grad()
tr = trace(f, x)
tr.backward()
"""
PRODUCT = SQUARE.replace("return 2 * x**2", "y = 2 * x\n    z = y * x\n    return z")
DOUBLING = """\
from mxgrad import nd, trace
from mxgrad_widgets import step


def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


a = nd.array([{}, 0.3])
a.attach_grad()
tr = trace(f, a)
tr.backward()
"""
PERCEPTRON = """\
from mxgrad import nd, trace
from mxgrad_widgets import step


def f(x, w1, w2, t):
    h = nd.relu(nd.dot(x, w1))
    e = nd.dot(h, w2) - t
    return (e**2).sum()


x, t = nd.array([[1, 2]]), nd.array([[5]])
w1, w2 = nd.array([[1, -1], [1, 0]]), nd.array([[2], [1]])
w1.attach_grad()
w2.attach_grad()
tr = trace(f, x, w1, w2, t)
tr.backward()
"""
CUBE = """\
from mxgrad import autograd, nd, trace
from mxgrad_widgets import step


def f(x):
    y = x**3
    dx = autograd.grad(y, x, create_graph=True)[0]
    return dx


x = nd.array([1, 2])
x.attach_grad()
tr = trace(f, x)
tr.backward()
"""
# phase, end of the sentence, numbers of the current card's value and gradient, current chip, struck code
READ = """root => {
    const numbers = selector => [...root.querySelectorAll(`g.card.cur ${selector} text.num`)]
        .map(cell => cell.textContent).filter(Boolean).map(Number);
    const slots = [...root.querySelectorAll('g.card.cur g.slot')];
    const slot = slots.find(slot => slot.querySelector('.cap')?.textContent === 'grad');
    return [
        root.dataset.phase, root.querySelector('[role=status]').textContent, numbers('.grid.value'),
        [...slot?.querySelectorAll('text.num') ?? []].map(cell => cell.textContent).filter(Boolean).map(Number),
        root.querySelector('.mxg-chips [aria-current]')?.textContent ?? null,
        [...root.querySelectorAll('.mxg-code s')].map(struck => struck.textContent),
    ];
}"""


def forward(says, value, chip=None, struck=()):
    return ["forward", says, value, [], chip, list(struck)]


def backward(says, value, grad, chip=None, struck=()):
    return ["backward", says, value, grad, chip, list(struck)]


X, ONES, TWOS, TWICE, FOUR_TIMES = [1, 2, 3, 4], [1] * 4, [2] * 4, [2, 4, 6, 8], [4, 8, 12, 16]
SQUARED, TWICE_SQUARED = [1, 4, 9, 16], [2, 8, 18, 32]


def square():
    return [
        forward("an empty slot for its gradient, x.grad.", X),
        forward("x**2 gives [[1, 4], [9, 16]].", SQUARED),
        forward("gives [[2, 8], [18, 32]].", TWICE_SQUARED),
        backward("The head gradient is all ones, the same as (2 * x**2).sum().backward().", TWICE_SQUARED, ONES),
        backward("[[1, 1], [1, 1]] · 2 = [[2, 2], [2, 2]] for x**2.", SQUARED, TWOS),
        backward("[[2, 2], [2, 2]] · [[2, 4], [6, 8]] = [[4, 8], [12, 16]] for x.", X, FOUR_TIMES),
        backward("[[4, 8], [12, 16]] is written into x.grad.", X, FOUR_TIMES),
    ]


def product():
    return [
        forward("an empty slot for its gradient, x.grad.", X),
        forward("2 * x gives [[2, 4], [6, 8]], now called y.", TWICE),
        forward("y * x gives [[2, 8], [18, 32]], now called z.", TWICE_SQUARED),
        backward("The head gradient is all ones, the same as z.sum().backward().", TWICE_SQUARED, ONES),
        backward("[[1, 1], [1, 1]] · [[1, 2], [3, 4]] = [[1, 2], [3, 4]] for y.", TWICE, X),
        backward("= [[2, 4], [6, 8]] for x. It waits there: 1 more to come.", X, []),
        backward("for x. Added to what had arrived: [[4, 8], [12, 16]].", X, FOUR_TIMES),
        backward("[[4, 8], [12, 16]] is written into x.grad.", X, FOUR_TIMES),
    ]


def doubling(sign):
    """b = 2a = [±0.8, 0.6] has norm 1, so that before iteration n + 1 it is 2**n times that, of norm 2**n."""
    arm, other = ("b[0]", "b[1]") if sign > 0 else ("b[1]", "b[0]")
    place = 0 if sign > 0 else 1

    def b(n):
        return [sign * 0.8 * 2**n, 0.6 * 2**n]

    def grad(g):
        return [g, 0] if sign > 0 else [0, g]

    def chip(n):
        return f"{2**n} ✓" if n < 10 else "1024 ✗"

    steps = [
        forward("an empty slot for its gradient, a.grad.", [sign * 0.4, 0.3]),
        forward("now called b.", b(0)),
    ]
    for n in range(10):
        steps += [
            forward(f"b.norm() gives [{2**n}].", [2**n], chip(n)),
            forward(f"{2**n} < 1000 is true, so the body runs: iteration {n + 1}.", [], chip(n)),
            forward("now called b.", b(n + 1), chip(n)),
        ]
    total = 0.2 * sign * 1024 if sign < 0 else 1.4 * 1024  # ±0.8 + 0.6
    truth = "true" if sign > 0 else "false"
    steps += [
        forward("b.norm() gives [1024].", [1024], chip(10)),
        forward("1024 < 1000 is false, so the loop ends after 10 iterations.", [], chip(10)),
        forward(f"b.sum() gives [{total:g}].", [total]),
        forward(f"{total:g} ≥ 0 is {truth}, so {arm} runs and {other} does not.", [], None, [other]),
        forward(f"{arm} gives [{b(10)[place]:g}].", [b(10)[place]], None, [other]),
        backward("The head gradient is all ones", [b(10)[place]], [1], None, [other]),
        backward(f"g placed at [{place}], 0 elsewhere, [1] becomes {grad(1)} for b.", b(10), grad(1), None, [other]),
    ]
    for n in reversed(range(10)):
        before, after = grad(2 ** (9 - n)), grad(2 ** (10 - n))
        says = f"(iteration {n + 1} of 10): ∂(2b)/∂b = 2, {before} · 2 = {after} for b."
        steps.append(backward(says, b(n), after, chip(n), [other]))
    return [
        *steps,
        backward(f"{grad(1024)} · 2 = {grad(2048)} for a.", [sign * 0.4, 0.3], grad(2048), None, [other]),
        backward(f"{grad(2048)} is written into a.grad.", [sign * 0.4, 0.3], grad(2048), None, [other]),
    ]


def perceptron():
    """x·w1 = [3, -1], h = [3, 0], h·w2 = 6, e = 1; back 2e = 2, into h [4, 2], of which relu lets [4, 0] through."""
    w1, w2, d1, d2 = [1, -1, 1, 0], [2, 1], [4, 0, 8, 0], [6, 0]
    return [
        forward("x = [[1, 2]]. No gradient is asked for it.", [1, 2]),
        forward("an empty slot for its gradient, w1.grad.", w1),
        forward("an empty slot for its gradient, w2.grad.", w2),
        forward("t = [[5]]. No gradient is asked for it.", [5]),
        forward("nd.dot(x, w1) gives [[3, -1]].", [3, -1]),
        forward("gives [[3, 0]], now called h.", [3, 0]),
        forward("nd.dot(h, w2) gives [[6]].", [6]),
        forward("gives [[1]], now called e.", [1]),
        forward("e**2 gives [[1]].", [1]),
        forward("(e**2).sum() gives [1].", [1]),
        backward("The head gradient is all ones", [1], [1]),
        backward("[1] becomes [[1]] for e**2.", [1], [1]),
        backward("[[1]] · [[2]] = [[2]] for e.", [1], [2]),
        backward("[[2]] · 1 = [[2]] for nd.dot(h, w2).", [6], [2]),
        backward("[[2]] becomes [[4, 2]] for h.", [3, 0], [4, 2]),
        backward("[[2]] becomes [[6], [0]] for w2.", w2, d2),
        backward("[[4, 2]] · [[1, 0]] = [[4, 0]] for nd.dot(x, w1).", [3, -1], [4, 0]),
        backward("[[4, 0]] becomes [[4, 0], [8, 0]] for w1.", w1, d1),
        backward("[[4, 0], [8, 0]] is written into w1.grad.", w1, d1),
        backward("[[6], [0]] is written into w2.grad.", w2, d2),
    ]


def cube():
    """The first pass back is recorded, step for step, and the second goes back through it."""
    return [
        forward("an empty slot for its gradient, x.grad.", [1, 2]),
        forward("x**3 gives [1, 8], now called y.", [1, 8]),
        backward("Each step back is recorded as an operation", [1, 8, 1, 1], [1, 1]),
        backward("x² gives [1, 4]. A step back through x**3, recorded as an operation", [1, 4], []),
        backward("3x² gives [3, 12].", [3, 12], []),
        backward("g·3x² gives [3, 12], now called dx.", [3, 12], []),
        backward("∂(x³)/∂x = 3x², [1, 1] · [3, 12] = [3, 12] for x.", [1, 2], [3, 12]),
        backward("It returns dx = [3, 12], which has a graph of its own.", [3, 12], []),
        backward("the same as dx.sum().backward().", [3, 12], [1, 1]),
        backward("Back through the recorded step g·3x²: ∂(g·u)/∂u = g", [3, 12], [1, 1]),
        backward("[1, 1] · 3 = [3, 3] for x².", [1, 4], [3, 3]),
        backward("[3, 3] · [2, 4] = [6, 12] for x.", [1, 2], [6, 12]),
        backward("[6, 12] is written into x.grad.", [1, 2], [6, 12]),
    ]


PROGRAMS = {
    "cube": (CUBE, cube()),
    "square": (SQUARE, square()),
    "product": (PRODUCT, product()),
    "doubling": (DOUBLING.format("0.4"), doubling(1)),
    "doubling-other": (DOUBLING.format("-0.4"), doubling(-1)),
    "perceptron": (PERCEPTRON, perceptron()),
}


def assert_shown(player, at, expected):
    phase, says, value, grad, chip, struck = player.evaluate(READ)
    assert expected[1] in says, (at, says)
    seen = [phase, value, grad, chip, struck]
    wanted = [expected[0], pytest.approx(expected[2], rel=1e-3), pytest.approx(expected[3]), *expected[4:]]
    assert seen == wanted, (at, says)


def come_near(player):
    """Zoom in until the map shows cards with all their numbers."""
    player.focus()
    for _ in range(12):
        if player.locator(".mxg-graph[data-level=full]").count():
            return
        player.page.keyboard.press("+")
    raise AssertionError("no full cards, however near one comes")


def assert_plays(page, player, expected):
    """To the end and back to the beginning, with keys."""
    assert int(player.get_attribute("data-steps")) == len(expected)
    come_near(player)
    for at, step in enumerate(expected):
        assert_shown(player, at, step)
        page.keyboard.press("ArrowRight")
    for at in reversed(range(len(expected) - 1)):
        page.keyboard.press("ArrowLeft")
        assert_shown(player, at, expected[at])


@pytest.mark.parametrize("name", PROGRAMS)
def test_each_step_in_a_page(tab, tmp_path, traced, name):
    program, expected = PROGRAMS[name]
    tab.set_viewport_size({"width": 1400, "height": 1000})
    to_html(traced(program), path=tmp_path / "page.html")
    tab.goto((tmp_path / "page.html").as_uri())
    player = tab.locator(".mxg[data-state=ready]")
    player.wait_for()
    assert_plays(tab, player, expected)


# the rest shows the same there as in a page, where it is faster; the square is lesson 01, the loop lesson 03
def test_each_step_in_a_notebook(notebook):
    program, expected = PROGRAMS["product"]
    assert_plays(notebook.page, notebook.play(program, "step(tr)"), expected)
