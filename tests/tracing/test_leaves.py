"""The source of a variable is the line that made it, where that is certain."""

import textwrap

import pytest

from mxgrad import trace

LINES = {
    "x = nd.array([1.0])\nx.attach_grad()\n": 1,
    "x = nd.array([1.0])\nw = nd.ones((1,))\nw.attach_grad()\nx.attach_grad('add')\n": 1,
    "x = nd.zeros((1,))\nx = nd.array(\n    [1.0],\n) * 2\nx.attach_grad()\n": 2,
    "x, y = nd.array([1.0]), 2\nx.attach_grad()\n": 2,  # made by no one call
    "if True:\n    x = -nd.array([1.0])\n    x.attach_grad()\n": 2,
    "def make():\n    x = nd.array([1.0])\n    x.attach_grad()\n    return x\nx = make()\n": 2,
    # elsewhere the line of attach_grad stands
    "x = nd.array([1.0])\nif x.size:\n    x.attach_grad()\n": 3,
    "x = nd.array([1.0])\nfor x in [x]:\n    pass\nx.attach_grad()\n": 4,
    "y = nd.array([1.0])\nx = y\nx.attach_grad()\n": 3,
    "for x in [nd.array([1.0])]:\n    x.attach_grad()\n": 2,
    "x = nd.array([1.0])\ndef other():\n    global x\n    x = nd.ones((1,))\nother()\nx.attach_grad()\n": 6,
    "class k: x = nd.array([1.0])\nk.x.attach_grad()\nx = k.x\n": 2,
}


@pytest.mark.parametrize("text", LINES)
def test_the_line_of_a_variable(tmp_path, text):
    file = tmp_path / "program.py"
    file.write_text("from mxgrad import nd, trace\n" + text, encoding="utf-8")
    space = {}
    exec(compile(file.read_text(encoding="utf-8"), file, "exec"), space)  # noqa: S102
    tr = trace(lambda x: x * 2, space["x"])
    leaf = tr.nodes[0]
    assert leaf.grad_req in ("write", "add")
    assert leaf.names == ("x",)
    assert tr.spans[leaf.span][1] == LINES[text] + 1


def test_what_stands_to_the_right_is_its_source(tmp_path):
    file = tmp_path / "program.py"
    text = textwrap.dedent(
        """\
        from mxgrad import nd
        é = nd.array(
            [1.0])
        é.attach_grad()
        """
    )
    file.write_text(text, encoding="utf-8")
    space = {}
    exec(compile(text, file, "exec"), space)  # noqa: S102
    tr = trace(lambda x: x * 2, space["é"])
    assert tr.spans[tr.nodes[0].span][1:] == (2, 4, 3, 10)
