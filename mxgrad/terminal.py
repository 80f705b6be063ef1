"""What is printed, whatever characters the terminal has."""

from __future__ import annotations

import sys


def encodable(text: str) -> str:
    """The text as stdout can show it: a character that it does not have becomes its escape."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def say(text: str) -> None:
    """Print a text on stdout, whatever the terminal can show; stderr escapes what it lacks by itself."""
    print(encodable(text))  # noqa: T201
