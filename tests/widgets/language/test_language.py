"""Every form in the language that was asked for."""

from __future__ import annotations

import pytest

from mxgrad import nd, trace
from mxgrad_widgets import FORMS, PlayerWidget, set_language, show, step, to_dot, to_html, to_svg
from mxgrad_widgets.__main__ import main


def halve(b):
    return b / 2


def program(x):
    """A loop, a branch, a call, an edge that is cut, and a value that is not finite."""
    y = x * 2
    while y.sum().asscalar() < 20:
        y = y * 2
    if y[0].asscalar() > 0:
        y = y + 1
        z = halve(y) + y.detach()
    else:
        z = y
    return z.sum() + (x * 0).log().sum() * 0


@pytest.fixture(scope="module")
def tr():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    found = trace(program, x)
    found.backward()
    return found


@pytest.fixture
def german():
    set_language("de")
    yield
    set_language("en")


def test_every_form_speaks_the_language_it_is_given(tr):
    for name in ("to_html", "to_svg", "to_dot"):
        english, german = (getattr(tr, name)(language=language) for language in ("en", "de"))
        assert english == getattr(tr, name)() == FORMS[name](tr), name
        assert german == FORMS[name](tr, language="de") != english, name
    assert tr.to_png(step=0, language="de") != tr.to_png(step=0)
    assert tr.to_gif(steps=[0], language="de") != tr.to_gif(steps=[0])


def test_one_default_holds_for_every_form_until_one_is_given_its_own(german, tr):
    assert tr.to_svg() == tr.to_svg(language="de") != tr.to_svg(language="en")
    assert to_dot(tr) == to_dot(tr, language="de")
    assert PlayerWidget(tr).words.language == "de"
    assert PlayerWidget(tr, language="en").words.language == "en"
    assert '<html lang="de">' in to_html(tr)


@pytest.mark.parametrize("form", [show, step, to_html, to_svg, to_dot, PlayerWidget])
def test_a_language_that_there_is_not_is_refused_by_name(form, tr):
    with pytest.raises(ValueError, match="speaks en, de; got language 'fr'"):
        form(tr, language="fr")
    with pytest.raises(ValueError, match="speaks en, de; got language 'fr'"):
        set_language("fr")


@pytest.fixture
def answers(monkeypatch):
    sent = []
    monkeypatch.setattr(PlayerWidget, "send", lambda self, content, buffers=None: sent.append(content))
    return sent


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"x": "[1, 2"}, "x: [1, 2 sind keine Zahlen in Klammern, getrennt durch Kommas, wie etwa [1, 2]"),
        ({"y": "[1, 2]"}, "y ist keine Eingabe des Programms"),
        ({"x": "[1, 2, 3]"}, "IndexError: no third (Zeile"),
    ],
)
def test_what_cannot_be_changed_is_told_in_the_language(answers, inputs, said):
    def f(x):
        if x.shape[0] > 2:
            raise IndexError("no third")
        return x * 2

    widget = PlayerWidget(trace(f, nd.array([1.0, 2.0])), language="de")
    widget._answer(widget, {"id": "q", "kind": "change", "inputs": inputs}, [])
    assert answers[0]["text"].startswith(said)
    widget._answer(widget, {"id": "q", "kind": "undo"}, [])
    assert answers[1]["text"] == "Dies ist der erste Lauf: davor gibt es keinen."


def test_what_a_change_did_is_told_in_the_language(tr, answers):
    widget = PlayerWidget(tr, language="de")
    widget._answer(widget, {"id": "q", "kind": "change", "inputs": {"x": "[-1, 2]"}}, [])
    rows = answers[0]["rows"]
    assert rows[0][0].startswith("zuerst in Zeile ")
    assert "Durchläufe" in str(rows[1])
    assert "true" not in str(rows)
    english = PlayerWidget(tr)
    english._answer(english, {"id": "q", "kind": "change", "inputs": {"x": "[-1, 2]"}}, [])
    assert answers[1]["rows"] == [list(row) for row in tr.compare(tr.rerun(x=[-1, 2])).rows]


def test_the_command_takes_a_language(tr, tmp_path):
    tr.save(tmp_path / "trace.json")
    assert main([str(tmp_path / "trace.json"), "-o", str(tmp_path / "page.html"), "--language", "de"]) == 0
    assert '<html lang="de">' in (tmp_path / "page.html").read_text("utf-8")
