"""Which questions a run has, what a cell shows before they are answered, and guesses as records."""

import json
import re
from urllib.parse import unquote

import numpy
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import PlayerWidget, check, step, to_html
from mxgrad_widgets.asking.questions import AskError
from mxgrad_widgets.player import unanswered
from mxgrad_widgets.player.payload import payload
from tests.programs import training_loops


def doubling(a):
    b = a * 2
    while b.norm() < 10:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


def traced(f, *inputs):
    for one in inputs:
        one.attach_grad()
    tr = trace(f, *inputs)
    tr.backward()
    return tr


@pytest.fixture(scope="module")
def tr():
    return traced(doubling, nd.array([1.0, 2.0]))


def summed(x):
    return (x**2 + 3 * x).sum()


@pytest.fixture(scope="module")
def sums():
    return traced(summed, nd.array([[1.0, 2.0], [3.0, 4.0]]))


def asks(trace, ask):
    return PlayerWidget(trace, ask=ask).questions


def test_each_kind_asks_at_its_steps(tr, sums):
    assert [(q.step, q.choices) for q in asks(tr, "arms")] == [(11, ("b[0]", "b[1]"))]
    assert [(q.step, q.choices[2]) for q in asks(tr, "loop ends")] == [(3, "2")]
    assert [q.step for q in asks(tr, ["contributions", "writes"])] == [14, 15, 17]  # b * 2 once, of two iterations
    assert [q.step for q in asks(tr, ["contributions", "writes", "every iteration"])] == [14, 15, 16, 17]
    assert [q.step for q in asks(tr, ["contributions", 16])] == [14, 15, 16, 17]
    (total,) = asks(sums, "sums")
    assert dict(total.outcomes)["right"] == (5, 7, 9, 11)
    assert [q.kind for q in asks(tr, [7, -1])] == ["result", "write"]


def test_a_training_loop_asks_once_for_each_place():
    tr = trace(training_loops.whole(5))
    assert len(asks(tr, "contributions")) == 4
    assert [len(asks(tr, ["writes", *more])) for more in ([], ["every iteration"])] == [1, 5]


def test_operands_of_one_place_and_writes_that_add_up_are_each_asked():
    cube = traced(lambda x: x * x * x, nd.array([2.0]))
    assert len(asks(cube, "sums")) == 2
    x = nd.array([2.0])
    x.attach_grad(grad_req="add")
    tr = trace(lambda x: 3 * x, x)
    for _ in range(2):
        tr.backward(retain_graph=True)
    assert [dict(q.outcomes)["right"] for q in asks(tr, "writes")] == [(3,), (6,)]


@pytest.mark.parametrize(
    ("guess", "mistake"),
    [
        ([5, 7, 9, 11], ""), ([[5, 7], [9, 11]], ""), (nd.array([[5, 7], [9, 11]]), ""), ([-5, -7, -9, -11], "sign"),
        ([5, 9, 7, 11], "cell"), ([11, 9, 7, 5], "cell"), ([10, 14, 18, 22], "factor"), ([5.01, 7, 9, 11], "close"),
        ([5, 7, 9, 12], "other"), ([numpy.nan, 7, 9, 11], "other"),
    ],
)  # fmt: skip
def test_a_sum_is_judged_with_its_kind_of_mistake(sums, guess, mistake):
    record = PlayerWidget(sums, ask="sums").guess(guess)
    assert (record["right"], record["mistake"]) == (not mistake, mistake)
    assert json.loads(json.dumps(record)) == record


def test_what_was_forgotten_is_told_apart(sums):
    (question,) = asks(sums, "sums")
    names = {kind: list(numbers) for kind, numbers in question.outcomes}
    player = [PlayerWidget(sums, ask="sums") for _ in "ab"]
    assert player[0].guess(names["alone"])["mistake"] == "alone"
    assert player[1].guess(names["old"])["mistake"] == "old"
    product = traced(lambda x: (x * x).sum(), nd.array([3.0]))
    first = next(i for i, one in enumerate(PlayerWidget(product).picture.steps) if one.kind == "contrib") + 1
    assert PlayerWidget(product, ask=[first]).guess(1)["mistake"] == "incoming"
    assert PlayerWidget(product, ask=[first]).guess(3)["right"]


def test_a_gradient_that_is_added_and_one_that_is_replaced():
    for request, mistakes in (("add", ("alone", "old")), ("write", ("added", "old"))):
        x = nd.array([3.0])
        x.attach_grad(grad_req=request)
        x.grad[:] = 10
        with trace() as tr:
            with autograd.record():
                y = x * 2
            y.backward()
        (question,) = asks(tr, "writes")
        like = dict(question.outcomes)
        assert like["right"] == ((12,) if request == "add" else (2,))
        assert {name for name in like if name in ("alone", "added", "old")} <= set(mistakes)


def test_no_output_of_the_cell_tells_an_answer(tr):
    """Neither text, nor alternative text, nor picture, nor what the page is given of the questions."""
    shown = []
    tells = ["b[1] does", "2 iterations", "8.94427", "→ b[0]"], ["written into"]
    for ask, hidden in zip((["arms", "loop ends"], "writes"), tells, strict=True):
        player = PlayerWidget(tr, ask=ask)
        text = "\n".join(unanswered.lines(player.picture, player.questions, player.guesses))
        drawn = unanswered.drawn(player.picture, player.questions, player.guesses)
        for words in hidden:
            assert words not in text
            assert words not in drawn
        shown.append(drawn)
        assert "19" not in re.sub(r"<style>.*?</style>", "", repr(player))
        assert not any("outcomes" in asked for asked in payload(player.picture, [0], player.questions)["questions"])
    ghosts = [drawn for drawn in shown if "not taken" in drawn or "iterations" in drawn]
    assert len(ghosts) == 1  # the path may be seen where it is not asked for


def test_a_page_asks_too_and_its_picture_waits(tr):
    page = to_html(tr, ask="writes")
    assert "What will a.grad be?" in page
    assert "written into" not in page
    with pytest.raises(AskError, match="no sums"):
        to_html(tr, ask="sums")


def test_guesses_in_code_are_judged_in_order_and_checked(tr, capsys):
    ask = ["arms", "loop ends", "writes"]
    player = PlayerWidget(tr, ask=ask, guesses=[2, "a", None])
    assert [guess["step"] for guess in player.guesses] == [3, 11]
    assert player.asks.step == 17
    text = "\n".join(unanswered.lines(player.picture, player.questions, player.guesses))
    assert "your guess: b[0]: Right." in text
    check(player)
    assert capsys.readouterr().out == "not yet: 2 of 3 questions right\n  1 not answered yet\n"
    player.guess([0, 8])
    check(player, strict=False)
    told = capsys.readouterr().out
    assert "before step 17: The last contribution to a comes from a * 2. What will a.grad be?" in told
    assert "your guess: 0, 8: The right numbers" in told
    with pytest.raises(AssertionError, match="2 of 3 questions right"):
        check(player, strict=True)
    check(PlayerWidget(tr, ask=ask, guesses=["2", "b[0]", [8, 0]]), strict=True)
    assert capsys.readouterr().out == "ok: 3 of 3 questions right\n"


def test_step_returns_the_player_and_shows_it_once(tr, capsys):
    player = step(tr, ask="writes", guesses=[[8, 0]])
    assert player.guesses[0]["right"]
    assert step({"schema": "mxgrad.trace", "version": "9.0"}) is None


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        ("sum", "got ask='sum'"),
        ("sums", "this run has no sums: ask for 'contributions', 'arms'"),
        ([99], "steps are numbered from 0 to 18"),
        ([0], "the player begins with it"),
        ([13], "nothing can be asked before step 13: it is 'tr.backward"),
        ([], "ask is empty"),
    ],
)
def test_what_cannot_be_asked_says_what_can(tr, ask, words):
    with pytest.raises(AskError, match=re.escape(words)):
        PlayerWidget(tr, ask=ask)


def test_without_backward_it_says_what_to_do():
    tr = trace(doubling, nd.array([1.0, 2.0]))
    with pytest.raises(AskError, match=re.escape("call tr.backward() first, or ask for 'arms', 'loop ends'")):
        step(tr, ask="contributions")
    with pytest.raises(TypeError, match="not True"):
        step(tr, ask=True)


@pytest.mark.parametrize(
    ("ask", "guess", "words"),
    [
        ("writes", "eight", "2 numbers, at [0], [1], are asked for, not 'eight'"),
        ("writes", [1, 2, 3], "2 numbers, at [0], [1], are asked for, not shape (3,)"),
        ("writes", [[1], [2, 3]], "are asked for, not [[1], [2, 3]]"),
        ("writes", True, "are asked for, not True"),
        ("arms", "c", "one of 'b[0]', 'b[1]' is asked for, not 'c'"),
    ],
)
def test_a_guess_that_is_no_answer_is_refused(tr, ask, guess, words):
    player = PlayerWidget(tr, ask=ask)
    with pytest.raises(AskError, match=re.escape(words)):
        player.guess(guess)
    assert player.guesses == []


def test_what_does_not_ask_is_told_so(tr):
    with pytest.raises(AskError, match="asks nothing"):
        PlayerWidget(tr).guess(1)
    with pytest.raises(ValueError, match="asks nothing"):
        check(PlayerWidget(tr))
    with pytest.raises(TypeError, match=r"not a number"):
        check(12)
    with pytest.raises(AskError, match="2 guesses at 1 questions"):
        PlayerWidget(tr, ask="writes", guesses=[[8, 0], [8, 0]])


def test_the_page_answers_and_no_other_input_tells_before(tr):
    player = PlayerWidget(tr, ask="writes")
    sent = []
    player.send = lambda content, buffers=None: sent.append(content)
    assert player.inputs == []
    assert "questions first" in player.fixed
    for guess in (["8", "0"], ["1", "1"]):  # the second comes from a page that was slower
        player._answer(player, {"id": "1", "kind": "guess", "question": 0, "guess": guess}, [])
    assert [(one["guess"], one["right"]) for one in player.guesses] == [([8.0, 0.0], True)]
    assert [one["kind"] for one in sent] == ["guessed", "guessed"]
    assert player.inputs != []
    player = PlayerWidget(tr, ask="writes")
    player.send = lambda content, buffers=None: sent.append(content)
    player._answer(player, {"id": "2", "kind": "guess", "question": 0, "guess": ["1"]}, [])
    assert sent[-1]["kind"] == "refused"


def test_questions_are_translated(tr):
    player = PlayerWidget(tr, ask=["arms", "writes"], language="de", guesses=["b"])
    text = "\n".join(unanswered.lines(player.picture, player.questions, player.guesses))
    assert "Was läuft dann?" in player.guesses[0]["question"]
    assert "geraten: b[1]: Das andere läuft." in text


def test_of_a_large_array_a_few_elements_are_asked_for():
    x = nd.arange(100)
    tr = traced(lambda x: (x * x).sum(), x)
    (question,) = asks(tr, "writes")
    assert question.cells == (0, 49, 99)
    assert question.names == ["[0]", "[49]", "[99]"]
    assert PlayerWidget(tr, ask="writes").guess(2 * x)["right"]
    assert PlayerWidget(tr, ask="writes").guess([0, 98, 198])["right"]


def test_the_saved_picture_ends_at_the_question(tr):
    player = PlayerWidget(tr, ask="writes")
    from mxgrad_widgets.player.show import _image

    image = _image(player.picture, player)
    drawn = unquote(re.search(r"svg\+xml,([^\"]+)", image)[1])
    assert "What will a.grad be?" in drawn
    assert "What will a.grad be?" in image
    assert "written into" not in image
