"""Nobody is shut out: what axe-core finds, focus and keys in JupyterLab, and the colours that a user forces."""

import pytest

from mxgrad_widgets import to_html
from mxgrad_widgets.language import english, german
from tests.places import WIDGETS
from tests.programs import handmade

from .test_programs import DOUBLING

AXE = WIDGETS / "node_modules" / "axe-core" / "axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `npm ci` in widgets/")
SERIOUS = """async () => (await axe.run('.mxg', {resultTypes: ['violations']})).violations
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .flatMap(found => found.nodes.map(node => `${found.id}: ${node.html.slice(0, 120)} ${node.failureSummary}`))"""
THEMES = ("light", "dark")
# From the first step to the last, with each of the panels open.
LOOKS = {
    "first step": ("Home",),
    "a contribution": ("b", "ArrowRight"),
    "table": ("End", "t"),
    "keys": ("t", "?"),
    "inspector": ("?", "ArrowUp", "Enter"),
    "side by side": ("Enter", "u"),
}
PROGRAM = DOUBLING.format(0.4)
# What JupyterLab acts on in command mode or in any mode, and what the player acts on.
KEYS = (
    *"abcdefijklmnoprstuvwxyzBEMTUV0123456789/?[]-",
    *("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"),
    *("Enter", "Space", "Escape", "Backspace", "Delete", "Tab", "Shift+Tab"),
    *("Shift+Enter", "Control+Enter", "Alt+Enter", "Shift+ArrowUp", "Shift+ArrowDown", "Shift+ArrowRight"),
    *("Shift+M", "Shift+L", "Shift+O", "Shift+Space", "Control+s", "Control+Shift+ArrowUp"),
)
FOCUS = "[data-act=next]", "[data-act=last]", ".mxg-chips button", "input[type=range]", "g.card", ".mxg-code"


def open_page(tab, folder, html, viewport=None, ready=".mxg[data-state=ready]", **media):
    file = folder / "page.html"
    file.write_text(html, "utf-8")
    if viewport:
        tab.set_viewport_size(viewport)
    tab.emulate_media(**media)
    tab.goto(file.as_uri())
    tab.locator(ready).wait_for()
    return tab


def audit(page, looks=LOOKS):
    page.evaluate(AXE.read_text("utf-8"))
    player = page.locator(".mxg")
    for look, keys in looks.items():
        player.focus()
        for key in keys:
            page.keyboard.press(key)
        assert page.evaluate(SERIOUS) == [], look


@needs_axe
@pytest.mark.parametrize(  # each pair of two of them once
    ("theme", "system", "width"),
    [("light", "light", 1400), ("light", "dark", 360), ("dark", "light", 360), ("dark", "dark", 1400)],
)
def test_the_page_bars_nobody(tab, tmp_path, theme, system, width):
    """In a theme of its own too where the system prefers the other."""
    html = to_html(handmade.recorded("doubling"), theme=theme)
    size = {"width": width, "height": 900}
    audit(open_page(tab, tmp_path, html, viewport=size, color_scheme=system, reduced_motion="reduce"))


@needs_axe
@pytest.mark.parametrize("system", THEMES)
@pytest.mark.parametrize("name", ["not_finite", "branching", "hostile_names"])
def test_the_page_bars_nobody_in_the_theme_of_the_system(tab, tmp_path, name, system):
    html = to_html(handmade.ALL[name]())
    looks = {"last step": ("End",), "all panels": ("t", "?", "Enter")}
    audit(open_page(tab, tmp_path, html, color_scheme=system, reduced_motion="reduce"), looks)


@needs_axe
def test_the_widget_bars_nobody(notebook):
    notebook.page.emulate_media(reduced_motion="reduce")
    notebook.play(PROGRAM, "step(tr)")
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        notebook.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme}).then(() => true)", theme
        )
        notebook.page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
        audit(notebook.page, LOOKS | {"change": ("u", "?", "e")})
        notebook.page.keyboard.press("Escape")


def test_no_key_in_the_player_reaches_the_notebook(notebook):
    player = notebook.play(PROGRAM, "step(tr)")
    player.focus()
    before = notebook.state()
    for key in KEYS:
        player.focus()
        notebook.page.keyboard.press(key)
        assert notebook.state() == before, key
    for place in FOCUS:
        for key in ("Enter", "Space", "ArrowDown", "x", "a", "d", "d", "Shift+Enter", "End", "Home"):
            notebook.page.keyboard.press("Escape")
            player.locator(place).first.focus()
            notebook.page.keyboard.press(key)
            assert notebook.state() == before, (place, key)


def test_focus_stays_in_the_player_when_its_element_goes(notebook):
    """Else the next key would be the notebook's."""
    player = notebook.play(PROGRAM, "step(tr)")
    page = notebook.page

    def focused():
        return player.evaluate("root => root.contains(document.activeElement) && !document.activeElement.disabled")

    player.locator("[data-act=last]").focus()
    page.keyboard.press("Enter")  # the button is disabled now
    assert focused()
    player.locator("[data-act=inspect]").click()
    player.locator(".mxg-side dd button").first.click()  # the inspector shows another node
    assert focused()
    player.press("t")
    player.locator(".mxg-table tr[aria-current] button").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    steps = int(player.get_attribute("data-steps"))
    assert player.get_attribute("data-step") == str(steps - 2)
    page.keyboard.press("Escape")  # the table is closed
    assert focused()
    player.locator("g.card").first.focus()
    page.keyboard.press("u")
    player.and_(page.locator("[data-view=unrolled]")).wait_for()
    assert focused()


def test_forced_colours_leave_text_readable(tab, tmp_path):
    html = to_html(handmade.two_x_squared())
    page = open_page(tab, tmp_path, html, forced_colors="active", color_scheme="dark")
    fills = page.evaluate(
        """() => ['.card .box', '.card .num'].map(name => getComputedStyle(document.querySelector(name)).fill)"""
    )
    assert fills[0] != fills[1]


def test_a_german_page_has_no_english_label(tab, tmp_path):
    page = open_page(tab, tmp_path, to_html(handmade.recorded("doubling"), language="de"))
    for panel in ("inspect", "table", "help"):
        page.locator(f"[data-act={panel}]").click()
    page.locator("g.card").first.click()
    seen = page.evaluate(
        """() => [...document.querySelectorAll('.mxg :is(button, input, th, dt, dd, h3, span, [aria-label])')].flatMap(
            element => [element.getAttribute('aria-label'), element.title, element.textContent])"""
    )
    only_english = {text for key, text in english.LABELS.items() if text != german.LABELS[key]}
    assert set(seen) >= {german.LABELS[key] for key in ("keys", "next", "fact.kind", "fact.value")}
    assert not only_english & set(seen)
