"""Random programs that keep a diary of their own path, to compare the trace with.

The diary's functions are compiled without source, so no instrumentation reaches them.
"""

import linecache
import random

DIARY = """
class Diary:
    def __init__(self):
        self.tests, self.loops, self.calls = [], [], []

    def t(self, k, value):
        self.tests.append((k, bool(value._data.item()) if hasattr(value, "_data") else bool(value)))
        return value

    def start(self, k):
        self.loops.append([k, 0, "raise"])
        return self.loops[-1]

    def call(self, name):
        self.calls.append([name, "raise"])
        return self.calls[-1]

def it(run):
    run[1] += 1

def end(reason, *runs):
    for run in runs:
        run[-1] = reason
"""


def diary():
    """Return a new diary and the names that a program needs."""
    space = {}
    exec(compile(DIARY, "<diary>", "exec"), space)  # noqa: S102
    made = space["Diary"]()
    return made, {"t": made.t, "start": made.start, "call": made.call, "it": space["it"], "end": space["end"]}


def program(seed):
    """Return a file name and the source of a random program `f(a, p, q)`; the source is in linecache."""
    text = Generator(random.Random(seed)).module()  # noqa: S311
    name = f"<program {seed}>"
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    return name, text


RAISERS = ["1 // (n % 2)", "[1, 2][n]", "{1: 2}[n % 3]", "None.x if n == 4 else n", "int('x' if n == 5 else 3)"]
ATOMS = ["n < {}", "n % 3", "p", "q", "a.sum() > {}", "flag", "0 < n < {}", "n in (1, {})", "p is None", "(m := n % 3)",
         "len(str(n)) == {}", "n >= {} - 2", "n - 2 < n % 3 <= {}", "not_(n)", "1 // (n % 4)",
         "(lambda z: z % 2)(n)"]  # fmt: skip


PULL = """\
def pull(a, n):
    it = rows(a, n)
    x = next(it, a)
    for sent in (x, None):
        try:
            x = it.send(sent) if n else it.throw(ValueError(n))
        except (StopIteration, TypeError):
            break
    it.close()
    return x

async def co_rows(a, n):
    for x in rows(a, n):
        yield x

def drive(c):
    try:
        c.send(None)
    except StopIteration as end:
        return end.value
"""


class Generator:
    """Writes one program."""

    def __init__(self, chance):
        self.r = chance
        self.count = 0

    def number(self):
        """Return a new number, for a test or loop."""
        self.count += 1
        return self.count

    def test(self):
        atom = self.r.choice(ATOMS).format(self.r.randint(0, 6))
        return f"t({self.number()}, {atom})"

    def condition(self, depth=2):
        k = self.r.random()
        if depth == 0 or k < 0.5:
            return self.test()
        if k < 0.8:
            word = self.r.choice(["and", "or"])
            return f"({self.condition(depth - 1)} {word} {self.condition(depth - 1)})"
        if k < 0.9:
            return f"not ({self.condition(depth - 1)})"
        return f"({self.condition(depth - 1)} if {self.condition(depth - 1)} else {self.condition(depth - 1)})"

    def expression(self):
        return self.r.choice([
            "a * 2", "a * 1", "-a", "a + a", f"(a * 3 if {self.condition(1)} else -a)", "g(a, n)", "step(a)",
            f"[a * i for i in range(3) if {self.test()} or i == 2][0]",
            f"[a * 2 for i in (1, 2) for j in range(i) if {self.test()} or j == 0][0]",
            f"a * sum(i for i in range(n % 3) if {self.test()})",
            f"(a if any({self.test()} and w for w in (0, 1, n)) else -a)",
            f"(lambda z: z * 2 if {self.test()} else z)(a)",
            "max(rows(a, n % 3), key=lambda y: 1, default=a)",
            f"a * ({self.r.choice(RAISERS)})",
            f"a * len({{k: k for k in (n, 1) if {self.test()}}})",
            f"(a * 2 if ({self.test()}\n        and {self.test()}) else a)",
            f"a * len([x for x in zip(range(n % 3), 'ab') if {self.test()}])",
            f"a * (n and ({self.test()} or 2) and 1 or 3)",
            f"a * len(f\"{{n if {self.test()} else 10}} {{[k for k in (0, 1) if {self.test()}]}}\")",
            f"a * max(*[k for k in (0, n) if {self.test()}], 1, 2)",
            f"a * len({{k for k in (1, n) if {self.test()}}})",
            f"a * len([y for k in range(3) if (y := k) or {self.test()}])",
            f"(lambda z, w=(2 if {self.test()} else 3), *v, k=1: z * w if {self.test()} else z * k)(a)",
            "pull(a, n % 4)", "drive(co(a, n))",
            f"a * sum([i * j for i in range(3) if {self.test()} for j in range(i) if {self.test()}])",
        ])  # fmt: skip

    def module(self):
        lines = ["import traceback", "from contextlib import suppress", "", "def not_(n):", "    return not n", ""]
        for head in ("def g(a, n, depth=0):", "def rows(a, n):"):
            name = head[4 : head.index("(")]
            lines += [head, "    flag = p = q = n", f"    c = call({name!r})"]
            inside = self.block(1, 4, (), yields=name == "rows")
            for call in ("g(a, n)", "drive(co(a, n))", "pull(a, n % 4)"):  # which would call this one again
                inside = [line.replace(call, "a") for line in inside]
            lines += inside
            if name == "g":  # the one recursion, and it ends
                lines += [f"    if {self.test()} and depth < 2: a = g(a, n, depth + 1)"]
            lines += ["    yield a"] if name == "rows" else []
            lines += ["    end('return', c)", "    return a", ""]
        lines += PULL.split("\n")
        lines += ["async def co(a, n):", "    flag = p = q = n", "    c = call('co')"]
        lines += [line.replace("drive(co(a, n))", "a") for line in self.block(1, 4, ())]
        lines += [f"    out = [x async for x in co_rows(a, n % 3) if {self.test()}]"]
        lines += ["    end('return', c)", "    return out[0] if out else a", ""]
        lines += ["def f(a, p, q):", "    n, flag = 0, True", "    c = call('f')"]
        lines += ["    def step(x, c=None):", "        nonlocal n", "        c = call('step')", "        n += 1"]
        lines += [f"        if {self.condition(1)}: end('return', c); return x * 2"]
        lines += ["        end('return', c)", "        return x"]
        lines += self.block(3, 4, ())
        return "\n".join([*lines, "    end('return', c)", "    return a"]) + "\n"

    def block(self, depth, indent, loops, yields=False):
        out = []
        for _ in range(self.r.randint(1, 3)):
            out += self.statement(depth, " " * indent, indent, loops, yields)
        return out

    def statement(self, depth, s, indent, loops, yields):  # noqa: C901
        inner = (depth - 1, indent + 4, loops, yields)
        k = self.r.random()
        if depth <= 0 or k < 0.3:
            value = self.expression()
            if yields or depth < 0:
                value = value.replace("step(a)", "a").replace("g(a, n)", "a").replace("rows(a, n % 3)", "[a]")
            end = self.r.choice(["; n += 1", "", "; print(n)", "; a = a[:]"])
            return [f"{s}a = {value}{end}"] if "\n" not in value else [f"{s}a = {value}"]
        if k < 0.48:
            out = [f"{s}if {self.condition()}:", *self.block(*inner)]
            if self.r.random() < 0.4:
                out += [f"{s}elif {self.condition()}:", *self.block(*inner)]
            return out + ([f"{s}else:", *self.block(*inner)] if self.r.random() < 0.5 else [])
        if k < 0.74:
            return self.loop(depth, s, indent, loops, yields)
        if k < 0.82:
            return self.guarded(s, inner)
        if k < 0.85:
            return [f"{s}with suppress(ZeroDivisionError, IndexError):", *self.block(*inner)]
        if k < 0.89 and not yields:
            return [f"{s}if {self.condition(1)}: end('return', c{''.join(f', r{k}' for k in loops)}); return a"]
        if k < 0.92:
            return [f"{s}match n % 4:", f"{s}    case 1:", *self.block(depth - 2, indent + 8, loops, yields),
                    f"{s}    case 2 if {self.condition(1)}:", *self.block(depth - 2, indent + 8, loops, yields),
                    *([f"{s}    case _:", f"{s}        n += 1"] if self.r.random() < 0.5 else [])]  # fmt: skip
        if k < 0.95:
            return [f"{s}flag = {self.test()} and {self.test()} or n"]
        if k < 0.96 and not yields and depth > 1:
            return self.class_body(s)
        if k < 0.97:
            return [f"{s}yield a"] if yields else [f"{s}a = rows(a, n % 2).__next__()"] if depth > 1 else [f"{s}pass"]
        return [f"{s}assert {self.condition(1)}, n"] if self.r.random() < 0.3 else [f"{s}print([n for _ in (1, 2)])"]

    def loop(self, depth, s, indent, loops, yields):
        k = self.number()
        body = self.block(depth - 1, indent + 4, (*loops, k), yields)
        if self.r.random() < 0.5:
            leave = self.r.choice([f"end('break', r{k}); break", "continue"])
            body += [f"{s}    if {self.condition(1)}: {leave}"]
        head = [f"{s}    it(r{k})", f"{s}    n += 1"] if self.r.random() < 0.6 else [f"{s}    it(r{k})"]
        kind = self.r.random()
        reason = "condition"
        if kind < 0.55:
            what = self.r.choice(["range(3)", "(1, 2)", "range(n % 3)", "[5]", "zip('ab', (1, 2))", "rows(a, n % 3)"])
            if yields:
                what = what.replace("rows(a, n % 3)", "iter('xy')")
            start, reason = [f"{s}r{k} = start({k})", f"{s}for i{k} in {what}:"], "exhausted"
        elif kind < 0.7:
            start = [f"{s}r{k} = start({k}); w{k} = 0", f"{s}while True:"]
            head += [f"{s}    w{k} += 1", f"{s}    if w{k} > 2: end('break', r{k}); break"]
        else:
            start = [f"{s}r{k} = start({k}); w{k} = 0", f"{s}while w{k} < 3 and {self.condition(1)}:"]
            head += [f"{s}    w{k} += 1"]
        last = [f"{s}else:", f"{s}    end({reason!r}, r{k})"]
        last += self.block(depth - 1, indent + 4, loops, yields) if self.r.random() < 0.3 else []
        return [*start, *head, *body, *last]

    def class_body(self, s):
        k = self.number()
        return [
            f"{s}class K{k}:", f"{s}    v = start({k})", f"{s}    for i in (0, 1, 2):", f"{s}        it(v)",
            f"{s}        if {self.test()} and i < 2: end('break', v); break",
            f"{s}    else: end('exhausted', v)", f"{s}    w = [v[1] for v in (v,)]",
            f"{s}a = a * K{k}.w[0]",
        ]  # fmt: skip

    def guarded(self, s, inner):
        out = [f"{s}try:", *self.block(*inner)]
        if self.r.random() < 0.5:
            out += [f"{s}    if {self.condition(1)}: raise ValueError(n)"]
        out += [f"{s}except KeyError:", f"{s}    n += 1", f"{s}except (ValueError, ArithmeticError, IndexError):"]
        out += [f"{s}    print(traceback.format_exc())"] if self.r.random() < 0.3 else []
        out += self.block(*inner)
        if self.r.random() < 0.4:
            out += [f"{s}finally:", f"{s}    n += 1", f"{s}    if t({self.number()}, n % 2): n += 1"]
        return out
