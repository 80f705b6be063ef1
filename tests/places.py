"""Where the parts of the checkout are, for the tests that read them as files."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
ENGINE = REPOSITORY / "mxgrad"
WIDGETS = REPOSITORY / "widgets"
NOTEBOOKS = REPOSITORY / "notebooks"
DOCS = REPOSITORY / "docs"
PROGRAMS = REPOSITORY / "tests" / "programs"
