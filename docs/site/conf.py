"""Sphinx's settings: nothing is executed, nothing is fetched, formulas are MathML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docutils.utils.math.latex2mathml import tex2mathml

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1] / "scripts")]

from address import address, buttons

from mxgrad.version import __version__

project, author, release = "mxgrad", "The mxgrad authors", __version__
extensions = ["myst_nb"]
html_theme, html_title = "pydata_sphinx_theme", "mxgrad"
html_static_path = [str(HERE / "static")]
html_css_files, html_js_files = ["site.css"], [("site.js", {"defer": "defer", "data-repository": address()})]
html_copy_source = html_show_sourcelink = False
html_math_renderer = "presentation"
nb_execution_mode = "off"
nb_mime_priority_overrides = [("html", "text/html", 0), ("html", "text/plain", 10)]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 4
myst_dmath_double_inline = True
suppress_warnings = ["myst.header", "misc.highlighting_failure", "mystnb.mime_priority"]
html_theme_options: dict[str, Any] = {
    "logo": {"text": "mxgrad"},
    "icon_links": [{"name": "Source", "url": address(), "icon": "fa-brands fa-github"}] if address() else [],
    "external_links": [{"name": name, "url": url} for name, url in buttons(address()).items()],
    "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"], "footer_end": [],
}  # fmt: skip


def _inline(self: Any, node: Any) -> None:
    self.body.append(tex2mathml(node.astext(), as_block=False))
    raise _skip()


def _block(self: Any, node: Any) -> None:
    self.body.append(tex2mathml(node.astext(), as_block=True))
    raise _skip()


def _skip() -> Exception:
    from docutils.nodes import SkipNode

    return SkipNode()


def setup(app: Any) -> None:
    """Formulas as MathML, which browsers draw by themselves."""
    app.add_html_math_renderer("presentation", (_inline, None), (_block, None))
