"""Execute lessons in a clean kernel and save what they printed, in a form that does not change from run to run.

    uv run python scripts/update_notebooks.py            all of notebooks/
    uv run python scripts/update_notebooks.py 01 02      lessons whose names start so

The saved file keeps text and static pictures. Live widget views are dropped: they mean nothing without the
kernel that made them, and JupyterLab shows an error in their place.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
CELL_SECONDS = 30
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def execute(notebook: nbformat.NotebookNode, folder: Path) -> nbformat.NotebookNode:
    """Run all cells in a new kernel whose working directory is `folder`.

    Raises nbclient's CellExecutionError, which shows the cell, when one fails unexpectedly.
    """
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        store_widget_state=False,
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    return client.execute()


def normalise(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Drop what differs between two runs or two machines: widget views, timings, the Python version."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{number:02d}")
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = [kept for kept in map(_without_widget, cell.outputs) if kept is not None]
    return notebook


def _without_widget(output: nbformat.NotebookNode) -> nbformat.NotebookNode | None:
    if "data" not in output:
        return output
    output.data.pop(WIDGET_VIEW, None)
    output.metadata.pop(WIDGET_VIEW, None)
    return output if output.data else None


def update(path: Path) -> bool:
    """Execute one lesson and save it; tell whether the file changed."""
    before = path.read_text(encoding="utf-8")
    notebook = normalise(execute(nbformat.reads(before, as_version=4), path.parent))
    nbformat.validate(notebook)
    after = nbformat.writes(notebook) + "\n"
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


def main(wanted: list[str]) -> int:
    paths = sorted(p for p in NOTEBOOKS.glob("*.ipynb") if not wanted or p.name.startswith(tuple(wanted)))
    if not paths:
        print(f"no lesson in notebooks/ starts with {' or '.join(wanted)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPYTHONDIR"] = folder  # nobody's own start-up files
        for path in paths:
            start = time.perf_counter()
            state = "updated" if update(path) else "unchanged"
            size = path.stat().st_size / 1024
            print(f"{path.name}: {state}, {size:.0f} kB, {time.perf_counter() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
