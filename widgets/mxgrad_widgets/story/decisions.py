"""Decisions in words: what was measured, how it came out, what that chose."""

from __future__ import annotations

from typing import Any

from mxgrad.tracing.model import Decision
from mxgrad.tracing.text.operands import is_number, sides
from mxgrad.tracing.text.operands import short as as_shown

from ..language.catalogue import Sentence, Words
from ..language.numbers import plain_exponent, short
from ..language.text_width import clipped
from .recording import Recording

SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
OPPOSITE = {"<": "≥", "≥": "<", ">": "≤", "≤": ">", "=": "≠", "≠": "="}
ARM_COLUMNS = 22


def measured(rec: Recording, decision: Decision) -> str:
    """The comparison in numbers, such as `461.565 < 1000`; else the source itself."""
    parts = _compared(decision)
    if parts is not None:
        return " ".join(parts)
    compare = decision.compare
    if compare is not None and compare["op"] == "truth" and is_number(compare["measured"]):
        return short(compare["measured"])
    return rec.source_text(decision.span)


def told(rec: Recording, decision: Decision) -> str:
    """What holds: a comparison that came out false is turned round, `1024 ≥ 1000` for `1024 < 1000`."""
    parts = _compared(decision)
    if parts is None or decision.result or parts[1] not in OPPOSITE or "nan" in parts:
        return measured(rec, decision)
    return f"{parts[0]} {OPPOSITE[parts[1]]} {parts[2]}"


def _compared(decision: Decision) -> tuple[str, str, str] | None:
    """Both sides of a comparison, in digits that show why it came out so, around its sign; None where none would."""
    compare = decision.compare
    if compare is None or compare["measured"] is None or compare["op"] in ("truth", "match"):
        return None
    shown = sides(compare, decision.result)
    if shown is None:
        return None
    left, right = (_operand(compare[key], text) for key, text in zip(("measured", "rhs"), shown, strict=True))
    return left, SIGNS.get(compare["op"], compare["op"]), right


def _operand(value: Any, text: str) -> str:
    return plain_exponent(text) if is_number(value) else clipped(text, ARM_COLUMNS)


def arm_text(rec: Recording, span: int | None) -> str:
    """An arm as one short line: its first statement."""
    rows = rec.source_rows(span)
    if not rows:
        return ""
    return clipped(rows[0].strip() + (" …" if len(rows) > 1 else ""), ARM_COLUMNS)


def outcome(rec: Recording, words: Words, decision: Decision) -> str:
    """`✓ → body`, `✗ → stop`, `✓ → b[0]`: what a condition shows under its measurement."""
    mark = "✓" if decision.result else "✗"
    construct = decision.construct
    if construct == "while" and decision.taken:
        return f"{mark} → {words.text('body' if decision.result else 'stop')}"
    if construct in ("if", "ternary", "match", "guard"):
        arm = arm_text(rec, decision.taken_span) if decision.taken else ""
        if not arm and decision.taken:
            arm = words.text("goes on")
        return f"{mark} → {arm}" if arm else mark
    return mark


def decision_say(rec: Recording, words: Words, decision: Decision, times: int) -> Sentence:
    """The sentence of a decision; `times` is how often its loop has run when a while loop ends."""
    construct, result = decision.construct, decision.result
    parts: dict[str, object] = {
        "source": rec.source_text(decision.span) or construct,
        "measured": measured(rec, decision),
        "truth": words.text("true" if result else "false"),
    }
    if construct == "while" and decision.taken:  # else it is a part that did not decide
        number = (decision.iteration or 0) + 1
        key = "decide.while.true" if result else "decide.while.false"
        return words.say(key, **parts, next=number, times=words.count("iterations", times))
    if construct == "match":
        return _match_say(rec, words, decision)
    if construct == "assert":
        return words.say("decide.assert", **parts)
    if construct not in ("if", "ternary", "match", "guard") or not decision.taken:
        return words.say("decide.part", **parts)
    arm = arm_text(rec, decision.taken_span)
    other = next((arm_text(rec, span) for span in decision.untaken_spans), "")
    key = "decide.arm.not" if arm and other else "decide.arm" if arm else "decide.skipped" if other else "decide.none"
    return words.say(key, **parts, arm=arm, other=other)


def _match_say(rec: Recording, words: Words, decision: Decision) -> Sentence:
    """Which case a subject fits, and what runs therefore."""
    value = decision.compare and decision.compare["measured"]
    subject = words.text("subject") if value is None else _operand(value, as_shown(value))
    if not decision.result:
        return words.say("decide.match.none", measured=subject)
    arm = arm_text(rec, decision.taken_span)
    return words.say("decide.match", measured=subject, source=rec.source_text(decision.span), arm=arm)
