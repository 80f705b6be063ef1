"""Writes mxgrad/ops/index.py: which file declares each operation, and which of them arrays have as a method.

python scripts/write_index.py            writes it; scripts/write_stubs.py does so first
python scripts/write_index.py --check    says whether it is what the declarations say, and fails if not
"""

from __future__ import annotations

import pkgutil
import sys
import types
from importlib import import_module
from pathlib import Path
from textwrap import fill

ROOT = Path(__file__).parents[1]
FILE = ROOT / "mxgrad/ops/index.py"
sys.path.insert(0, str(ROOT))
# The declarations are read with an empty index, so that what was written before decides nothing
sys.modules["mxgrad.ops.index"] = types.SimpleNamespace(OPERATIONS={}, METHODS="")  # type: ignore[assignment]

import mxgrad.ops
from mxgrad.core.registry import REGISTRY

HEAD = '''"""Where each operation is declared: written by scripts/write_index.py from the declarations."""

from __future__ import annotations

# fmt: off
'''


def main() -> int:
    """Write the file, or compare it. Return the exit status."""
    text = index()
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text:
        return 0
    if "--check" in sys.argv:
        print("mxgrad/ops/index.py is not what the declarations say: run python scripts/write_stubs.py")
        return 1
    FILE.write_text(text, encoding="utf-8")
    return 0


def index() -> str:
    """Return the text of the index."""
    lines = [HEAD + "OPERATIONS = {  # file -> names"]
    for file in sorted(module.name for module in pkgutil.iter_modules(mxgrad.ops.__path__)):
        import_module(f"mxgrad.ops.{file}")
        names = [name for name, module in REGISTRY.modules.items() if module == f"mxgrad.ops.{file}"]
        if names:
            lines.append(f'    "{file}": {string(names)},')
    methods = [name for name in REGISTRY if REGISTRY[name].method]
    lines += ["}", "", f"METHODS = {string(methods)}  # what NDArray has of them"]
    return "\n".join(lines) + "\n"


def string(names: list[str]) -> str:
    """Return names as one string that wraps where lines end."""
    parts = fill(" ".join(names), 100, break_long_words=False).splitlines()
    if len(parts) == 1:
        return f'"{parts[0]}"'
    return "\n".join(["(", *(f'        "{part} "' for part in parts[:-1]), f'        "{parts[-1]}"', "    )"])


if __name__ == "__main__":
    raise SystemExit(main())
