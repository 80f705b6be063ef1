"""What goes wrong, one class per mistake, so that each message can be short and say what to do next."""

from __future__ import annotations

import numpy


class MXGradError(RuntimeError):
    """Base of the errors that are mxgrad's own."""


class AutogradError(MXGradError):
    """Base of the errors that `backward()` and `grad()` raise."""


class NotRecordedError(AutogradError):
    """`backward()` was called on an array that no `autograd.record()` scope saw being computed."""


class NoGradientAttachedError(AutogradError):
    """Nothing that the array was computed from asks for a gradient."""


class GraphFreedWarning(UserWarning):
    """A part of the graph that an earlier backward() freed was taken as a constant."""


class GraphFreedError(AutogradError):
    """An earlier `backward()` without `retain_graph=True` freed what this one needs."""


class MutatedError(AutogradError):
    """An array that a gradient rule needs was written to between recording and `backward()`."""


class InPlaceError(MXGradError):
    """An in-place write to an array of the graph was refused while recording; its data are untouched."""


class ContextError(MXGradError):
    """Arrays of one operation live on different devices, or the device is not there."""


class DTypeError(MXGradError, TypeError):
    """Arrays of one operation differ in dtype, or the operation has no meaning for the dtype."""


class LinAlgError(MXGradError, numpy.linalg.LinAlgError):
    """A matrix is singular or otherwise has not what is asked of it. NumPy's error of the name is its base."""


class ShapeError(MXGradError, ValueError):
    """Shapes do not fit the operation."""


class IndexingError(ShapeError, IndexError):
    """An index lies outside the array, does not fit its axes, or has no clear meaning."""
