"""Every word of the view in every language."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import programs
from mxgrad_widgets.language.labels import LABELS
from mxgrad_widgets.language.words import LANGUAGES
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import payload

SOURCES = Path(__file__).parents[2] / "widgets" / "src"


def parts(template):
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name)


@pytest.mark.parametrize("catalogue", [LANGUAGES, LABELS], ids=["sentences", "labels"])
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_language_lacks_a_word_or_a_part_of_one(catalogue, language):
    english = catalogue["en"]
    assert sorted(catalogue[language]) == sorted(english)
    for key, text in catalogue[language].items():
        assert parts(text) == parts(english[key]), key


def test_the_player_is_given_the_words_of_its_language():
    assert payload(Picture(programs.product(), language="de"))["labels"] == LABELS["de"]


def test_the_front_end_asks_for_no_word_that_is_not_there():
    text = "".join(f.read_text("utf-8") for f in SOURCES.glob("*.js") if not f.name.endswith(".test.js"))
    asked = set(re.findall(r"label\(\"([^\"]+)\"", text))
    assert asked
    assert asked <= set(LABELS["en"])
