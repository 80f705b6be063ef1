"""The solutions of a lesson: code in a part of the text that unfolds, `<details>…</details>`.

They unfold with a click wherever a notebook is read, on an exported page too, and nothing of them is run with the
lesson. `mxgrad check` runs them after its last cell, with every `check` in them strict.
"""

from __future__ import annotations

import re
from typing import Any

FOLDED = re.compile(r"<details>.*?</details>", re.S)
_CODE = re.compile(r"^```python\n(.*?)^```$", re.S | re.M)


def solutions(notebook: Any) -> list[str]:
    """Return the Python code in the folded parts of a notebook's text, in order."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return [code for part in FOLDED.findall(text) for code in _CODE.findall(part)]


def unchecked(notebook: Any) -> list[str]:
    """Return the solutions in which nothing is checked, each as its first line."""
    return [code.splitlines()[0] for code in solutions(notebook) if not re.search(r"^check\(", code, re.M)]
