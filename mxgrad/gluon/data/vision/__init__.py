"""`gluon.data.vision`: transforms of images. What MXNet downloads is absent; `mxgrad.examples` has digits instead."""

from ....facade.importing import left_out
from . import transforms

__all__ = ["transforms"]

_DIGITS = ("use data.ArrayDataset(*mxgrad.examples.digits()), 1,797 handwritten digits of 8 × 8 pixels, or arrays of "
           "your own: nothing is downloaded, and no image file read")  # fmt: skip
__getattr__ = left_out(__name__, dict.fromkeys(("MNIST", "FashionMNIST", "CIFAR10", "CIFAR100", "ImageRecordDataset",
                                                "ImageFolderDataset", "ImageListDataset"), _DIGITS))  # fmt: skip
