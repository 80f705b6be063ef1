"""Trace dicts of small programs, made by hand so that the view is tested without the engine."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

Trace = dict[str, Any]


class Program:
    """Builds a trace dict event by event."""

    def __init__(self, source: str, name: str = "cell") -> None:
        self.lines = source.splitlines()
        self.spans: list[list[int]] = []
        self.values: list[Trace] = []
        self.nodes: list[Trace] = []
        self.backwards: list[Trace] = []
        self.events: list[list[Any]] = []
        self.name = name

    def span(self, text: str, line: int | None = None) -> int:
        """The span of a piece of source, found on a line (1-based) or on the first that has it."""
        for number, row in enumerate(self.lines, 1):
            if text in row and line in (None, number):
                start = row.index(text)
                self.spans.append([0, number, start, number, start + len(text)])
                return len(self.spans) - 1
        raise AssertionError(f"{text!r} is not in the source")

    def value(self, data: Any) -> int:
        """A value from a number or nested lists, or from a dict of keys as the trace has them."""
        flat, shape = _flat(data) if not isinstance(data, dict) else ([], [])
        record = {"id": len(self.values), "shape": shape, "dtype": "float32", "device": "cpu(0)"}
        record |= {"data": [_json(x) for x in flat], "stats": None, "thumb": None}
        record |= data if isinstance(data, dict) else {}
        self.values.append(record)
        return record["id"]

    def node(self, kind: str, label: str, value: int, inputs: tuple[int, ...] = (), **more: Any) -> int:
        record = {"id": len(self.nodes), "kind": kind, "op": None, "label": label, "attrs": {}}
        record |= {"inputs": [[i, 0] for i in inputs], "outputs": [value], "names": [], "span": None, "scope": 0}
        record |= {"diff": kind != "const", "grad_req": None, **more}
        self.nodes.append(record)
        if kind != "const":
            self.events.append(["op" if kind == "op" else "input", record["id"]])
        return record["id"]

    def input(self, name: str, data: Any, source: str | None = None, grad_req: str | None = "write") -> int:
        span = self.span(source) if source else None
        return self.node("input", name, self.value(data), names=[name], span=span, grad_req=grad_req)

    def op(self, label: str, data: Any, inputs: tuple[int, ...], source: str, name: str = "") -> int:
        names = [name] if name else []
        made = self.node("op", label, self.value(data), inputs, span=self.span(source), names=names)
        if name:
            self.events.append(["bind", name, made])
        return made

    def const(self, number: float) -> int:
        return self.node("const", f"{number:g}", self.value(number))

    def backward(self, root: int, head: Any, source: str, given: bool = False) -> Trace:
        back = {"id": len(self.backwards), "roots": [root], "head_grads": [self.value(head)], "head_given": given}
        back |= {"retain_graph": False, "span": self.span(source), "contribs": [], "writes": []}
        self.backwards.append(back)
        self.events.append(["backward", back["id"]])
        return back

    def contrib(
        self, src: int, dst: int, arg: int, rule: str, g: Any, local: Any, value: Any, accum: Any = None, **more: Any
    ) -> None:
        back = self.backwards[-1]
        record = {"id": len(back["contribs"]), "src": src, "dst": dst, "arg": arg, "grad_out": self.value(g)}
        record |= {"rule": {"text": rule, "tex": ""}, "local": None if local is None else self.value(local)}
        record |= {"value": self.value(value), "accum": None if accum is None else self.value(accum)}
        record |= {"zero": False, **more}
        back["contribs"].append(record)
        self.events.append(["contrib", back["id"], record["id"]])

    def write(self, node: int, value: Any, grad_req: str = "write", before: Any = None) -> None:
        back = self.backwards[-1]
        old = None if before is None else self.value(before)
        back["writes"].append({"node": node, "grad_req": grad_req, "before": old, "value": self.value(value)})
        self.events.append(["write", back["id"], len(back["writes"]) - 1])

    def trace(self) -> Trace:
        source = {"id": 0, "name": self.name, "first_line": 1, "lines": self.lines}
        return {
            "schema": "mxgrad.trace",
            "version": "1.0",
            "producer": {"mxgrad": "0.1.0"},
            "sources": [source],
            "spans": self.spans,
            "scopes": [{"id": 0, "kind": "root", "parent": None}],
            "values": self.values,
            "nodes": self.nodes,
            "decisions": [],
            "backwards": self.backwards,
            "events": self.events,
            "truncation": {"events_dropped": 0, "values_elided": 0},
        }


def _flat(data: Any) -> tuple[list[Any], list[int]]:
    if not isinstance(data, list):
        return [data], []
    parts = [_flat(x) for x in data]
    return [x for flat, _ in parts for x in flat], [len(data), *(parts[0][1] if parts else [])]


def _json(x: float) -> Any:
    x = float(x)
    return x if math.isfinite(x) else "nan" if math.isnan(x) else "inf" if x > 0 else "-inf"


RECORD = "with autograd.record():"
MATRIX = "x = nd.array([[1, 2], [3, 4]])"
ONES, TWOS, X = [[1, 1], [1, 1]], [[2, 2], [2, 2]], [[1, 2], [3, 4]]


def two_x_squared() -> Trace:
    p = Program("\n".join([MATRIX, "x.attach_grad()", RECORD, "    y = 2 * x**2", "y.backward()"]))
    x = p.input("x", X, "x.attach_grad()")
    square = p.op("( )²", [[1, 4], [9, 16]], (x, p.const(2)), "x**2")
    y = p.op("2 ×", [[2, 8], [18, 32]], (p.const(2), square), "2 * x**2", "y")
    p.backward(y, ONES, "y.backward()")
    p.contrib(y, square, 1, "∂(2u)/∂u = 2", ONES, 2, TWOS)
    p.contrib(square, x, 0, "∂(x²)/∂x = 2x", TWOS, [[2, 4], [6, 8]], [[4, 8], [12, 16]])
    p.write(x, [[4, 8], [12, 16]])
    return p.trace()


def product(grad_req: str = "write") -> Trace:
    """z = y * x with y = x * 2: two contributions reach x."""
    attach = "x.attach_grad()" if grad_req == "write" else f"x.attach_grad({grad_req!r})"
    p = Program("\n".join([MATRIX, attach, RECORD, "    y = x * 2", "    z = y * x", "z.backward()"]))
    x = p.input("x", X, attach, grad_req)
    y = p.op("× 2", [[2, 4], [6, 8]], (x, p.const(2)), "x * 2", "y")
    z = p.op("×", [[2, 8], [18, 32]], (y, x), "y * x", "z")
    p.backward(z, ONES, "z.backward()")
    p.contrib(z, y, 0, "∂(y·x)/∂y = x", ONES, X, X)
    p.contrib(z, x, 1, "∂(y·x)/∂x = y", ONES, [[2, 4], [6, 8]], [[2, 4], [6, 8]])
    total = [[4, 8], [12, 16]]
    p.contrib(y, x, 0, "∂(2x)/∂x = 2", X, 2, [[2, 4], [6, 8]], total)
    if grad_req == "add":
        p.write(x, [[14, 18], [22, 26]], "add", [[10, 10], [10, 10]])
    else:
        p.write(x, total)
    return p.trace()


def same_operand_twice() -> Trace:
    p = Program("a = nd.array([3.0])\na.attach_grad()\nwith autograd.record():\n    s = a * a\ns.backward()")
    a = p.input("a", [3], "a.attach_grad()")
    s = p.op("×", [9], (a, a), "a * a", "s")
    p.backward(s, [1], "s.backward()")
    p.contrib(s, a, 0, "∂(u·v)/∂u = v", [1], [3], [3])
    p.contrib(s, a, 1, "∂(u·v)/∂v = u", [1], [3], [3], [6])
    p.write(a, [6])
    return p.trace()


def scalars() -> Trace:
    p = Program("v = nd.array([0.4, 0.3])\nv.attach_grad()\nwith autograd.record():\n    n = v.norm()\nn.backward()")
    v = p.input("v", [0.4, 0.3], "v.attach_grad()")
    n = p.op("‖·‖", 0.5, (v,), "v.norm()", "n")
    p.backward(n, 1, "n.backward()")
    p.contrib(n, v, 0, "v̄ = n̄ · v / ‖v‖", 1, None, [0.8, 0.6])
    p.write(v, [0.8, 0.6])
    return p.trace()


def _big(mean: float, **counts: int) -> Trace:
    thumb = [_json(round(math.sin(i / 5) * 2 + mean, 3)) for i in range(64)]
    if counts.get("nan"):
        thumb[9] = "nan"
    stats = {"min": -3.1, "max": 3.2, "mean": mean, "std": 0.97, "zeros": 12, "nan": 0, "inf": 0, **counts}
    return {"shape": [64, 48], "data": None, "stats": stats, "thumb": {"shape": [8, 8], "data": thumb}}


def big() -> Trace:
    p = Program("W.attach_grad()\nwith autograd.record():\n    h = W * 3\n    t = h.sum()\nt.backward()")
    w = p.input("W", _big(-0.03, nan=1), "W.attach_grad()")
    h = p.op("× 3", _big(-0.09, nan=1), (w, p.const(3)), "W * 3", "h")
    t = p.op("Σ", float("nan"), (h,), "h.sum()", "t")
    p.backward(t, 1, "t.backward()")
    p.contrib(t, h, 0, "ū = t̄ everywhere", 1, None, _big(1))
    p.contrib(h, w, 0, "∂(u·3)/∂u = 3", _big(1), _big(3), _big(3))
    p.write(w, _big(3))
    return p.trace()


def not_finite() -> Trace:
    p = Program("b.attach_grad()\nwith autograd.record():\n    c = nd.log(b)\nc.backward()")
    inf, nan = float("inf"), float("nan")
    b = p.input("b", [0, -1, 461.5651, 1e-7], "b.attach_grad()")
    c = p.op("log", [-inf, nan, 6.134624, -16.1181], (b,), "nd.log(b)", "c")
    p.backward(c, [1, 1, 1, 1], "c.backward()")
    p.contrib(c, b, 0, "∂log(u)/∂u = 1/u", [1, 1, 1, 1], [inf, -1, 0.002166541, 1e7], [inf, -1, 0.002166541, 1e7])
    p.write(b, [inf, -1, 0.002166541, 1e7])
    return p.trace()


HOSTILE = "</script><b onclick=alert(1)>\u0007&\"'"


def hostile_names() -> Trace:
    """Names, labels, sources and rules that try to become markup, and an emoji before the marked expression."""
    p = Program(f"é = '🙂🙂'; m = {HOSTILE}\nm.backward()", name=HOSTILE)
    x = p.node("input", HOSTILE, p.value([1, 2]), names=[HOSTILE], span=p.span("'🙂🙂'"), grad_req="write")
    m = p.op(HOSTILE, [1, 4], (x,), HOSTILE, "🙂" + HOSTILE)
    p.backward(m, [1, 1], "m.backward()")
    p.contrib(m, x, 0, HOSTILE, [1, 1], [2, 4], [2, 4])
    p.write(x, [2, 4])
    return p.trace()


ODD_NAMES = ("שלום עולם", "قيمة", "🙂‍↔️🇮🇱", "\"'`\\", "e\u0301\u202e", "名前" * 20)


def odd_names() -> Trace:
    """Names from right to left, with emoji, quotes, marks that turn the direction, and very long ones."""
    p = Program("\n".join([f"{name} = 1" for name in ODD_NAMES] + ["y.backward()"]))
    nodes = [p.input("x", [1, 2])]
    for name in ODD_NAMES:
        nodes.append(p.op(name, [1, 2], (nodes[-1],), f"{name} = 1", name))
    p.backward(nodes[-1], [1, 1], "y.backward()")
    for at in range(len(nodes) - 1, 0, -1):
        p.contrib(nodes[at], nodes[at - 1], 0, ODD_NAMES[at - 1], [1, 1], [1, 1], [1, 1])
    p.write(nodes[0], [1, 1])
    return p.trace()


def empty_arrays() -> Trace:
    p = Program("e.attach_grad()\nwith autograd.record():\n    s = (e * 2).sum()\ns.backward()")
    none = {"shape": [0, 3], "data": []}
    e = p.input("e", none, "e.attach_grad()")
    d = p.op("× 2", none, (e, p.const(2)), "e * 2")
    s = p.op("Σ", 0, (d,), "(e * 2).sum()", "s")
    p.backward(s, 1, "s.backward()")
    p.contrib(s, d, 0, "g, repeated along the summed axes", 1, None, none)
    p.contrib(d, e, 0, "∂(2e)/∂e = 2", none, 2, none)
    p.write(e, none)
    return p.trace()


def stopped_by_error() -> Trace:
    p = Program("q = nd.array([1, 2])\nwith autograd.record():\n    r = q * 2\n    s = r + nd.ones((3,))")
    q = p.input("q", [1, 2], grad_req=None)
    p.op("× 2", [2, 4], (q, p.const(2)), "q * 2", "r")
    message = "add: shapes (2,) and (3,) do not fit together."
    p.events.append(["error", {"type": "ShapeError", "message": message, "span": p.span("r + nd.ones((3,))")}])
    return p.trace()


def no_operations() -> Trace:
    p = Program("x = nd.array([1, 2])")
    p.input("x", [1, 2])
    return p.trace()


def two_backwards() -> Trace:
    lines = ["u.attach_grad('add')", RECORD, "    w = u * 5", "w.backward(retain_graph=True)", "w.backward()"]
    p = Program("\n".join(lines))
    u = p.input("u", [7], "u.attach_grad('add')", "add")
    w = p.op("× 5", [35], (u, p.const(5)), "u * 5", "w")
    for source, before, after in (("w.backward(retain_graph=True)", [0], [5]), ("w.backward()", [5], [10])):
        p.backward(w, [1], source)
        p.contrib(w, u, 0, "∂(u·5)/∂u = 5", [1], [5], [5])
        p.write(u, after, "add", before)
    return p.trace()


def chain(length: int) -> Trace:
    """A straight chain of `length` doublings and its backward."""
    p = Program("h = h * 2")
    nodes = [p.node("input", "h", p.value([1]), names=["h"], grad_req="write")]
    for i in range(length):
        nodes.append(p.op("× 2", [2.0 ** min(i + 1, 100)], (nodes[-1],), "h * 2", "h"))
    p.backward(nodes[-1], [1], "h")
    for i in range(length, 0, -1):
        g = 2.0 ** min(length - i, 100)
        p.contrib(nodes[i], nodes[i - 1], 0, "∂(u·2)/∂u = 2", [g], [2], [2 * g])
    p.write(nodes[0], [2.0 ** min(length, 100)])
    return p.trace()


def recursion(depth: int) -> Trace:
    """`h` doubled in each of `depth` calls, one inside the other, and its backward."""
    trace = chain(depth)
    calls = [{"id": i, "kind": "function", "name": "f", "parent": i - 1, "span": None} for i in range(1, depth + 1)]
    trace["scopes"] += calls
    for node in trace["nodes"][1:]:
        node["scope"] = node["id"]
    forward = [e for i in range(1, depth + 1) for e in (["enter", i], ["op", i])]
    exits = [["exit", i] for i in range(depth, 0, -1)]
    start = next(i for i, event in enumerate(trace["events"]) if event[0] == "backward")
    trace["events"] = [trace["events"][0], *forward, *exits, *trace["events"][start:]]
    return trace


def recorded(name: str) -> Trace:
    """A trace that `branching.py` wrote: what the engine says of a program with loops and branches."""
    return json.loads((Path(__file__).parent / "recorded" / f"{name}.json").read_text("utf-8"))


ALL = {
    "two_x_squared": two_x_squared,
    "product": product,
    "product_add": lambda: product("add"),
    "same_operand_twice": same_operand_twice,
    "scalars": scalars,
    "big": big,
    "not_finite": not_finite,
    "hostile_names": hostile_names,
    "odd_names": odd_names,
    "empty_arrays": empty_arrays,
    "stopped_by_error": stopped_by_error,
    "two_backwards": two_backwards,
    "doubling": lambda: recorded("doubling"),
    "doubling_other": lambda: recorded("doubling_other"),
    "branching": lambda: recorded("branching"),
    "learning": lambda: recorded("learning"),
}
