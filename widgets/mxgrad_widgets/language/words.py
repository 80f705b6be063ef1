"""Every sentence and label of the view, in every language it speaks.

A template names its parts with their style: `{name:code} = {value:value}`. Styles: code, value, rule, error.
"""

from __future__ import annotations

from string import Formatter

from .german import GERMAN

# A sentence is a list of (style, text); the style "" is plain text.
Sentence = tuple[tuple[str, str], ...]

ENGLISH = {
    # steps
    "input": "{name:code} = {value:value}. ",
    "input.write": "{call:code} gave it an empty slot for its gradient, {slot:code}.",
    "input.add": "{call:code}: new gradients will be added to {slot:code}.",
    "input.gradient": "backward() wrote it.",
    "input.none": "No gradient is asked for it.",
    "op": "{source:code} gives {value:value}.",
    "op.named": "{source:code} gives {value:value}, now called {name:code}.",
    "op.recorded": " A step of the backward pass, recorded as an operation.",
    "op.recorded.rule": " A step back through {source:code}, recorded as an operation: {rule:rule}.",
    "op.recorded.sum": " The contributions to {name:code} so far, added: recorded as an operation too.",
    "in.iteration": " (iteration {number} of {count})",
    "decide.while.true": "{source:code}: {measured:value} is true, so the body runs: iteration {next}.",
    "decide.while.false": "{source:code}: {measured:value} is false, so the loop ends after {times}.",
    "decide.arm": "{source:code}: {measured:value} is {truth}, so {arm:code} runs.",
    "decide.arm.not": "{source:code}: {measured:value} is {truth}, so {arm:code} runs and {other:code} does not.",
    "decide.none": "{source:code}: {measured:value} is {truth}, so nothing of it runs.",
    "decide.skipped": "{source:code}: {measured:value} is {truth}, so {other:code} does not run.",
    "decide.assert": "{source:code}: {measured:value} is {truth}.",
    "decide.part": "{source:code}: {measured:value} is {truth}.",
    "backward": "{call:code} starts. ",
    "backward.given": "The head gradient given is {value:value}.",
    "backward.one": "The head gradient is 1.",
    "backward.ones": "The head gradient is all ones, the same as {call:code}.",
    "backward.recorded": " Each step back is recorded as an operation, so that it can be differentiated again.",
    "recorded.end": "{call:code} ends.",
    "recorded": " It returns {name:code} = {value:value}, which has a graph of its own.",
    "contrib.blocked": "Back through {source:code}: no gradient passes to {name:code} ({reason}).",
    "contrib.cut": " No gradient goes to {name:code}: {reason}.",
    "cut.detach": "cut by detach()",
    "cut.attach_grad": "attach_grad() makes it a variable of its own",
    "cut.pause": "computed under pause()",
    "cut.freed": "an earlier backward() freed its graph",
    "cut.not differentiable": "not differentiable",
    "contrib.from.layer": "Back through the recorded step {source:code}{iteration}: ",
    "contrib.from": "Back through {source:code}{iteration}: ",
    "contrib.rule": "{rule:rule}, ",
    "contrib.local": "{incoming:value} · {local:value} = {value:value} for {name:code}.",
    "contrib.whole": "{incoming:value} becomes {value:value} for {name:code}.",
    "contrib.zero": " Nothing but zero flows on.",
    "contrib.waits": " It waits there: {left} more to come.",
    "contrib.added": " Added to what had arrived: {value:value}.",
    "contrib.added.more": " Added to what had arrived: {value:value} ({left} more to come).",
    "write": "{value:value} is written into {slot:code}.",
    "write.add": "Added to the old {slot:code} of {before:value}: now {value:value}.",
    "odd": " Not finite: {counts}.",
    "odd.forward": " The first value that is not finite: {counts:error}.",
    "odd.backward": " The first gradient that is not finite: {counts:error}.",
    "error": "{type:error}: {message} The program stopped here.",
    "unknown value": "an unknown value",
    # the inspector
    "statistics": "mean {mean}, std {std}, min {min}, max {max}; zeros: {zeros}, nan: {nan}, inf: {inf}",
    "statistics.none": "not kept: the array was written to later, or computed before the trace began",
    # the picture
    "storyboard.path": "Path: which way Python went, and what it measured there",
    "true": "true",
    "false": "false",
    "body": "body",
    "stop": "stop",
    "goes on": "goes on",
    "not taken": "not taken this run",
    "read by Python": "read by Python,",
    "no path": "no gradient path to {name}",
    "it": "it {number}/{count}",
    "test": "test {number}/{count}",
    "iterations.one": "1 iteration",
    "iterations": "{count} iterations",
    "iterations.range": "{least} to {most} iterations",
    "tests.one": "1 test",
    "tests": "{count} tests",
    "runs": "run {count} times",
    "between": "⋯ {count} more",
    "calls": "⋯ {count} calls inside",
    "folded": "⋯ {count} operations",
    "not drawn": "stepped through, not drawn",
    "start": "backward starts here",
    "layer": "↩ gradient of {name}, recorded",
    "layer.detail": "create_graph=True: layer {number}",
    "layer.rule": "from {source}:",
    "layer.sum": "sum for {name}",
    "head": "head gradient",
    "head.ones": "of {name} (ones)",
    "head.given": "of {name} (given)",
    "value": "value",
    "grad": "grad",
    "old grad": "old grad",
    "via": "via {name}",
    "grad of": "grad {name}",
    "terms.more": "{count} more",
    "incoming": "incoming",
    "local": "local",
    "contribution": "contribution",
    "blocked": "no gradient: {reason}",
    "empty": "empty",
    "scalar": "scalar",
    "array.long": "an array of shape {shape}",
    "array.empty": "an empty array of shape {shape}",
    "construct.ternary": "ternary",
    "construct.guard": "guard",
    "construct.filter": "filter",
    "scope.class": "class",
    "title": "mxgrad: {nodes} nodes, {steps} steps",
    "title.step": "{title}, step {step}",
    "caption": "Step {step} of {count} · {phase}: {text}",
    "phase.forward": "forward",
    "phase.backward": "backward",
    "storyboard.forward": "Forward: each operation as it ran, with its value",
    "storyboard.backward": "Backward: incoming · local = contribution, on every edge",
    "made from": "{name} from {names}",
    "steps.more": "{steps} … {count} more steps",
    "lines.more": "⋯ {count} more lines",
    "player": "interactive player of {count} steps: run this cell to step through it",
    # the inspector: what a node is
    "kind.op": "op",
    "kind.op layer": "op layer",
    "kind.input": "input",
    "kind.head": "head",
    "kind.stub": "stub",
    "kind.condition": "condition",
    # changing an input
    "change.other": "This run cannot be made again with other inputs: write the program as a function f and use "
    "trace(f, x).",
    "change.large": "None of the inputs has at most {count} numbers: run the cell again with others.",
    "change.text": "{name}: {text} is not numbers in brackets, separated by commas, such as {like}",
    "change.number": "{name}: {text} are several numbers, and the input is one",
    "change.whole": "{name}: {text} does not fit: the input holds whole numbers ({dtype})",
    "change.typed": "typed: {text}",
    "change.name": "{name} is no input of the program",
    "change.interrupted": "The program was interrupted.",
    "change.exit": "The program called exit(): nothing of it can be shown.",
    "change.error": "{error}",
    "change.error.line": "{error} (line {line}: {source})",
    "change.first": "This is the first run: there is none to go back to.",
    "change.printed": "… {count} more lines",
    "differ.at": "first at line {line}",
    "differ.none": "no more decisions",
    "differ.is": "{source} is {value}",
    "differ.not": "{test} → {arm}, not {others}",
    "differ.not run": "not run",
    "taken.body": "body",
    "taken.exit": "exit",
    "taken.else": "else",
    "taken.go on": "go on",
    "taken.stop": "stop",
    "taken.pass": "pass",
    "taken.fail": "fail",
    "taken.keep": "keep",
    "taken.drop": "drop",
    "taken.accept": "accept",
    "taken.reject": "reject",
    # why there is no picture
    "no picture": "There is no picture: {problem}.",
    "damaged": "this trace is damaged ({error}); record the program again, or save it again with tr.save()",
    "other version": "this view reads traces of version {major}.x, got version {version}; "
    "record the program again with the installed mxgrad",
    "no operations": "this trace recorded no operations, so there is no graph to show; "
    "run operations on arrays inside `with autograd.record():` while tracing",
    "no events": "this trace has no events to step through; record the program again",
    "not captured": "path not captured for {name};",
    "re-run": "re-run its cell",
    "product.same": "← × {factor} {times} = × {product}",
    "product": "← × {factors} = × {product}",
    "times.1": "once",
    "times.2": "twice",
    "times.3": "three times",
    "times.4": "four times",
    "times.5": "five times",
    "times.6": "six times",
    "times.7": "seven times",
    "times.8": "eight times",
    "times.9": "nine times",
    "times.10": "ten times",
    "times": "{count} times",
}

LANGUAGES = {"en": ENGLISH, "de": GERMAN}
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
        self._words = LANGUAGES[language]
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
