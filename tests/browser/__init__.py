"""A package, so that its tests can share what conftest.py names."""
