"""Copies lessons for JupyterLite: its kernel is another one, and each begins by installing what it needs there."""

import json
import sys
from pathlib import Path

KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
INSTALL = {
    "cell_type": "code", "execution_count": None, "id": "install", "metadata": {}, "outputs": [],
    "source": "%pip install -q mxgrad anywidget matplotlib",
}  # fmt: skip


def copy(lesson: Path, folder: Path) -> None:
    """Write a lesson into a folder, with the cell that installs, and for the kernel of JupyterLite."""
    book = json.loads(lesson.read_text("utf-8"))
    book["cells"].insert(0, INSTALL)
    book["metadata"]["kernelspec"] = KERNEL
    (folder / lesson.name).write_text(json.dumps(book, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir()
    for name in sys.argv[2:]:
        copy(Path(name), target)
