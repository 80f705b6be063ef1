"""What every run of a lesson has in common, wherever it is started from."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

CELL_SECONDS = 30
LESSON_SECONDS = 600  # for all cells together
MOST_PRINTED = 5_000_000  # bytes that one run may put out: an endless loop that prints fills no memory
SLOW_SECONDS = 5.0
LARGEST_FILE = 200_000
LARGEST_OUTPUT = 100_000

# Pictures and widgets differ by theme, font and Graphviz build; the same content is also there as text,
# and that is what a lesson promises.
NOT_COMPARED = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "application/javascript",
    "application/vnd.jupyter.widget-view+json",
)
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def one_thread() -> None:
    """Let linear algebra use one thread here and in kernels started from here, unless somebody decided otherwise.

    On a busy machine the threads of small matrices wait for one another, and a 1 ms step turns into 50 ms.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


@contextlib.contextmanager
def nobodys_startup_files() -> Iterator[str]:
    """Kernels that start inside read no IPython profile; gives the empty folder that stands for it."""
    before = os.environ.get("IPYTHONDIR")
    with tempfile.TemporaryDirectory(prefix="mxgrad-ipython-", ignore_cleanup_errors=True) as folder:
        os.environ["IPYTHONDIR"] = folder
        try:
            yield folder
        finally:
            if before is None:
                del os.environ["IPYTHONDIR"]
            else:
                os.environ["IPYTHONDIR"] = before
