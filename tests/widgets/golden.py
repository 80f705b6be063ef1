"""Write the golden files anew: `python -m tests.widgets.golden` from the top of the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mxgrad import nd
from mxgrad.core.registry import REGISTRY
from mxgrad.tracing.formula import elementwise_rule
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import payload
from mxgrad_widgets.player.shared_numbers import shared
from tests.programs import handmade

GOLDEN = Path(__file__).parent / "golden"
PAYLOADS = "two_x_squared", "product"
LINE = 120
# Numbers as a message has them, and texts that show them again or look as if they did.
NUMBERS = {
    "stages": [{"array": 3}, {"array": 4}, {"array": 1}],
    "10": [0.1234567, -2.5e-07, 1234.5678, 2.0, 123456.5, 999999.5, 0.00012345],
    "2": [0.1234565, "0.123457", "[0.123457, -2.5e-7]", "1234.57, 0.123457 and 0.77777", "0.77777"],
    "texts": ["¤", "¤¤ 0.123457 ¤3¤", "2", "-0.123457", "0.000123450", "1e6", "0.00012345", None, "1.2.3456"],
}  # fmt: skip
OPERANDS = ["u", "long_name"], ["x", "x"], ["x1", 2.5], [0.5, "x"]


def rules() -> list[dict[str, Any]]:
    """The rule of every elementwise operation of `nd`, once for each of some ways to write its operands."""
    assert nd is not None  # importing it fills the registry
    ops = [op for _, op in sorted(REGISTRY.items()) if op.elementwise and len(op.inputs) <= 2]
    found = [
        elementwise_rule(op, index, operands[: len(op.inputs)], "z")
        for op in ops
        for operands in OPERANDS[: 4 if len(op.inputs) > 1 else 2]
        for index, name in enumerate(op.inputs)
        if op.declared.get(name) is not None and isinstance(operands[index], str)
    ]
    told = {rule.text: rule for rule in found}.values()
    return [{"text": rule.text, "tex": rule.tex, "mathml": rule.mathml} for rule in told]


def in_lines(data: Any) -> str:
    """JSON with a line for each thing that can change: what is short, and lists of numbers."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if len(text) > LINE and isinstance(data, dict):
        return "{\n" + ",\n".join(f"{json.dumps(key)}:{in_lines(item)}" for key, item in data.items()) + "\n}"
    if len(text) > LINE and isinstance(data, list) and any(isinstance(item, dict | list) for item in data):
        return "[\n" + ",\n".join(in_lines(item) for item in data) + "\n]"
    return text


def golden(name: str) -> str:
    """What a golden file holds."""
    if name == "numbers":
        return in_lines({"plain": NUMBERS, "shared": shared(NUMBERS)}) + "\n"
    data = rules() if name == "rules" else payload(Picture(handmade.ALL[name](), engine="ranked"))
    return in_lines(json.loads(json.dumps(data))) + "\n"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name in (*PAYLOADS, "rules", "numbers"):
        (GOLDEN / f"{name}.json").write_text(golden(name), "utf-8")
