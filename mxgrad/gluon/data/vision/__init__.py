"""`gluon.data.vision`: transforms of images. What MXNet downloads is absent; `mxgrad.examples` has digits instead."""

from typing import Any

from . import transforms

__all__ = ["transforms"]

_DOWNLOADED = ("MNIST", "FashionMNIST", "CIFAR10", "CIFAR100", "ImageRecordDataset", "ImageFolderDataset",
               "ImageListDataset")  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _DOWNLOADED:
        raise NotImplementedError(
            f"mxgrad.gluon.data.vision has no {name} (MXNet downloads it or reads image files): use "
            f"data.ArrayDataset(*mxgrad.examples.digits()), 1,797 handwritten digits of 8 × 8 pixels, or arrays of "
            f"your own"
        )
    raise AttributeError(f"mxgrad.gluon.data.vision has no {name!r}")
