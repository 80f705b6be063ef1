"""A trace as files: the methods of a trace, and the command."""

from __future__ import annotations

import importlib.metadata
import inspect
import io
import json
import re
import subprocess
import sys

import pytest
from PIL import Image

from mxgrad.tracing import Trace
from mxgrad_widgets import (
    to_dot,
    to_gif,
    to_graphviz,
    to_html,
    to_png,
    to_svg,
)
from mxgrad_widgets.__main__ import main
from mxgrad_widgets.export import forms, raster
from mxgrad_widgets.export.forms import FORMS
from mxgrad_widgets.picture.svg import THEMES, style
from mxgrad_widgets.picture.svg import colours as palette
from tests.programs import handmade


@pytest.fixture
def saved(tmp_path):
    """The path of a saved trace."""
    path = tmp_path / "trace.json"
    path.write_text(json.dumps(handmade.two_x_squared()), "utf-8")
    return path


@pytest.fixture
def run(capsys):
    """Run the command; its exit code and what it says."""

    def call(*arguments):
        code = main([str(a) for a in arguments])
        return code, capsys.readouterr().err

    return call


def colours(png):
    """How often each colour stands in a picture."""
    import io

    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        return image.size, {colour: count for count, colour in image.convert("RGB").getcolors(1 << 24)}


def test_pixels_show_what_the_svg_shows():
    svg = to_svg(handmade.two_x_squared(), 4)
    size, found = colours(raster.png(svg, 2.0))
    wide, high = (float(re.search(rf'{side}="([\d.]+)"', svg).group(1)) for side in ("width", "height"))
    assert size == (round(2 * wide), round(2 * high))
    forward, backward, white = (0, 0x72, 0xB2), (0xD5, 0x5E, 0), (255, 255, 255)
    assert found[forward] > 1000  # frames of the values
    assert found[backward] > 10_000  # the edge that carries the gradient
    assert found[white] > 0.5 * size[0] * size[1]


def test_hidden_elements_leave_no_pixel():
    """Before backward there is nothing of it but the empty places."""
    _, first = colours(raster.png(to_svg(handmade.two_x_squared(), 0), 2.0))
    assert (0xD5, 0x5E, 0) not in first


SQUARE = """<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><style>{css}</style>
<g class="card on"><rect class="box" width="10" height="10" fill="#ffffff"/></g></svg>"""


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        (".card.on .box", True),
        (".card:not(.on) .box", False),
        (".card:not(.off) > .box", True),
        (".card .box:not(.off):not(.cell)", True),
        ("rect.box", True),
        ("text.box", False),
        (".card .card .box", False),
    ],
)
def test_the_style_is_read_as_a_browser_does(selector, fits):
    _, found = colours(raster.png(SQUARE.format(css=f"{selector} {{ fill: #0072b2; }}"), 1.0))
    assert list(found) == [(0, 0x72, 0xB2) if fits else (255, 255, 255)]


def test_the_style_of_pictures_has_nothing_that_the_drawing_of_pixels_does_not_know():
    selectors = re.sub(r"\{[^}]*\}", ",", style("light"))
    assert re.sub(r":not\(\.[\w-]+\)|[\w-]+|[.,>\s]", "", selectors) == ""
    assert "var(" not in style("light")


def test_each_letter_of_a_picture_is_in_the_fonts_that_are_there_everywhere():
    def drawn(letter):
        text = f'<text y="9" style="font: 9px system-ui, &quot;DejaVu Sans&quot;, sans-serif">{letter}</text></g>'
        return raster.png(SQUARE.format(css="g {}").replace("</g>", text), 1.0)

    blank, missing = drawn(""), drawn("\ue000")
    assert blank != missing
    assert [letter for letter in "aä∂Σ→✓·×²ƒ↻⋯‖" if drawn(letter) in (blank, missing)] == []


def test_without_the_extra_the_message_says_what_to_install(monkeypatch, saved, tmp_path, run):
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(ImportError, match=r'pip install "mxgrad\[export\]"'):
        to_png(handmade.product())
    with pytest.raises(ImportError, match=r'pip install "mxgrad\[export\]"'):
        to_gif(handmade.product())
    code, said = run(saved, "-o", tmp_path / "picture.png")
    assert code == 1
    assert 'pip install "mxgrad[export]"' in said


def test_the_same_trace_gives_the_same_pixels():
    assert to_png(handmade.product()) == to_png(handmade.product())


def test_a_picture_that_is_too_large_for_pixels_is_drawn_smaller_and_says_so(monkeypatch):
    monkeypatch.setattr(raster, "MOST_PIXELS", 400_000)
    with pytest.warns(UserWarning, match="too large and was drawn at"):
        image = Image.open(io.BytesIO(to_png(handmade.chain(30))))
    assert image.width * image.height <= raster.MOST_PIXELS
    assert max(image.size) <= raster.MOST_ALONG
    assert len(image.resize((200, 200)).getcolors(40_000)) > 10


@pytest.mark.parametrize("theme", THEMES)
def test_a_picture_has_the_colours_and_the_size_that_are_asked_for(theme):
    small, large = (
        Image.open(io.BytesIO(to_png(handmade.product(), theme=theme, scale=scale))).convert("RGB") for scale in (1, 2)
    )
    assert abs(large.width - 2 * small.width) <= 1
    paper = palette(theme)["--mxg-paper"].lstrip("#")
    assert large.getpixel((large.width - 60, large.height // 2)) == tuple(bytes.fromhex(paper))


def test_svg_follows_the_theme_of_its_reader_unless_one_is_asked_for():
    either, light, dark = (to_svg(handmade.product(), theme=theme) for theme in (None, *THEMES))
    before, after = either.split("@media (prefers-color-scheme:dark)")
    ink = palette("dark")["--mxg-ink"]
    assert ink in after.split("</style>")[0]
    assert ink not in before
    assert ink not in light
    assert "@media" not in light + dark
    assert ink in dark
    with pytest.raises(ValueError, match="theme must be 'light' or 'dark', not 'blue'"):
        to_svg(handmade.product(), theme="blue")


def test_the_dark_has_a_colour_for_all_that_has_one_in_the_light():
    light, dark = palette("light"), palette("dark")
    fonts = {"--mxg-mono", "--mxg-sans"}
    assert {name for name in light if light[name] == dark[name]} - fonts <= {"--mxg-neg"}


@pytest.mark.filterwarnings("error")
def test_characters_that_no_font_has_are_no_error():
    assert to_png(handmade.hostile_names()).startswith(b"\x89PNG")


@pytest.mark.parametrize("ending", ["gif", "apng"])
def test_a_moving_picture_has_a_frame_for_each_step(tmp_path, ending):
    from PIL import Image

    path = tmp_path / f"steps.{ending}"
    to_gif(handmade.two_x_squared(), [0, 1, -1], path)
    with Image.open(path) as image:
        assert image.n_frames == 3


def test_a_moving_picture_of_too_many_steps_says_what_to_do():
    with pytest.raises(ValueError, match=r"steps=range\(100\)"):
        to_gif(handmade.chain(100))


def test_the_graph_for_graphviz_has_every_operation_loop_and_rule():
    text = to_dot(handmade.recorded("doubling"))
    assert 'label="↻ while b.norm() < 1000\\n10 iterations, 11 tests"' in text
    assert 'n3 [label="b = × 2\\nb * 2' in text or "× 2" in text
    assert 'label="∂(2b)/∂b = 2"' in text
    assert text.count("{") == text.count("}")


def test_names_cannot_break_out_of_the_graph():
    pygraphviz = pytest.importorskip("pygraphviz")
    graph = pygraphviz.AGraph(string=to_dot(handmade.hostile_names()))
    assert sorted(graph.nodes()) == ["n0", "n1"]
    assert to_graphviz(handmade.hostile_names()).source == to_dot(handmade.hostile_names())


@pytest.mark.parametrize("form", [to_html, to_svg, to_png, to_gif, to_dot])
def test_a_path_of_another_ending_is_refused(form, tmp_path):
    with pytest.raises(ValueError, match="is written as"):
        form(handmade.two_x_squared(), path=tmp_path / "picture.jpeg")
    assert list(tmp_path.iterdir()) == []


def test_every_form_is_a_method_of_a_trace(tmp_path):
    tracing = pytest.importorskip("mxgrad.tracing")
    tr = tracing.Trace.from_dict(handmade.two_x_squared())
    assert tr.to_svg(step=2) == to_svg(handmade.two_x_squared(), step=2)
    assert tr.to_html(tmp_path / "page.html") == (tmp_path / "page.html").read_text("utf-8")
    assert tr.to_dot() == to_dot(handmade.two_x_squared())
    assert tr.to_png(tmp_path / "picture.png") == (tmp_path / "picture.png").read_bytes()
    assert tr.to_gif(steps=[0, 1]).startswith(b"GIF8")
    assert tr.to_graphviz().source == tr.to_dot()
    assert sorted(forms.FORMS) == sorted(tracing.views)


DRAWS = """from mxgrad import nd, trace
from mxgrad.errors import MXGradError
tr = trace(lambda x: x * 2, nd.array([1]))
try:
    print(tr.to_svg()[:4])
except MXGradError as error:
    print(error)
"""


def printed(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    return done.stdout or done.stderr


def test_a_trace_draws_itself_without_an_import():
    if not importlib.metadata.entry_points(group="mxgrad.views"):
        pytest.skip("mxgrad is not installed here: its entry points are not known")
    assert printed(DRAWS) == "<svg\n"


def test_without_a_view_a_trace_says_what_brings_one():
    nothing = "import importlib.metadata\nimportlib.metadata.entry_points = lambda group: ()\n"
    assert "pip install mxgrad" in printed(nothing + DRAWS)


def test_a_page_has_the_language_and_the_theme_that_were_asked_for():
    page = to_html(handmade.two_x_squared(), language="de", theme="dark")
    assert page.startswith('<!doctype html><html lang="de" data-jp-theme-light="false">')
    assert "color-scheme:dark" in page
    with pytest.raises(ValueError, match="theme must be"):
        to_html(handmade.two_x_squared(), theme="blue")
    with pytest.raises(ValueError, match="from 0 to 6"):
        to_html(handmade.two_x_squared(), step=7)


@pytest.mark.parametrize(
    ("ending", "begins"),
    [
        ("html", b"<!doctype html>"),
        ("svg", b"<svg "),
        ("png", b"\x89PNG"),
        ("gif", b"GIF8"),
        ("apng", b"\x89PNG"),
        ("dot", b"digraph trace {"),
        ("txt", b"1. forward: x = [[1, 2], [3, 4]]."),
    ],
)
def test_the_command_writes_each_form(run, saved, tmp_path, ending, begins):
    path = tmp_path / f"out.{ending}"
    assert run(saved, "-o", path) == (0, "")
    assert path.read_bytes().startswith(begins)


def test_the_command_takes_a_step_and_a_language(run, saved, tmp_path):
    path = tmp_path / "out.svg"
    assert run(saved, "-o", path, "--step", 2)[0] == 0
    assert path.read_text("utf-8") == to_svg(handmade.two_x_squared(), step=2)
    assert run(saved, "-o", tmp_path / "out.txt", "--language", "de")[0] == 0
    assert "ergibt" in (tmp_path / "out.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"\xff\xfe\x00", "no text"),
        (json.dumps(handmade.product()).encode()[:-40], "not complete JSON"),
        (b"[1, 2]", "expected a Trace"),
        (json.dumps(handmade.product() | {"version": "2.0"}).encode(), "version '2.0'"),
        (json.dumps(handmade.no_operations()).encode(), "recorded no operations"),
        (json.dumps(handmade.product() | {"values": []}).encode(), "but there are 0 values"),
        (json.dumps(handmade.product()).encode(), None),
        (json.dumps(handmade.product() | {"nodes": [{"id": 0}]}).encode(), "damaged"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_trace(run, tmp_path, content, words):
    path = tmp_path / "trace.json"
    if content is not None:
        path.write_bytes(content)
    code, said = run(path, "-o", tmp_path / "out.html")
    assert code == (1 if words else 0)
    assert (words or "") in said
    assert said.count("\n") == code
    assert (tmp_path / "out.html").exists() is not bool(words)


def test_the_command_knows_its_endings(run, saved, tmp_path):
    code, said = run(saved, "-o", tmp_path / "out.pdf")
    assert code == 1
    assert ".html, .svg, .png" in said
    code, said = run(saved, "-o", tmp_path / "nowhere" / "out.svg")
    assert code == 1
    assert "No such file" in said


def test_the_command_runs_as_a_module(saved, tmp_path):
    command = [sys.executable, "-m", "mxgrad_widgets", str(saved), "-o", str(tmp_path / "out.svg"), "--step", "99"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "from 0 to 6" in done.stderr


def test_a_trace_takes_what_each_of_its_forms_takes():
    for name, form in FORMS.items():
        own = set(inspect.signature(getattr(Trace, name)).parameters) - {"self"}
        assert own == set(inspect.signature(form).parameters) - {"trace"}, name
