"""Write the golden payloads anew: `python tests/widgets/golden.py` from the top of the checkout."""

from __future__ import annotations

import json
from pathlib import Path

import programs
from mxgrad_widgets.payload import payload
from mxgrad_widgets.svg import Picture

if __name__ == "__main__":
    folder = Path(__file__).parent / "golden"
    folder.mkdir(exist_ok=True)
    for name in ("two_x_squared", "product"):
        data = payload(Picture(programs.ALL[name](), engine="ranked"))
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text + "\n", "utf-8")
