"""Reads what goes to the page as the page does: `widgets/src/data/spelled.js`."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

from mxgrad_widgets.language.numbers import short


def read(packed: bytes) -> Any:
    """A message with the numbers of its texts in their places."""
    return spelled(json.loads(gzip.decompress(packed)))


def spelled(data: Any) -> Any:
    known: list[float | str] = []
    after = array = 0

    def number(found: re.Match[str]) -> str:
        nonlocal after
        told = found[1]
        if told == "!":
            return "¤"
        if told.startswith("="):
            after = len(known)
            known.append(told[1:])
        else:
            after += int(told or 0)
        after += 1
        one = known[after - 1]
        return one if isinstance(one, str) else short(one)

    def go(one: Any, name: str = "") -> Any:
        nonlocal array
        if isinstance(one, str):
            return re.sub("¤(.*?)¤", number, one)
        if name == "array":
            array += one
            return array
        if isinstance(one, float) and one % 1:
            known.append(one)
        if isinstance(one, list):
            return [go(item) for item in one]
        if isinstance(one, dict):
            return {name: go(item, name) for name, item in one.items()}
        return one

    return go(data)
