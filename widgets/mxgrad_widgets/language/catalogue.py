"""What the view says, looked up in the language that was chosen.

A template names its parts with their style: `{name:code} = {value:value}`. Styles: code, value, rule, error.
"""

from __future__ import annotations

from string import Formatter

from . import english, german

# A sentence is a list of (style, text); the style "" is plain text.
Sentence = tuple[tuple[str, str], ...]

# The catalogue of each language: SENTENCES; LABELS for the buttons and panels of the player; MISSING for what the
# engine says of a path that was not captured.
LANGUAGES = {"en": english, "de": german}
_default = "en"


def set_language(language: str) -> None:
    """Choose what `show`, `step` and every other form speak where they are given no `language` of their own.

    Raises ValueError for a language that the view does not speak; the message names those it does.
    """
    global _default  # noqa: PLW0603
    _default = Words(language).language


class Words:
    """The catalogue in one language, by default that of `set_language`."""

    def __init__(self, language: str | None = None) -> None:
        self.language = _default if language is None else language
        language = self.language
        if language not in LANGUAGES:
            raise ValueError(f"the view speaks {', '.join(LANGUAGES)}; got language {language!r}")
        self._words: dict[str, str] = LANGUAGES[language].SENTENCES
        self.labels: dict[str, str] = LANGUAGES[language].LABELS
        self._missing: dict[str, str] = LANGUAGES[language].MISSING
        self._parsed: dict[str, list[tuple[str, str | None, str]]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._words

    def say(self, key: str, **parts: object) -> Sentence:
        """The sentence of a key with its parts put in; a part that is empty leaves nothing behind."""
        out: list[tuple[str, str]] = []
        if key not in self._parsed:
            self._parsed[key] = [(a, name, style or "") for a, name, style, _ in Formatter().parse(self._words[key])]
        for literal, name, style in self._parsed[key]:
            if literal:
                out.append(("", literal))
            if name is not None and (text := str(parts[name])):
                out.append((style, text))
        return joined(out)

    def text(self, key: str, **parts: object) -> str:
        """The same without styles."""
        return "".join(text for _, text in self.say(key, **parts))

    def count(self, key: str, n: int) -> str:
        """`1 test`, `2 tests`."""
        return self.text(f"{key}.one" if n == 1 and f"{key}.one" in self else key, count=n)

    def reason(self, cut: str) -> str:
        """Why the backward pass ends, in words; as the trace says it where there are none."""
        return self.text(f"cut.{cut}") if f"cut.{cut}" in self else cut

    def missing(self, why: str) -> str:
        """Why a path was not captured, and what helps; as the trace says it where there are no words for it."""
        return "; ".join(self._missing.get(part, part) for part in why.split("; "))

    def word(self, kind: str, name: str) -> str:
        """The word for one of several things, such as a construct of Python; its name where there is none."""
        return self.text(f"{kind}.{name}") if f"{kind}.{name}" in self else name

    def times(self, n: int) -> str:
        """`once`, `ten times`, `36 times`."""
        return self.text(f"times.{n}") if f"times.{n}" in self else self.text("times", count=n)


class WordedError(Exception):
    """A problem that the catalogue has a sentence for: as text in English, `said` in the words of a language."""

    def __init__(self, key: str, **parts: object) -> None:
        super().__init__(Words("en").text(key, **parts))
        self.key, self.parts = key, parts

    def said(self, words: Words) -> str:
        return words.text(self.key, **self.parts)


class PictureError(WordedError, ValueError):
    """A trace that there is no picture of."""


def joined(parts: list[tuple[str, str]]) -> Sentence:
    """Neighbours of one style become one part."""
    out: list[tuple[str, str]] = []
    for style, text in parts:
        if out and out[-1][0] == style:
            out[-1] = (style, out[-1][1] + text)
        else:
            out.append((style, text))
    return tuple(out)
