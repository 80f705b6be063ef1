"""Equal calls in a row as one stack: what makes one, what it shows, and how it opens."""

import numpy as np
import pytest

from mxgrad import autograd, nd, trace
from mxgrad.gluon import nn
from mxgrad_widgets.picture.figures.folded_call import Folded
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import key, others
from mxgrad_widgets.story.levels.stacks import stacked
from mxgrad_widgets.story.recording import Recording
from tests.widgets.stepping import shown, stops

DEEP = 40


def half(x):
    return x / 2 + 1


def third(x):
    return x / 3


def bent(x):
    return x * 2 if x.sum() < 8 else x / 2


def written(*names):
    """A function with a line for each call."""
    scope = {"half": half, "third": third}
    text = "def chain(x):\n" + "".join(f"    x = {name}(x)\n" for name in names) + "    return x\n"
    exec(text, scope)  # noqa: S102  (as many lines as calls)
    return scope["chain"]


def given():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    return x


def ran(f):
    tr = trace(f, given())
    tr.backward()
    return tr


def network(count):
    net = nn.Sequential()
    for _ in range(count):
        net.add(nn.Dense(2, in_units=2))
    net.initialize()
    x = nd.array([[1.0, 2.0]])
    x.attach_grad()
    with trace() as tr, autograd.record():
        y = net(x).sum()
        y.backward()
    return tr


def stacks(tr):
    """The title of each stack of a run."""
    picture = Picture(tr, folded=frozenset())
    return [picture.base.calls.title(scope.id) for scope in picture.rec.scopes if scope.kind == "stack"]


def opened(picture):
    """The same picture with its stacks open."""
    ids = (scope.id for scope in picture.rec.scopes if scope.kind == "stack")
    return picture.view(False, picture.folded - {f"s{id}" for id in ids})


def labels(picture):
    return [card.label for card in picture.drawing.cards.values()]


@pytest.fixture(scope="module")
def chain():
    return ran(written(*["half"] * DEEP))


@pytest.fixture(scope="module")
def layers():
    return network(DEEP)


# ---- what makes a stack


def test_equal_calls_in_a_row_are_one_stack(chain, layers):
    assert stacks(chain) == ["half ×40"]
    assert labels(Picture(chain)) == ["x", "ƒ half ×40"]
    assert stacks(layers) == ["dense ×40"]
    assert labels(Picture(layers)) == ["x", "ƒ dense ×40", "Σ"]


@pytest.mark.parametrize(("calls", "found"), [
    (["half"] * 5, ["half ×5"]), (["half"] * 4, []), (["half", "third"] * 5, []),
    (["half"] * 5 + ["third"] * 6, ["half ×5", "third ×6"]),
])  # fmt: skip
def test_a_stack_is_five_equal_calls_or_more(calls, found):
    assert stacks(ran(written(*calls))) == found


def test_calls_that_did_something_else_are_no_stack():
    def f(x):
        return bent(bent(bent(bent(bent(bent(x))))))

    decided = [decision.result for decision in ran(f).decisions]
    assert decided == [True, True, False, True, False, True]
    assert stacks(ran(f)) == []


def test_calls_within_one_another_are_no_stack():
    def deep(x, n=DEEP):
        return x * 1 if n == 0 else deep(x, n - 1) * 0.9 + 1

    tr = ran(deep)
    assert stacks(tr) == []
    assert "⋯ 37 calls inside" in labels(Picture(tr))


def test_calls_beside_one_another_are_no_stack():
    """Each of them has its own result, and one card shows one."""

    def f(x):
        a, b, c, d, e = half(x), half(x), half(x), half(x), half(x)
        return a + 2 * b + 3 * c + 4 * d + 5 * e

    assert stacks(ran(f)) == []


def test_a_result_that_is_used_again_ends_a_stack():
    def f(x):
        early = half(half(half(half(half(half(x))))))
        return half(half(half(half(half(early))))) + early

    assert stacks(ran(f)) == ["half ×6", "half ×5"]


def test_a_stack_in_a_loop_is_one_card_for_all_iterations():
    def f(x):
        for _ in range(3):
            x = half(half(half(half(half(x)))))
        return x

    picture = Picture(ran(f))
    (card,) = (card for card in picture.drawing.cards.values() if isinstance(card, Folded))
    assert (card.label, card.marks.turn, len(card.results)) == ("ƒ half ×5", "it 1/3", 3)
    unrolled = picture.unrolled()
    assert labels(unrolled) == ["x", *["ƒ half ×5"] * 3]


def test_a_line_has_a_stack_whose_calls_it_makes_all():
    def f(x):
        h = half(half(half(half(half(half(x))))))
        y = half(h) * 2 + 1
        z = third(third(third(third(third(y))))) * 2
        return z - x / 2

    picture = Picture(ran(f))
    parents = {s.name: picture.lines.rec.scopes[s.parent].name for s in picture.lines.rec.scopes if s.kind == "stack"}
    assert parents == {"half": "f", "third": "z ="}


# ---- closed, open, stepped


@pytest.mark.parametrize("name", ["chain", "layers"])
def test_a_closed_stack_has_the_numbers_of_its_last_call(name, request):
    tr = request.getfixturevalue(name)
    closed, whole = Picture(tr), Picture(tr, folded=frozenset())
    (stack,) = (card for card in closed.drawing.cards.values() if isinstance(card, Folded))
    (last,) = (whole.drawing.cards[node] for node in stack.results)
    pairs = [(stack, last), *[(closed.drawing.cards[0], whole.drawing.cards[0])]]
    told = 0
    for step in stops(closed):
        for one, other in pairs:
            for slots in ((one.value, other.value), (one.gradients.total, other.gradients.total)):
                found = [shown(p, step, slot.id) for p, slot in zip((closed, whole), slots, strict=True)]
                assert found[0] == found[1]
                told += bool(found[0])
    assert told > 8


def test_a_closed_stack_is_one_step_forward_and_one_back(chain):
    picture = Picture(chain)
    assert [picture.steps[i].kind for i in stops(picture)] == ["input", "op", "backward", "contrib", "write"]
    assert stops(opened(picture)) == list(range(len(picture.steps)))
    forward = [i for i in stops(picture) if picture.steps[i].kind == "op"]
    assert forward == [2 * DEEP]  # the last of the operations, after x
    assert np.allclose(chain.arrays[picture.rec.output(picture.steps[2 * DEEP].node).id], 2, atol=1e-9)


def test_a_stack_opens_into_its_calls_and_layers_stay_closed(chain, layers):
    whole = opened(Picture(chain))
    assert labels(whole) == ["x", *["÷ 2", "+ 1"] * DEEP]
    titles = [frame.title for frame in whole.drawing.frames.values()]
    assert titles[1:3] == ["ƒ half ×40", "ƒ half(x) → x / 2 + 1"]
    first, *_ = names = labels(opened(Picture(layers)))[1:4]  # counted through the process
    number = int(first.removeprefix("ƒ dense"))
    assert names == [f"ƒ dense{number + i}" for i in range(3)]


@pytest.mark.parametrize("name", ["chain", "layers"])
def test_a_page_carries_the_opened_stack(name, request):
    picture = Picture(request.getfixturevalue(name))
    assert key(False, opened(picture).folded) in others(picture)


def test_a_stack_is_the_same_each_time():
    first, second = (Picture(ran(written(*["half"] * 6))) for _ in range(2))
    assert first.svg() == second.svg()
    assert first.rec.scopes == second.rec.scopes
    assert stacked(first.rec) is first.rec
    few = Recording(ran(written(*["half"] * 4)))
    assert stacked(few) is few
