"""The numbers of large arrays, window by window: from the kernel in JupyterLab, kept in a page where they are few."""

import numpy
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import to_html

from .test_access import AXE, SERIOUS, needs_axe, open_page

PROGRAM = """\
import numpy
from mxgrad import nd, trace
from mxgrad_widgets import step


def f(x, w):
    y = x * 2
    return (y * y).sum() + (w * 3).sum()


x = nd.array(numpy.sin(numpy.arange(20000)).reshape(100, 200))
w = nd.array(numpy.cos(numpy.arange(9000)).reshape(3, 50, 60))
x.attach_grad()
w.attach_grad()
tr = trace(f, x, w)
tr.backward()
"""
X = numpy.sin(numpy.arange(20000)).reshape(100, 200).astype("float32")
W = numpy.cos(numpy.arange(9000)).reshape(3, 50, 60).astype("float32")


def look_at(player, name, key):
    """Open the numbers of a variable's value or gradient at the last step."""
    player.focus()
    player.press("End")
    player.locator("g.card", has=player.page.locator("text.label", has_text=name)).first.click()
    player.get_by_role("button", name=f"Show the numbers: {key}").click()
    return player.locator(".mxg-numbers")


def window(numbers):
    """What stands in the window: indices of the rows and columns, and the numbers, once they are there."""
    numbers.locator(".mxg-told").and_(numbers.page.locator(":empty")).wait_for(state="attached")
    columns, *rows = numbers.locator("table").evaluate(
        "table => [...table.rows].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return [int(row[0]) for row in rows], [int(c) for c in columns[1:]], [[float(x) for x in row[1:]] for row in rows]


def expect(numbers, matrix, row, column):
    rows, columns, shown = window(numbers)
    assert (rows[0], columns[0]) == (row, column)
    assert rows == list(range(row, row + len(rows)))
    assert columns == list(range(column, column + len(columns)))
    numpy.testing.assert_allclose(shown, matrix[numpy.ix_(rows, columns)], rtol=1e-5, atol=1e-9)
    return len(rows), len(columns)


def test_a_matrix_is_paged_through(notebook, screenshot):
    player = notebook.play(PROGRAM, "step(tr)")
    numbers = look_at(player, "x", "value")
    before = notebook.state()
    rows, columns = expect(numbers, X, 0, 0)
    assert rows == 12
    assert columns >= 8
    assert "x" in numbers.locator("h3").inner_text()
    assert "(100, 200)" in numbers.locator("h3").inner_text()
    screenshot(player, "numbers-matrix")
    down = numbers.get_by_role("slider", name="axis 0")
    assert down.evaluate("field => field === document.activeElement")
    for key, row in (("ArrowRight", 1), ("End", 88), ("ArrowLeft", 87), ("Home", 0)):
        down.press(key)
        expect(numbers, X, row, 0)
    numbers.get_by_role("slider", name="axis 1").press("End")
    expect(numbers, X, 0, 200 - columns)
    pane = numbers.locator(".mxg-window")
    pane.focus()
    for key, row, column in (
        ("ArrowLeft", 0, 200 - 2 * columns),
        ("ArrowDown", 12, 200 - 2 * columns),
        ("End", 88, 200 - 2 * columns),
    ):
        pane.press(key)
        expect(numbers, X, row, column)
    assert notebook.state() == before

    look_at(player, "x", "kept in .grad")
    expect(numbers, 8 * X, 0, 0)
    pane.press("Escape")
    assert numbers.is_hidden()
    assert player.evaluate("root => root.contains(document.activeElement)")
    assert notebook.state() == before


@needs_axe
def test_the_numbers_bar_nobody_in_jupyterlab_and_keep_their_keys(notebook):
    page = notebook.page
    page.emulate_media(reduced_motion="reduce")
    player = notebook.play(PROGRAM, "step(tr)")
    numbers = look_at(player, "x", "value")
    expect(numbers, X, 0, 0)
    page.evaluate(AXE.read_text("utf-8"))
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme}).then(() => true)", theme
        )
        page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")
        assert page.evaluate(SERIOUS) == [], theme
    before = notebook.state()
    keys = (
        "PageDown",
        "PageUp",
        "ArrowDown",
        "Home",
        "End",
        *"ddxzabmy0",
        "Enter",
        "Space",
        "Delete",
        "Shift+ArrowDown",
    )
    for place in ("input[type=range]", ".mxg-window"):
        for key in keys:
            numbers.locator(place).first.focus()
            page.keyboard.press(key)
            assert notebook.state() == before, (place, key)


def test_more_than_two_axes_have_a_slider_each(notebook, screenshot):
    player = notebook.play(PROGRAM, "step(tr)")
    numbers = look_at(player, "w", "value")
    expect(numbers, W[0], 0, 0)
    slider = numbers.get_by_role("slider", name="axis 0")
    assert slider.get_attribute("max") == "2"
    slider.press("ArrowRight")
    expect(numbers, W[1], 0, 0)
    slider.press("End")
    numbers.get_by_role("slider", name="axis 1").press("End")
    expect(numbers, W[2], 38, 0)
    assert slider.get_attribute("aria-valuetext") == "index 2, of 3"
    screenshot(player, "numbers-slices")


def test_with_the_kernel_gone_it_says_so(notebook):
    player = notebook.play(PROGRAM, "step(tr)")
    numbers = look_at(player, "x", "value")
    expect(numbers, X, 0, 0)
    notebook.shut_down_kernels()
    numbers.get_by_role("slider", name="axis 0").press("End")
    numbers.locator(".mxg-told", has_text="Fetching the numbers").wait_for()
    numbers.locator(".mxg-told.mxg-error", has_text="run the cell again").wait_for(timeout=20_000)
    notebook.complaints.clear()  # JupyterLab itself complains of the kernel that went


def test_a_million_elements_are_looked_at_without_fetching_them(notebook):
    player = notebook.play(
        """\
import numpy
from mxgrad import nd, trace
from mxgrad_widgets import step
x = nd.array(numpy.arange(1_000_000).reshape(1000, 1000) / 1024)
x.attach_grad()
tr = trace(lambda x: (x * 3).sum(), x)
tr.backward()
step(tr)"""
    )
    numbers = look_at(player, "x", "value")
    matrix = (numpy.arange(1_000_000).reshape(1000, 1000) / 1024).astype("float32")
    expect(numbers, matrix, 0, 0)
    numbers.get_by_role("slider", name="axis 0").press("End")
    expect(numbers, matrix, 988, 0)


def recorded(array):
    x = nd.array(array, dtype=str(array.dtype))
    if array.dtype.kind != "f":
        return trace(lambda x: x * 2, x)
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = (x * 2).sum()
        y.backward()
    return tr


@pytest.fixture(params=[(1400, "light"), (1400, "dark"), (400, "light"), (400, "dark")], ids=str)
def opened(request, tab, tmp_path):
    width, scheme = request.param

    def open_trace(tr):
        size = {"width": width, "height": 900}
        page = open_page(tab, tmp_path, to_html(tr), viewport=size, color_scheme=scheme, reduced_motion="reduce")
        page.set_default_timeout(10_000)
        return page.locator(".mxg")

    return open_trace


@needs_axe
def test_a_page_keeps_numbers_that_are_few_and_bars_nobody(opened, screenshot, request):
    array = numpy.sin(numpy.arange(1200)).reshape(30, 40).astype("float32")
    array[1, 1], array[2, 0], array[0, 3], array[0, 0] = numpy.nan, -numpy.inf, numpy.inf, 0
    player = opened(recorded(array))
    numbers = look_at(player, "x", "value")
    expect(numbers, array, 0, 0)
    assert numbers.locator("td.nf").all_text_contents() == ["inf", "nan", "-inf"]
    numbers.get_by_role("slider", name="axis 0").press("End")
    expect(numbers, array, 18, 0)
    player.page.evaluate(AXE.read_text("utf-8"))
    assert player.page.evaluate(SERIOUS) == []
    screenshot(player, f"numbers-page-{request.node.callspec.id}")


def test_a_page_says_where_the_numbers_are(tab, tmp_path):
    tr = recorded(numpy.ones((1000, 200), "float32"))
    page = open_page(tab, tmp_path, to_html(tr))
    numbers = look_at(page.locator(".mxg"), "x", "value")
    assert (
        numbers.locator(".mxg-told").inner_text() == "The numbers of this array are in the notebook, not in this page."
    )
    facts = page.locator(".mxg-side").inner_text()
    assert "mean 1, std 0, min 1, max 1; zeros: 0, nan: 0, inf: 0" in facts
    assert "mean 2" in facts


@pytest.mark.parametrize("dtype", ["float16", "float64", "int32", "int8"])
def test_one_long_axis_is_wrapped(tab, tmp_path, dtype):
    array = (numpy.arange(1005) % 120).astype(dtype)
    page = open_page(tab, tmp_path, to_html(recorded(array)))
    numbers = look_at(page.locator(".mxg"), "x", "value")
    rows, columns, shown = window(numbers)
    assert rows == list(range(0, 120, 10))
    assert columns == list(range(10))
    assert [x for row in shown for x in row] == list(range(120))
    numbers.get_by_role("slider", name="axis 0").press("End")
    rows, _, shown = window(numbers)
    assert rows[-1] == 1000
    assert shown[-1] == [float(x) for x in array[1000:]]
