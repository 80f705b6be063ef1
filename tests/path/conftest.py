"""Slow tests of this folder run when asked for: `pytest tests/path -m slow`."""

from pathlib import Path


def pytest_collection_modifyitems(config, items):
    if "slow" in config.getoption("markexpr", ""):
        return
    here = Path(__file__).parent
    slow = [item for item in items if item.get_closest_marker("slow") and here in item.path.parents]
    items[:] = [item for item in items if item not in slow]
    config.hook.pytest_deselected(items=slow)
