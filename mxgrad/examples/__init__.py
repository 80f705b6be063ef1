"""Data to try things on, small enough to come with the package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy


def digits(train: bool = True) -> tuple[Any, Any]:
    """Return images (n, 8, 8) of handwritten digits and which digits they are (n,), as NumPy arrays.

    Pixels are whole numbers from 0 to 16, as uint8; labels are int32. There are 1,797: every fifth is for testing
    (359), the others for training (1,438). Their source and licence are in `digits.txt` beside the data.
    """
    with numpy.load(Path(__file__).with_name("digits.npz")) as file:
        images, labels = file["images"], file["labels"].astype(numpy.int32)
    testing = numpy.arange(len(labels)) % 5 == 4
    chosen = ~testing if train else testing
    return images[chosen], labels[chosen]
