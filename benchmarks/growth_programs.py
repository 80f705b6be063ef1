"""Programs whose size can be chosen: the shapes in which the work of a trace can grow."""

from __future__ import annotations

from collections.abc import Callable, Iterable

HEAD = "import mxgrad\nfrom mxgrad import autograd, nd, trace\n"
ASKED = "a = nd.array([1.0, 2.0])\na.attach_grad()\ntr = trace(f, a)\ntr.backward()\n"


def _function(body: Iterable[str], parameter: str = "x") -> str:
    return "\n".join([f"def f({parameter}):", *(f"    {line}" for line in body)]) + "\n" + ASKED


def straight(n: int) -> str:
    return _function([*(f"x{i + 1} = x{i} * 1.0001" for i in range(n)), f"return x{n}"], "x0")


def chain(n: int) -> str:
    return _function([f"for i in range({n}):", "    x = x * 1.0001", "return x"])


def loops(n: int) -> str:
    body = [f"for i in range({n // 10}):", "    for j in range(5):", "        if (x > 0).sum() > 0:"]
    return _function([*body, "            x = x * 1.01", "return x"])


def while_loop(n: int) -> str:
    return _function(["i = 0", f"while i < {n // 2} and x.sum() > 0:", "    x = x * 1.0001", "    i += 1", "return x"])


def training(n: int) -> str:
    """A step is ten operations, a backward pass and two updates."""
    return f"""
X, Y = nd.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), nd.array([[1.0], [2.0], [3.0]])
w, b = nd.array([[0.1], [0.2]]), nd.array([0.0])
w.attach_grad()
b.attach_grad()
def train():
    for step in range({max(n // 10, 1)}):
        with autograd.record():
            out = nd.dot(X, w) + b
            loss = ((out - Y) ** 2).mean()
        loss.backward()
        w[:] = w - 0.001 * w.grad
        b[:] = b - 0.001 * b.grad
with trace() as tr:
    train()
"""


def fan_in(n: int) -> str:
    return _function([f"parts = [x * i for i in range({n // 2})]", "return nd.add_n(*parts)"])


def sum_of_list(n: int) -> str:
    return _function([f"parts = [x * i for i in range({n // 2})]", "return sum(parts)"])


def stacked(n: int) -> str:
    return _function([f"parts = [x * i for i in range({n // 2})]", "return nd.stack(*parts).sum()"])


def fan_out(n: int) -> str:
    return _function(["total = x * 0", f"for i in range({n // 2}):", "    total = total + x * 2", "return total"])


def several_results(n: int) -> str:
    return f"""
def f(x):
    parts = nd.split(x, num_outputs={max(n // 2, 2)}, axis=0)
    return sum(part * 2 for part in parts)
a = nd.ones(({max(n // 2, 2)},))
a.attach_grad()
tr = trace(f, a)
tr.backward()
"""


def recursion(n: int) -> str:
    """Python allows a depth of some hundreds: many calls of a depth of fifty."""
    return (
        f"""
def down(x, depth):
    return x * 1.001 if depth == 0 else down(x * 1.001, depth - 1)
def f(x):
    for i in range({max(n // 50, 1)}):
        x = down(x, 49)
    return x
"""
        + ASKED
    )


def tree(n: int) -> str:
    depth = max(n.bit_length() - 1, 1)
    return (
        f"""
def grow(x, depth):
    return x * 2 if depth == 0 else grow(x, depth - 1) + grow(x, depth - 1)
def f(x):
    return grow(x, {depth})
"""
        + ASKED
    )


def many_functions(n: int) -> str:
    lines = [f"def g{i}(x):\n    return x * {i % 7 + 1}\n" for i in range(n)]
    return "".join(lines) + _function(["y = x * 0", *(f"y = y + g{i}(x)" for i in range(n // 2)), "return y"])


def many_branches(n: int) -> str:
    body = ["y = x * 1"]
    for i in range(n // 2):
        body += [f"if y.sum() > {i % 5}:", "    y = y * 0.99", "else:", "    y = y * 1.01"]
    return _function([*body, "return y"])


def comprehension(n: int) -> str:
    return _function([f"return sum([x * i for i in range({n // 2}) if i >= 0])"])


def retained(n: int) -> str:
    """Many small backward passes through one kept graph."""
    return f"""
a = nd.array([1.0, 2.0])
a.attach_grad()
with trace() as tr:
    with autograd.record():
        y = (a * a).sum()
    for i in range({n}):
        y.backward(retain_graph=True)
"""


def many_backwards(n: int) -> str:
    return f"""
a = nd.array([1.0, 2.0])
a.attach_grad()
with trace() as tr:
    for i in range({n // 2}):
        with autograd.record():
            y = (a * a).sum()
        y.backward()
"""


def many_leaves(n: int) -> str:
    return f"""
leaves = [nd.array([1.0 * i, 2.0]) for i in range({n // 2})]
for leaf in leaves:
    leaf.attach_grad()
def f():
    total = leaves[0] * 0
    for leaf in leaves:
        total = total + leaf
    return total
tr = trace(f)
tr.backward()
"""


def named_leaves(n: int) -> str:
    count = n // 2
    made = "".join(f"w{i} = nd.array([{i}.0, 2.0])\n" for i in range(count))
    asked = "".join(f"w{i}.attach_grad()\n" for i in range(count))
    body = ["total = w0 * 0", *(f"total = total + w{i}" for i in range(count)), "return total"]
    function = "\n".join(["def f():", *(f"    {line}" for line in body)])
    return f"{made}{asked}{function}\ntr = trace(f)\ntr.backward()\n"


def detached(n: int) -> str:
    return _function([f"for i in range({n // 2}):", "    x = x * 0.5 + x.detach()", "return x"])


def second_order(n: int) -> str:
    return f"""
a = nd.array([1.0, 2.0])
a.attach_grad()
with trace() as tr:
    for i in range({n // 10}):
        with autograd.record():
            y = (a ** 3).sum()
            g = autograd.grad(y, a, create_graph=True, retain_graph=True)[0]
            z = (g * g).sum()
        z.backward()
"""


def generators(n: int) -> str:
    return (
        f"""
def batches(x):
    for i in range({n // 2}):
        yield x * i
def f(x):
    total = x * 0
    for part in batches(x):
        total = total + part
    return total
"""
        + ASKED
    )


def exceptions(n: int) -> str:
    return (
        f"""
def risky(x, i):
    if i % 2:
        raise ValueError("odd")
    return x * 1.001
def f(x):
    for i in range({n}):
        try:
            x = risky(x, i)
        except ValueError:
            x = x * 0.999
    return x
"""
        + ASKED
    )


def writes(n: int) -> str:
    return f"""
a, b = nd.array([1.0, 2.0]), nd.zeros(({n // 2}, 2))
a.attach_grad()
with trace() as tr:
    for i in range({n // 2}):
        b[i] = a * i
    with autograd.record():
        y = (a * b).sum()
    y.backward()
"""


def indexed(n: int) -> str:
    return f"""
def f(x):
    total = x[0] * 0
    for i in range({n // 3}):
        total = total + x[i]
    return total
a = nd.ones(({max(n // 3, 1)},))
a.attach_grad()
tr = trace(f, a)
tr.backward()
"""


PROGRAMS: dict[str, Callable[[int], str]] = {
    f.__name__: f
    for f in (straight, chain, loops, while_loop, training, fan_in, sum_of_list, stacked, fan_out, several_results,
              recursion, tree, many_functions, many_branches, comprehension, retained, many_backwards, many_leaves,
              named_leaves, detached, second_order, generators, exceptions, writes, indexed)
}  # fmt: skip
