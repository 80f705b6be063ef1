"""Gradient rules as formulas: the declarations' own functions, run on symbols.

`F` is here a namespace that builds expressions instead of computing, so the rule that a learner reads cannot drift
from the rule that ran. Three printers: plain Unicode text, LaTeX and MathML.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..core.op import Op

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RELATIONS = {"==": ("=", "="), "!=": ("≠", r"\ne"), "<": ("<", "<"), "<=": ("≤", r"\le"), ">": (">", ">"),
              ">=": ("≥", r"\ge")}  # fmt: skip

_FUNCTIONS = {"sin", "cos", "tan", "log", "max", "min", "exp", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan"}

_CALL = re.compile(r"\w+\([^()]*\)")

SUM, PRODUCT, SIGN, POWER, ATOM = range(5)  # how tightly an expression binds

# An element of MathML, its tag first, then its text or its children; and some of them in a row.
Element = tuple[Any, ...]
Row = tuple[Element, ...]


class Expression:
    """A formula: its text, its LaTeX, its MathML, and how tightly it binds."""

    __slots__ = ("mathml", "number", "strength", "tex", "text")
    __hash__ = object.__hash__

    def __init__(
        self,
        text: str,
        tex: str | None = None,
        mathml: Row | None = None,
        strength: int = ATOM,
        number: float | None = None,
    ) -> None:
        self.text = text
        self.tex = text if tex is None else tex
        self.mathml = (("mtext", text),) if mathml is None else mathml
        self.strength = strength
        self.number = number

    @staticmethod
    def of(value: Any) -> Expression:
        """Return a number or formula as a formula."""
        if isinstance(value, Expression):
            return value
        text = f"{float(value):g}".replace("-", "−")
        digits = ("mn", text.removeprefix("−"))
        mathml = (MINUS, digits) if text[0] == "−" else (digits,)
        return Expression(text, text.replace("−", "-"), mathml, SIGN if float(value) < 0 else ATOM, float(value))

    @staticmethod
    def symbol(name: str) -> Expression:
        """Return a variable; a numeral at the end of its name is a subscript, but in text."""
        stem = name.rstrip("0123456789")
        tail = name[len(stem) :]
        body = stem if len(stem) <= 1 else rf"\mathrm{{{_plain(stem)}}}"
        if tail and stem:
            return Expression(name, f"{body}_{{{tail}}}", (("msub", ("mi", stem), ("mn", tail)),))
        return Expression(name, body or name, (("mi", name),))

    def numbered(self, name: Any, number: int) -> Expression:
        """Return the variable of a name with a subscript, which tells it from others of that name."""
        text = f"{name}{str(number).translate(_SUBSCRIPTS)}"
        return Expression(text, f"{self.tex}_{{{number}}}", (("msub", ("mi", str(name)), ("mn", str(number))),))

    def at(self, strength: int) -> tuple[str, str, Row]:
        """Return text, LaTeX and MathML, in parentheses where the surroundings bind more tightly."""
        if self.strength >= strength:
            return self.text, self.tex, self.mathml
        return f"({self.text})", rf"\left({self.tex}\right)", (_fenced("(", self.mathml, ")"),)

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
        text, tex, mathml = self.at(PRODUCT)
        return Expression("−" + text, "-" + tex, (MINUS, *mathml), SIGN)

    def unsigned(self) -> Expression:
        """Return the formula without the sign it begins with."""
        return Expression(self.text[1:], self.tex[1:], self.mathml[1:], PRODUCT)

    def _relation(self, sign: str, other: Any) -> Expression:
        other = Expression.of(other)
        if self.number is not None and other.number is not None:
            return Expression.of(int(_HOLDS[sign](self.number, other.number)))
        text, tex = _RELATIONS[sign]
        return Expression(
            f"[{self.text} {text} {other.text}]",
            rf"[{self.tex} {tex} {other.tex}]",
            (("mo", "["), *self.mathml, ("mo", text), *other.mathml, ("mo", "]")),
        )

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


MINUS, PARTIAL = ("mo", "−"), ("mo", "∂")


def _fenced(opening: str, inside: Row, closing: str) -> Element:
    return ("mrow", ("mo", opening), *inside, ("mo", closing))


def _one(row: Row) -> Element:
    """A row as one element, as above and below a line, and raised."""
    if len(row) == 1:
        return row[0]
    return "mrow", *row


def _sum(a: Expression, sign: str, b: Expression) -> Expression:
    if a.number is not None and b.number is not None:
        return Expression.of(a.number + b.number if sign == "+" else a.number - b.number)
    if b.number == 0:
        return a
    if a.number == 0:
        return b if sign == "+" else -b
    (text, tex, mathml), (text_b, tex_b, mathml_b) = a.at(SUM), b.at(SUM if sign == "+" else PRODUCT)
    drawn = sign.replace("-", "−")
    return Expression(f"{text} {drawn} {text_b}", f"{tex} {sign} {tex_b}", (*mathml, ("mo", drawn), *mathml_b), SUM)


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
        return -_product(a, b.unsigned())
    (text, tex, mathml), (text_b, tex_b, mathml_b) = a.at(PRODUCT), b.at(PRODUCT)
    tight = a.number is not None and _follows_a_number(text_b)
    if tight:
        return Expression(text + text_b, f"{tex} {tex_b}", mathml + mathml_b, PRODUCT)
    return Expression(f"{text}·{text_b}", rf"{tex} \cdot {tex_b}", (*mathml, ("mo", "·"), *mathml_b), PRODUCT)


def _follows_a_number(text: str) -> bool:
    """Whether a factor stands right behind a number: 2x, 2√x and 2sin(x), but 2·slope."""
    name, call, _ = text.partition("(")
    return text[0] in "(√|" or (text[0].isalpha() and (not text[1:2].isalpha() or (name.isalpha() and call != "")))


def _quotient(a: Expression, b: Expression) -> Expression:
    if b.number == 1:
        return a
    if a.strength == SIGN and a.number is None:
        return -_quotient(a.unsigned(), b)
    fraction = ("mfrac", _one(a.mathml), _one(b.mathml))
    return Expression(f"{a.at(PRODUCT)[0]}/{b.at(POWER)[0]}", rf"\frac{{{a.tex}}}{{{b.tex}}}", (fraction,), PRODUCT)


def _on_one_line(element: Element) -> Element:
    """A formula whose fractions are written with a slash."""
    tag, *parts = element
    inside = [part if isinstance(part, str) else _on_one_line(part) for part in parts]
    if tag != "mfrac":
        return (tag, *inside)
    above, below = inside
    return ("mrow", _as_factor(above), ("mo", "/"), _as_factor(below))


def _as_factor(element: Any) -> Element:
    """Part of a fraction as it stands beside a slash: in parentheses unless it is one symbol or already in some."""
    single = element[0] != "mrow" or element[1] in (("mo", "("), ("mo", "|"))
    return element if single else _fenced("(", element[1:], ")")


def _power(a: Expression, b: Expression) -> Expression:
    if b.number == 1:
        return a
    if b.number == 0:
        return Expression.of(1)
    text, tex, mathml = a.at(ATOM)
    raised = *mathml[:-1], _raised(mathml[-1], _one(b.mathml))
    if b.number is not None and b.number.is_integer():
        digits = str(int(b.number))
        return Expression(text + digits.translate(_SUPERSCRIPTS), f"{tex}^{{{digits}}}", raised, POWER)
    exponent = b.text if b.strength == ATOM else f"({b.text})"
    return Expression(f"{text}^{exponent}", f"{tex}^{{{b.tex}}}", raised, POWER)


def _raised(base: Element, exponent: Element) -> Element:
    if base[0] == "msub":  # one above the other, instead of one after the other
        return ("msubsup", *base[1:], exponent)
    return ("msup", base, exponent)


def _plain(name: str) -> str:
    """A name as LaTeX takes it."""
    return name.replace("_", r"\_")


def _call(name: str, *args: Expression) -> Expression:
    inside = ", ".join(arg.text for arg in args)
    tex_name = rf"\{name}" if name in _FUNCTIONS else rf"\operatorname{{{_plain(name)}}}"
    tex = rf"{tex_name}\left({', '.join(arg.tex for arg in args)}\right)"
    listed = [element for arg in args for element in (("mo", ","), *arg.mathml)][1:]
    return Expression(f"{name}({inside})", tex, (("mi", name), _fenced("(", tuple(listed), ")")))


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
        return Expression("√" + x.at(ATOM)[0], rf"\sqrt{{{x.tex}}}", (("msqrt", *x.mathml),))

    @staticmethod
    def absolute(x: Any) -> Expression:
        return Expression(f"|{x.text}|", rf"\left|{x.tex}\right|", (_fenced("|", x.mathml, "|"),))

    @staticmethod
    def floor(x: Any) -> Expression:
        mathml = ("mo", "⌊"), *x.mathml, ("mo", "⌋")
        return Expression(f"⌊{x.text}⌋", rf"\lfloor {x.tex} \rfloor", mathml)

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


def elementwise_rule(op: Op, index: int, names: list[Any], result: str | None) -> Expression:
    """Return `∂(2u)/∂u = 2` for input `index`; `names` holds a name or a number for each operand.

    A rule in terms of a `result` without a name is told with the operation itself: `1 − tanh(u)·tanh(u)`.
    """
    symbols = [Expression.symbol(name) if isinstance(name, str) else Expression.of(name) for name in names]
    if len(set(names)) < len(names):  # x * x: the two operands are told apart
        symbols = [symbol.numbered(name, i + 1) for i, (name, symbol) in enumerate(zip(names, symbols, strict=True))]
    whole = forward_formula(op, symbols)
    known = dict(zip(op.inputs, symbols, strict=True)) | {"z": whole if result is None else Expression.symbol(result)}
    rule = op.declared[op.inputs[index]]
    if callable(rule):
        rule = rule(FORMULA, *[known.get(n, Expression.symbol(n)) for n in op.needed_names(rule)])
    return _derivative(whole, symbols[index], Expression.of(rule))


def _derivative(whole: Expression, variable: Expression, slope: Expression) -> Expression:
    text, tex, mathml = whole.at(ATOM)
    above = ("mrow", PARTIAL, *map(_on_one_line, mathml))  # a fraction above the line would make three storeys
    fraction = ("mfrac", above, ("mrow", PARTIAL, *variable.mathml))
    return Expression(
        f"∂{text}/∂{variable.text} = {slope.text}",
        rf"\frac{{\partial {tex}}}{{\partial {variable.tex}}} = {slope.tex}",
        (fraction, ("mo", "="), *slope.mathml),
        SUM,
    )


def forward_formula(op: Op, symbols: list[Expression]) -> Expression:
    """Return the operation itself as a formula: of its forward where that is one function, else of its label."""
    try:
        formula = op.forward(_Single(), *symbols)
    except (TypeError, AttributeError):
        formula = None
    if isinstance(formula, tuple) and not any(map(callable, formula[1])):
        return Expression.of(getattr(FORMULA, formula[0])(*formula[1]))
    text = fill(op.label or op.name, dict(zip(op.inputs, (s.text for s in symbols), strict=False)))
    return Expression(text, rf"\text{{{text}}}", strength=ATOM if _CALL.fullmatch(text) else SUM)


class _Single:
    """Finds out whether a forward is one function call: the call comes back as (name, arguments)."""

    def __getattr__(self, name: str) -> Any:
        return lambda *args: (name, args)


def fill(template: str, values: dict[str, str]) -> str:
    """Put values in place of `{name}` in a label or rule; unknown names stay out."""
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template
