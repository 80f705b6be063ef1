"""What is shown of a test says why it came out as it did, and asks nothing of the learner's objects."""

import ast
import linecache
import operator
import random
import textwrap
from fractions import Fraction

from mxgrad import Trace, nd, trace
from mxgrad.path.measuring import measured
from mxgrad.tracing.text.operands import sides

OPERATORS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
             "!=": operator.ne}  # fmt: skip


def shown(*tests, **variables):
    """Return what a trace shows of tests that run one after the other."""
    text = "def f(ones):\n" + "".join(f"    if {test}:\n        pass\n" for test in tests) + "    return ones * 2\n"
    linecache.cache["<shown>"] = (len(text), None, text.splitlines(True), "<shown>")
    exec(compile(text, "<shown>", "exec"), variables)  # noqa: S102
    tr = trace(variables["f"], nd.ones((1,)))
    for form in (tr, Trace.from_json(tr.to_json())):
        assert str(form)
        assert form.to_html()
        assert form.to_svg()
    return [str(branch).split(" →")[0] for branch in tr.branches]


def test_numbers_have_the_digits_that_tell_them_apart():
    assert shown("x == 3", "n < m", "m - n < 10 ** -7", "0.1 + 0.2 == 0.3", x=3.0000001, n=1234567, m=1234568) == [
        "3.0000001 == 3: false",
        "1234567 < 1234568: true",
        "1 < 1e-07: false",
        "0.30000000000000004 == 0.3: false",
    ]


def test_few_digits_where_they_are_enough():
    assert shown("x < 1000", "n * 10 ** 9 > 1", x=461.56512345, n=1234567) == [
        "461.565 < 1000: true",
        "1.23457e+15 > 1: true",
    ]


def test_float32_is_shown_as_what_it_was_compared_as():
    x = nd.array([0.1])
    assert shown("x == 0.1", "float(x) == 0.1", x=x) == ["0.1 == 0.1: true", "0.100000001 == 0.1: false"]


def test_long_integers():
    assert shown("n > 5", "n < n + 1", "n ** 40 > n", n=10**400) == [
        "1e+400 > 5: true",
        "n < n + 1: true",
        "about 1e+16000 > 1e+400: true",
    ]


def test_containers_are_spelt():
    tests = ["a == b", "x.shape == (2, 1)", "set(a) == {1, 2}", "d == {}", "[a, a] == [b]", "2 in a"]
    assert shown(*tests, a=(1, 2), b=(1, 3), x=nd.ones((2, 1)), d={"k": None}) == [
        "(1, 2) == (1, 3): false",
        "(2, 1) == (2, 1): true",
        "{1, 2} == {1, 2}: true",
        "{'k': None} == {}: false",
        "[(1, 2), (1, 2)] == [(1, 3)]: false",
        "2 in (1, 2): true",
    ]


def test_what_looks_the_same_and_is_not_is_shown_as_written():
    class Thing:
        pass

    a, b = list(range(9)), [*range(8), 0]
    assert shown("a == b", "p == q", "p is q", "s == t", a=a, b=b, p=Thing(), q=Thing(), s="a" * 50, t="a" * 51) == [
        "a == b: false",
        "p == q: false",
        "p is q: false",
        "s == t: false",
    ]


def near(chance, x):
    """Return a number near another."""
    if isinstance(x, int):
        return x + chance.choice([-1, 0, 1, 10**9])
    return x * (1 + chance.choice([0, 1, -1]) * 10.0 ** -chance.randint(1, 17))


def test_whatever_is_compared_what_is_shown_comes_out_the_same():
    chance = random.Random(1)  # noqa: S311
    for _ in range(5000):
        whole = chance.random() < 0.4
        x = chance.randint(-(10**18), 10**18) if whole else chance.uniform(-2, 2) * 10.0 ** chance.randint(-30, 30)
        y, op = near(chance, x), chance.choice(list(OPERATORS))
        result = OPERATORS[op](x, y)
        left, right = sides({"measured": x, "op": op, "rhs": y}, result)
        assert OPERATORS[op](Fraction(left), Fraction(right)) == result


class Meta(type):
    def __getattribute__(cls, name):
        raise AssertionError(f"a trace asked a class for {name}")


class Touchy:
    """An object that notices when anything is asked of it."""

    asked = ()

    def __getattribute__(self, name):
        Touchy.asked += (name,)
        return object.__getattribute__(self, name)

    def __eq__(self, other):
        return True

    __hash__ = None


def compares(x, thing):
    seen = thing == 1 or thing
    if thing == 2 and seen:
        return x * 2
    match thing:
        case 3:
            return x
    return x


def test_nothing_is_asked_of_a_learners_object():
    thing = Touchy()
    Touchy.asked = ()
    compares(nd.array([1.0]), thing)
    plain, Touchy.asked = Touchy.asked, ()
    trace(compares, nd.array([1.0]), thing)
    assert Touchy.asked == plain


def test_odd_objects_are_measured():
    for odd in (Meta("Odd", (), {}), Meta("Odd", (int,), {})(3), Touchy(), [Touchy()], {Touchy: 1}, range(3)):
        Touchy.asked = ()
        assert type(measured(odd)) is str
        assert Touchy.asked == ()


MARIMO = """\
import marimo

app = marimo.App()


@app.cell
def _(nd, trace):
    def f(a):
        '''Text of
        two lines.'''
        while a.norm() < 10:
            a = a * 2
        return a
    return
"""


def test_a_function_in_a_marimo_notebook_reports_its_path(tmp_path):
    """It compiles what a cell's function holds as a module, at the margin, with the lines of the file."""
    file = tmp_path / "notebook.py"
    file.write_text(MARIMO, encoding="utf-8")
    cell = ast.parse(textwrap.dedent("".join(MARIMO.splitlines(True)[7:13])))
    space = {}
    exec(compile(ast.increment_lineno(cell, 7), str(file), "exec"), space)  # noqa: S102
    path = str(trace(space["f"], nd.array([3.0, 4.0])).path)
    assert "while a.norm() < 10: 1 iteration, 2 tests" in path
    assert "not captured" not in path
