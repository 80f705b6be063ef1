"""`mx.base`: MXNet's name for the error that its operations raise."""

from .errors import MXGradError as MXNetError

__all__ = ["MXNetError"]
