"""`python -m mxgrad_widgets trace.json -o page.html`: a saved trace as a page, a picture, a graph or text."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mxgrad import files

from .export.forms import (
    MOST_FRAMES,
    to_dot,
    to_gif,
    to_html,
    to_png,
    to_svg,
)
from .language.catalogue import LANGUAGES
from .picture.run_picture import Picture

WRITERS: dict[str, Callable[[Any, argparse.Namespace], Any]] = {
    ".html": lambda trace, o: to_html(trace, o.step or 0, o.output, language=o.language, theme=o.theme, **_scaled(o)),
    ".svg": lambda trace, o: to_svg(trace, o.step, o.output, language=o.language, theme=o.theme),
    ".png": lambda trace, o: to_png(
        trace, o.step, o.output, language=o.language, theme=o.theme or "light", **_scaled(o)
    ),
    ".gif": lambda trace, o: to_gif(trace, path=o.output, language=o.language),
    ".apng": lambda trace, o: to_gif(trace, path=o.output, language=o.language),
    ".dot": lambda trace, o: to_dot(trace, o.output, language=o.language),
    ".txt": lambda trace, o: files.write(o.output, _text(trace, o.language)),
}


def _scaled(options: argparse.Namespace) -> dict[str, Any]:
    return {} if options.scale is None else {"scale": options.scale}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the form that the ending of the output asks for. Returns 0, or 1 where the trace cannot be shown."""
    options = _parser().parse_args(arguments)
    if options.output.suffix not in WRITERS:
        return _fails(f"{options.output}: the ending must be one of {', '.join(WRITERS)}")
    try:
        trace = json.loads(options.trace.read_text("utf-8"))
    except OSError as error:
        return _fails(f"{options.trace}: {error.strerror}")
    except UnicodeDecodeError:
        return _fails(f"{options.trace}: this is no text; a trace is saved as JSON by tr.save()")
    except json.JSONDecodeError as error:
        return _fails(f"{options.trace}: this is not complete JSON ({error}); save the trace again with tr.save()")
    try:
        WRITERS[options.output.suffix](trace, options)
    except (TypeError, ValueError) as error:
        return _fails(f"{options.trace}: {error}")
    except OSError as error:
        return _fails(f"{options.output}: {error.strerror}")
    except ImportError as error:  # of an extra
        return _fails(f"{options.output}: {error}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mxgrad_widgets", description="A saved trace in another form.")
    parser.add_argument("trace", type=Path, help="a trace that tr.save('….json') wrote")
    form = f"its ending says the form: {', '.join(WRITERS)} (a moving picture has at most {MOST_FRAMES} steps)"
    parser.add_argument("-o", "--output", type=Path, required=True, help=form)
    parser.add_argument("--step", type=int, help="of a picture: this step, counted from 0; of a page: where it opens")
    parser.add_argument("--language", choices=sorted(LANGUAGES), help="language of all that is said")
    parser.add_argument("--theme", choices=("light", "dark"), help="else what the system of its reader prefers")
    parser.add_argument("--scale", type=float, help="of a page or PNG: how many times as large, from 0.5 to 4")
    return parser


def _text(trace: object, language: str | None) -> str:
    picture = Picture(trace, language=language)
    return "".join(f"{picture.listed(i, step)}\n" for i, step in enumerate(picture.steps))


def _fails(problem: str) -> int:
    print(problem, file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
