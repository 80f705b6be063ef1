"""Checking gradients: against finite differences, for one's own functions and for every operation of the registry."""

from .numerical import Sample, check_gradient, finite_differences, gradients, sample_inputs

__all__ = ["Sample", "check_gradient", "finite_differences", "gradients", "sample_inputs"]
