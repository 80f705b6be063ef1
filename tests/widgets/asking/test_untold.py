"""Nothing that a cell or a page shows tells an answer before the question: of each kind, over many programs."""

import contextlib
import html
import re
from collections import Counter

import numpy
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import PlayerWidget, to_html
from mxgrad_widgets.asking.guesses import RIGHT
from mxgrad_widgets.asking.questions import AskError
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player import unanswered
from mxgrad_widgets.player.show import _image
from tests.programs.gallery import PROGRAMS

KINDS = ("contributions", "sums", "arms", "loop ends", "writes")
LONG = {"straight line", "rolled operations", "many added", "residual layers"}
FEW = 2  # questions of one kind that are looked at, of one program
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def forms(player):
    """All that a cell shows and saves: text, picture, alternative text."""
    text = "\n".join(unanswered.lines(player.picture, player.questions, player.guesses))
    return [text, unanswered.drawn(player.picture, player.questions, player.guesses), _image(player.picture, player)]


def written(page):
    """What can be read of a page of its own without unpacking the run that it carries."""
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


class Slope(autograd.Function):
    """The identity, with a slope that nothing before it tells."""

    def __init__(self, slope):
        self.slope = slope

    def forward(self, x):
        return x + 0

    def backward(self, g):
        return g * self.slope


def hidden(kind, secret):
    """A run that is the same up to what each kind asks for first, whatever the secret is."""
    x = nd.array([1.5, 2.5])
    x.attach_grad()
    slope = Slope(secret)

    def gradients(x):
        return slope(x) + 3 * x

    def arms(x):
        y = x * 2
        return y * 2 if y.sum() > limit else y * 4

    def loops(x):
        y = x * 2
        while y.sum() < limit:
            y = y * 2
        return y

    limit = 20 * secret - 20 if kind == "arms" else 40 * secret - 30
    return {"arms": arms, "loop ends": loops}.get(kind, gradients), x


@pytest.mark.parametrize("kind", KINDS)
def test_two_runs_that_differ_in_an_answer_show_the_same_before_it(kind):
    shown, answers = [], []
    for secret in (1.25, 1.75):
        program, x = hidden(kind, secret)
        tr = trace(program, x)
        tr.backward()
        player = PlayerWidget(tr, ask=kind)
        if kind == "contributions":  # the first that the slope is in
            at = next(k for k, question in enumerate(player.questions) if question.text[1][1] == "slope(x)")
            ask = [question.step for question in player.questions[: at + 1]]
            right = [dict(question.outcomes)[RIGHT] for question in player.questions[:at]]
            player = PlayerWidget(tr, ask=ask, guesses=right)
        answers.append(player.asks.outcomes[0])
        ask = [question.step for question in player.questions]
        shown.append([*forms(player), written(to_html(tr, ask=ask))])
    assert answers[0] != answers[1]
    assert shown[0] == shown[1]


def in_digits(numbers, digits):
    return {f"{x:.{digits}g}" for x in numpy.asarray(numbers, dtype=float).reshape(-1) if numpy.isfinite(x)}


def read(text):
    """The numbers in what is shown, drawn or said."""
    inner = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html.unescape(text), flags=re.DOTALL)
    said = " ".join(re.findall(r'(?:alt|title|aria-label)="([^"]*)"', text))
    return set(NUMBER.findall(f"{inner} {said}".replace("−", "-")))


def fair(player, question):
    """What may be seen before a question: values, head gradients, and the gradients of steps before.

    What had arrived at last is not fair before what is written: it would be the same number.
    """
    rec, steps = player.picture.rec, player.picture.steps
    values = {value for node in rec.nodes for value in node.outputs}
    values |= {value for back in rec.backwards for value in back.head_grads}
    seen = [
        rec.backwards[step.backward].contribs[step.item] for step in steps[: question.step] if step.kind == "contrib"
    ]
    asked = steps[question.step]
    if asked.kind == "write":
        last = max(k for k, contrib in enumerate(seen) if contrib.dst == asked.node)
        seen[last : last + 1] = []
    values |= {value for one in seen for value in (one.local, one.value, one.accum) if value is not None}
    return [array for array in map(rec.elements, values) if array is not None]


def told_before(player, question):
    """The numbers that are asked for, are nothing else in the run, and stand there already; and how many there are."""
    said, known, told, count = read("".join(forms(player)[:2])), fair(player, question), set(), 0
    for digits in (3, 4, 6):
        shared = set().union(*(in_digits(array, digits) for array in known))
        unique = in_digits([x for x in question.outcomes[0][1] if f"{x:.2g}" != f"{x:.6g}"], digits) - shared
        told |= unique & said
        count += len(unique)
    return told, count


def test_no_number_that_is_asked_for_stands_anywhere_before():
    looked = Counter()
    for name in [name for name in PROGRAMS if name not in LONG]:
        tr = PROGRAMS[name]()
        picture = Picture(tr)
        for kind in ("contributions", "sums", "writes"):
            with contextlib.suppress(AskError):  # the run has none
                player = PlayerWidget(tr, ask=kind, picture=picture)
                for question in player.questions[:FEW]:
                    told, count = told_before(player, question)
                    assert not told, (name, kind, question.step, told)
                    looked[kind] += count
                    player.guess(list(question.outcomes[0][1]))
    assert min(looked.values()) > 50, looked
