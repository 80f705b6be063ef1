"""The catalogue of every language: none lacks a word, no key is unused, and nothing is said past it."""

from __future__ import annotations

import ast
import re
from html import unescape
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree

import pytest

import mxgrad.path
import mxgrad_widgets
from mxgrad import nd, trace
from mxgrad.path.following import call_stack
from mxgrad_widgets import to_dot
from mxgrad_widgets.language import english, german
from mxgrad_widgets.language.catalogue import LANGUAGES, Words
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player import show as showing
from mxgrad_widgets.player.payload import payload
from mxgrad_widgets.player.widget import PlayerWidget
from tests.programs import handmade

PYTHON = Path(mxgrad_widgets.__file__).parent
PATH = Path(mxgrad.path.__file__).parent
JAVASCRIPT = PYTHON.parent / "src"
ENGLISH, GERMAN = english.SENTENCES, german.SENTENCES


def parts(template):
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name)


@pytest.mark.parametrize("kind", ["SENTENCES", "LABELS"])
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_language_lacks_a_word_or_a_part_of_one(kind, language):
    wanted, given = getattr(english, kind), getattr(LANGUAGES[language], kind)
    assert sorted(given) == sorted(wanted)
    for key, text in given.items():
        assert parts(text) == parts(wanted[key]), key


def test_every_key_of_the_sentences_is_used():
    literals, begins = {"times"}, {"times."}  # asked for by Words itself
    for file in PYTHON.rglob("*.py"):
        if file.stem in [catalogue.__name__.rpartition(".")[2] for catalogue in LANGUAGES.values()]:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                literals.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begins.add(str(node.values[0].value))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "word":
                begins.add(f"{ast.literal_eval(node.args[0])}.")
    begins = {begin for begin in begins if begin.endswith(".")} | {"cut."}  # the key goes on with a name
    unused = [
        key
        for key in ENGLISH
        if key.removesuffix(".one") not in literals and not any(key.startswith(begin) for begin in begins)
    ]
    assert not unused


def front_end():
    """The source of the front end, without its tests."""
    return "".join(f.read_text("utf-8") for f in sorted(JAVASCRIPT.rglob("*.js")) if not f.name.endswith(".test.js"))


def test_every_label_is_used():
    text = front_end()
    icons = set(re.findall(r"(\w+): \"M", text))
    groups = {"keys.", "column.", "fact.", "numbers.", "map.", "tab.", "mistake.", "nudge."}
    begins = groups & set(re.findall(r"label\(`([\w ]+\.)\$\{", text))
    assert begins >= {"keys.", "fact."}
    ends = (".word",)
    assert "`change.${" in text
    verdicts = {f"change.{verdict}" for verdict in ("same", "differ", "other program", "unknown")}  # Comparison.verdict
    unused = [
        key
        for key in english.LABELS
        if f'"{key}"' not in text
        and key not in icons | verdicts
        and not key.startswith(tuple(begins))
        and not key.endswith(ends)
    ]
    assert not unused


def test_the_player_is_given_the_words_of_its_language():
    assert payload(Picture(handmade.product(), language="de"))["labels"] == german.LABELS


def test_the_front_end_asks_for_no_word_that_is_not_there():
    text = front_end()
    asked = set(re.findall(r"(?:label\(|key: )\"([^\"]+)\"", text))
    assert asked
    assert asked <= set(english.LABELS)


def test_words_that_the_front_end_keeps_for_itself_are_those_of_the_catalogue():
    kept = (JAVASCRIPT / "data" / "payload.js").read_text("utf-8")
    assert all(f'"{english.LABELS[key]}"' in kept for key in ("other format", "no steps"))


def engine_says():
    """The reasons why a path is missing, and the remedies, that the engine spells out."""
    functions = {"recompile.py": ("why_not",), "with_block.py": ("run_with_hooks", "_with_hooks", "_block")}
    for file, names in functions.items():
        tree = ast.parse((PATH / file).read_text("utf-8"))
        for function in [part for part in tree.body if isinstance(part, ast.FunctionDef) and part.name in names]:
            returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
            yield from [n.value for n in returned if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    yield from (f"it stands in a {kind}" for kind in ("function", "class"))
    yield call_stack._MISSING


def test_why_a_path_is_missing_is_said_in_every_language():
    said = list(engine_says())
    assert len(said) > 10
    assert not english.MISSING
    for language in set(LANGUAGES) - {"en"}:
        words = LANGUAGES[language].MISSING
        assert {part for text in said for part in text.split("; ")} == set(words)
        assert Words(language).missing("; ".join(words)) == "; ".join(words.values())


# ---- a program with everything


def halve(b):
    return b / 2


def program(x, w):
    y = x * 2
    while y.sum().asscalar() < 20:
        y = y * 2
    if y[0].asscalar() > 0:
        y = y + 1
    z = halve(y) + y.detach() if y[1].asscalar() > 0 else -y
    big = nd.ones((10, 10)) * w
    none = x[0:0] * 2
    return z.sum() + (x * 0).log().sum() * 0 + big.sum() + none.sum()


@pytest.fixture(scope="module")
def tr():
    x, w = nd.array([1.0, 2.0]), nd.array([3.0])
    x.attach_grad()
    w.attach_grad("add")
    found = trace(program, x, w)
    found.backward()
    return found


@pytest.fixture(scope="module")
def picture(tr):
    return Picture(tr, engine="ranked", language="de")


def texts_of_scene(root):
    """All that is read of a scene: texts and what stands for a card."""
    stack, out = [root], []
    while stack:
        _, attributes, inner, _ = stack.pop()
        out.append(attributes.get("aria-label", ""))
        if isinstance(inner, str):
            out.append(inner)
        else:
            stack += inner
    return out


def texts_of_page(data):
    out = [data["description"], *(node["title"] for node in data["nodes"])]
    for bar in data["loop_bars"]:
        out += [bar["title"], *(mark[0] for mark in bar["marks"])]
    for scene in data["scenes"].values():
        out += texts_of_scene(scene["root"])
    out += [fact[2] for node in data["nodes"] for fact in node["facts"]]
    for part in data["parts"]:
        out += [fact[2] for told in part["facts"].values() for fact in told]
        out += [change[2] for batch in part["changes"] for change in batch if change[1] == 1]
        out += ["".join(text for style, text, *_ in step["say"] if style != "rule") for step in part["steps"]]
        out += [step.get("turn", "") for step in part["steps"]]
    return out


def texts_of_svg(svg):
    seen = [e for e in ElementTree.fromstring(svg).iter() if not e.tag.endswith("style")]  # noqa: S314
    return [text for e in seen for text in (e.text, e.get("aria-label")) if text]


def whole(template):
    """What a template can come to."""
    parts = Formatter().parse(template)
    return re.compile("".join(re.escape(text) + (".*" if name is not None else "") for text, name, _, _ in parts))


def english_in(texts):
    """Which sentences of the English catalogue, whole or in part, stand in some texts."""
    pieces = {piece.strip() for text in texts for piece in (text, *re.split(r"→|:|·|,|—|;|\n", text))}
    joined = "\n".join(dict.fromkeys(texts))
    found = []
    for key, template in ENGLISH.items():
        fragments = [text for text, *_ in Formatter().parse(template)]
        if template == GERMAN[key] or not any(re.search(r"[A-Za-z]{2}", text) for text in fragments):
            continue
        forms, own = whole(template.strip()), whole(GERMAN[key].strip())
        found += [(key, piece) for piece in pieces if forms.fullmatch(piece) and not own.fullmatch(piece)]
        long = [text.strip() for text in fragments if " " in text.strip()]
        found += [(key, text) for text in long if text in joined and text not in GERMAN[key]]
    return found


def test_english_is_found_where_it_is(tr):
    found = {key for key, _ in english_in(texts_of_page(payload(Picture(tr, engine="ranked"))))}
    wanted = {"value", "grad", "old grad", "incoming", "local", "contribution", "via", "empty", "not taken", "it",
              "cut.detach", "body", "kind.op", "array.long", "title", "op", "write", "statistics", "odd.forward",
              "start", "kind.condition", "iterations", "input.add"}  # fmt: skip
    assert wanted <= found


def test_a_german_page_says_nothing_of_the_english_catalogue(picture):
    assert english_in(texts_of_page(payload(picture))) == []
    assert english_in(texts_of_page(payload(picture.unrolled()))) == []


def test_german_pictures_say_nothing_of_the_english_catalogue(picture):
    for step in (None, *range(len(picture.steps))):
        assert english_in(texts_of_svg(picture.svg(step))) == [], step


def test_german_texts_beside_the_picture_say_nothing_of_the_english_catalogue(tr, picture):
    alt = re.search(r'alt="([^"]*)"', showing._image(picture)).group(1)
    listed = showing._text(tr.to_dict(), picture).split("\n")
    labels = re.findall(r'label="([^"]*)"', to_dot(tr, language="de"))
    player = repr(PlayerWidget(tr, language="de"))
    assert (
        english_in([unescape(alt), *listed, player, *(part for label in labels for part in label.split("\\n"))]) == []
    )


@pytest.mark.parametrize("budget", [16, 8, 4])
def test_a_folded_call_among_what_is_not_drawn_is_in_the_card_of_all_that(picture, budget):
    drawing = picture.within(budget).drawing
    assert {stop for wire in drawing.wiring.wires.values() for stop in wire.stops} <= set(drawing.homes)
