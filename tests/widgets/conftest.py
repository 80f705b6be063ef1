"""What the view's tests share: the programs as parameters."""

from __future__ import annotations

import pytest

import programs


@pytest.fixture(params=sorted(programs.ALL))
def any_trace(request):
    """Each of the test programs."""
    return programs.ALL[request.param]()
