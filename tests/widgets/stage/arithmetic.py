"""Equations as a reader finds them on the stage, worked out from their text alone."""

import math
import re

import numpy as np

from mxgrad.context import NUMPY
from mxgrad.core.registry import REGISTRY

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
SYMBOLS = [("−", "-"), ("·", "*"), ("≠", "!="), ("≤", "<="), ("≥", ">="), ("^", "**"), ("erf⁻¹", "erfinv"),
           ("∛", "cbrt"), ("Γ", "gamma"), ("ψ", "polygamma")]  # fmt: skip


def polygamma(*args):
    """Of an argument, or of an order and an argument."""
    n, x = args if len(args) == 2 else (0, *args)
    return float(REGISTRY["polygamma"].forward(NUMPY, np.array([x], "float64"), n=int(n))[0])


FUNCTIONS = {"max": lambda *xs: np.max(xs), "min": lambda *xs: np.min(xs), "mod": np.mod, "sqrt": np.sqrt,
             "argmax": lambda *xs: np.argmax(xs), "argmin": lambda *xs: np.argmin(xs),
             "floor": np.floor, "mean": lambda *xs: np.mean(xs), "nan": math.nan, "inf": math.inf,
             "cbrt": np.cbrt, "polygamma": polygamma, "σ": lambda x: 1 / (1 + np.exp(-x))}  # fmt: skip


def known(name):
    """What a function of an equation computes: NumPy's, or that of the operation of this name."""
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name in REGISTRY:
        op = REGISTRY[name]
        return lambda *xs: float(op.forward(NUMPY, *[np.array([x], "float64") for x in xs], **op.params)[0])
    return getattr(np, name)


def value(text):
    """What the left side of an equation comes to."""
    for sign, code in SYMBOLS:
        text = text.replace(sign, code)
    text = re.sub(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda found: f"**({found[0].translate(SUPERSCRIPTS)})", text)
    text = re.sub(r"√(?=\()", "sqrt", text)
    text = re.sub(r"cbrt(?=[\d.])([\d.]+)", r"cbrt(\1)", text)
    for word, logical in (("and", "*"), ("or", "+"), ("xor", "!=")):
        text = re.sub(rf"^(.*) {word} (.*)$", rf"float(bool(bool(\1) {logical} bool(\2)))", text)
    text = re.sub(r"√([\w.]+)", r"sqrt(\1)", text)
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    text = text.replace("⌊", "floor(").replace("⌋", ")")
    text = re.sub(r"\[([^\]]*)\]", r"float(\1)", text)
    text = re.sub(r"(?<![=!<>])=(?!=)", "==", text)
    names = set(re.findall(r"(?<![\w.])[^\W\d]\w*", text)) - {"abs", "float", "bool", "not"}
    text = re.sub(r"(?<![\w.])(\d[\d.]*(?:e-?\d+)?)", r"f64(\1)", text)
    space = {name: known(name) for name in names} | {"f64": np.float64}
    with np.errstate(all="ignore"):
        return float(eval(text, {"__builtins__": {"abs": abs, "float": float, "bool": bool}}, space))  # noqa: S307 our own text
