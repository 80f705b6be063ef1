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


def test_the_command_takes_a_language(tr, tmp_path):
    tr.save(tmp_path / "trace.json")
    assert main([str(tmp_path / "trace.json"), "-o", str(tmp_path / "page.html"), "--language", "de"]) == 0
    assert '<html lang="de">' in (tmp_path / "page.html").read_text("utf-8")
