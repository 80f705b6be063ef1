"""Gradient rules as formulas: the declarations' own functions, run on symbols.

`F` is here a namespace that builds expressions instead of computing, so the rule that a learner reads cannot drift
from the rule that ran. Two printers: plain Unicode text and LaTeX.
"""

from __future__ import annotations

from typing import Any

from ..core.op import Op

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RELATIONS = {"==": ("=", "="), "!=": ("≠", r"\ne"), "<": ("<", "<"), "<=": ("≤", r"\le"), ">": (">", ">"),
              ">=": ("≥", r"\ge")}  # fmt: skip

_FUNCTIONS = {"sin", "cos", "tan", "log", "max", "min", "exp", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"}

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)  # how tightly an expression binds


class Expression:
    """A formula: its text, its LaTeX, and how tightly it binds."""

    __slots__ = ("number", "strength", "tex", "text")
    __hash__ = object.__hash__

    def __init__(self, text: str, tex: str | None = None, strength: int = ATOM, number: float | None = None) -> None:
        self.text = text
        self.tex = text if tex is None else tex
        self.strength = strength
        self.number = number

    @staticmethod
    def of(value: Any) -> Expression:
        """Return a number or formula as a formula."""
        if isinstance(value, Expression):
            return value
        text = f"{float(value):g}".replace("-", "−")
        return Expression(text, text.replace("−", "-"), SIGN if float(value) < 0 else ATOM, float(value))

    @staticmethod
    def symbol(name: str) -> Expression:
        """Return a variable; a numeral at the end of its name is a subscript in LaTeX."""
        stem = name.rstrip("0123456789")
        tail = name[len(stem) :]
        body = stem if len(stem) <= 1 else rf"\mathrm{{{_plain(stem)}}}"
        return Expression(name, f"{body}_{{{tail}}}" if tail and stem else body or name)

    def at(self, strength: int) -> tuple[str, str]:
        """Return text and LaTeX, in parentheses where the surroundings bind more tightly."""
        if self.strength >= strength:
            return self.text, self.tex
        return f"({self.text})", rf"\left({self.tex}\right)"

    def __add__(self, other: Any) -> Expression:
        return _sum(self, "+", Expression.of(other))

    def __radd__(self, other: Any) -> Expression:
        return _sum(Expression.of(other), "+", self)

    def __sub__(self, other: Any) -> Expression:
        return _sum(self, "-", Expression.of(other))

    def __rsub__(self, other: Any) -> Expression:
        return _sum(Expression.of(other), "-", self)

    def __mul__(self, other: Any) -> Expression:
        return _product(self, Expression.of(other))

    def __rmul__(self, other: Any) -> Expression:
        return _product(Expression.of(other), self)

    def __truediv__(self, other: Any) -> Expression:
        return _quotient(self, Expression.of(other))

    def __rtruediv__(self, other: Any) -> Expression:
        return _quotient(Expression.of(other), self)

    def __pow__(self, other: Any) -> Expression:
        return _power(self, Expression.of(other))

    def __neg__(self) -> Expression:
        if self.number is not None:
            return Expression.of(-self.number)
        text, tex = self.at(PRODUCT)
        return Expression("−" + text, "-" + tex, SIGN)

    def _relation(self, sign: str, other: Any) -> Expression:
        other = Expression.of(other)
        if self.number is not None and other.number is not None:
            return Expression.of(int(_HOLDS[sign](self.number, other.number)))
        text, tex = _RELATIONS[sign]
        return Expression(f"[{self.text} {text} {other.text}]", rf"[{self.tex} {tex} {other.tex}]")

    def __eq__(self, other: object) -> Any:
        return self._relation("==", other)

    def __ne__(self, other: object) -> Any:
        return self._relation("!=", other)

    def __lt__(self, other: Any) -> Expression:
        return self._relation("<", other)

    def __le__(self, other: Any) -> Expression:
        return self._relation("<=", other)

    def __gt__(self, other: Any) -> Expression:
        return self._relation(">", other)

    def __ge__(self, other: Any) -> Expression:
        return self._relation(">=", other)


_HOLDS = {"==": float.__eq__, "!=": float.__ne__, "<": float.__lt__, "<=": float.__le__, ">": float.__gt__,
          ">=": float.__ge__}  # fmt: skip


def _sum(a: Expression, sign: str, b: Expression) -> Expression:
    if a.number is not None and b.number is not None:
        return Expression.of(a.number + b.number if sign == "+" else a.number - b.number)
    if b.number == 0:
        return a
    if a.number == 0:
        return b if sign == "+" else -b
    (text, tex), (text_b, tex_b) = a.at(SUM), b.at(SUM if sign == "+" else PRODUCT)
    return Expression(f"{text} {sign.replace('-', '−')} {text_b}", f"{tex} {sign} {tex_b}", SUM)


def _product(a: Expression, b: Expression) -> Expression:
    if a.number is not None and b.number is not None:
        return Expression.of(a.number * b.number)
    for one, other in ((a, b), (b, a)):
        if one.number == 1:
            return other
        if one.number == -1:
            return -other
    if b.number is not None:
        a, b = b, a
    if b.strength == SIGN:  # 2·(−x): the sign goes in front
        return -_product(a, Expression(b.text[1:], b.tex[1:], PRODUCT))
    (text, tex), (text_b, tex_b) = a.at(PRODUCT), b.at(PRODUCT)
    tight = a.number is not None and (text_b[0].isalpha() or text_b[0] in "(√|")
    dot = "" if tight else "·"
    return Expression(text + dot + text_b, tex + (" " if tight else r" \cdot ") + tex_b, PRODUCT)


def _quotient(a: Expression, b: Expression) -> Expression:
    if b.number == 1:
        return a
    if a.strength == SIGN and a.number is None:
        return -_quotient(Expression(a.text[1:], a.tex[1:], PRODUCT), b)
    return Expression(f"{a.at(PRODUCT)[0]}/{b.at(POWER)[0]}", rf"\frac{{{a.tex}}}{{{b.tex}}}", PRODUCT)


def _power(a: Expression, b: Expression) -> Expression:
    if b.number == 1:
        return a
    if b.number == 0:
        return Expression.of(1)
    text, tex = a.at(ATOM)
    if b.number is not None and b.number == int(b.number):
        return Expression(text + str(int(b.number)).translate(_SUPERSCRIPTS), f"{tex}^{{{int(b.number)}}}", POWER)
    exponent = b.text if b.strength == ATOM else f"({b.text})"
    return Expression(f"{text}^{exponent}", f"{tex}^{{{b.tex}}}", POWER)


def _plain(name: str) -> str:
    """A name as LaTeX takes it."""
    return name.replace("_", r"\_")


def _call(name: str, *args: Expression) -> Expression:
    inside = ", ".join(arg.text for arg in args)
    tex_name = rf"\{name}" if name in _FUNCTIONS else rf"\operatorname{{{_plain(name)}}}"
    return Expression(f"{name}({inside})", rf"{tex_name}\left({', '.join(arg.tex for arg in args)}\right)")


class FormulaNamespace:
    """`F` for symbols: NumPy's functions as formulas."""

    add = staticmethod(lambda x, y: x + y)
    subtract = staticmethod(lambda x, y: x - y)
    multiply = staticmethod(lambda x, y: x * y)
    true_divide = staticmethod(lambda x, y: x / y)
    power = staticmethod(lambda x, y: x**y)
    negative = staticmethod(lambda x: -x)
    square = staticmethod(lambda x: x**2)
    array = asarray = staticmethod(lambda x: x)
    or_nan = staticmethod(lambda condition, x: condition)  # a rule is read for numbers
    above_zero = staticmethod(lambda z: z > 0)
    flat_at_infinity = staticmethod(lambda slope, x: slope(x))
    one_less = staticmethod(lambda y, x: y if Expression.of(y).number == 0 else y - 1)

    @staticmethod
    def sqrt(x: Any) -> Expression:
        x = Expression.of(x)
        return Expression("√" + x.at(ATOM)[0], rf"\sqrt{{{x.tex}}}")

    @staticmethod
    def absolute(x: Any) -> Expression:
        return Expression(f"|{x.text}|", rf"\left|{x.tex}\right|")

    @staticmethod
    def floor(x: Any) -> Expression:
        return Expression(f"⌊{x.text}⌋", rf"\lfloor {x.tex} \rfloor")

    @staticmethod
    def floor_divide(x: Any, y: Any) -> Expression:
        return FormulaNamespace.floor(Expression.of(x) / y)

    @staticmethod
    def maximum(x: Any, y: Any) -> Expression:
        return _call("max", Expression.of(x), Expression.of(y))

    @staticmethod
    def minimum(x: Any, y: Any) -> Expression:
        return _call("min", Expression.of(x), Expression.of(y))

    def __getattr__(self, name: str) -> Any:
        return lambda *args: _call(name, *(Expression.of(arg) for arg in args))


FORMULA = FormulaNamespace()


def elementwise_rule(op: Op, index: int, names: list[Any], result: str) -> dict[str, str]:
    """Return `∂(2u)/∂u = 2` for input `index`; `names` holds a name or a number for each operand."""
    symbols = [Expression.symbol(name) if isinstance(name, str) else Expression.of(name) for name in names]
    if len(set(names)) < len(names):  # x * x: the two operands are told apart
        symbols = [Expression(f"{name}{str(i + 1).translate(_SUBSCRIPTS)}", f"{symbol.tex}_{{{i + 1}}}")
                   for i, (name, symbol) in enumerate(zip(names, symbols, strict=True))]  # fmt: skip
    whole = forward_formula(op, symbols)
    known = dict(zip(op.inputs, symbols, strict=True)) | {"z": Expression.symbol(result)}
    rule = op.declared[op.inputs[index]]
    if callable(rule):
        rule = rule(FORMULA, *[known.get(n, Expression.symbol(n)) for n in op.needed_names(rule)])
    derivative = Expression.of(rule)
    variable = symbols[index]
    top, top_tex = whole.at(ATOM)
    return {
        "text": f"∂{top}/∂{variable.text} = {derivative.text}",
        "tex": rf"\frac{{\partial {top_tex}}}{{\partial {variable.tex}}} = {derivative.tex}",
    }


def forward_formula(op: Op, symbols: list[Expression]) -> Expression:
    """Return the operation itself as a formula: of its forward where that is one function, else of its label."""
    try:
        formula = op.forward(_Single(), *symbols)
    except (TypeError, AttributeError):
        formula = None
    if isinstance(formula, tuple) and not any(map(callable, formula[1])):
        return Expression.of(getattr(FORMULA, formula[0])(*formula[1]))
    text = fill(op.label or op.name, dict(zip(op.inputs, (s.text for s in symbols), strict=False)))
    return Expression(text, rf"\text{{{text}}}", SUM)


class _Single:
    """Finds out whether a forward is one function call: the call comes back as (name, arguments)."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args: (name, args)


def fill(template: str, values: dict[str, str]) -> str:
    """Put values in place of `{name}` in a label or rule; unknown names stay out."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template
