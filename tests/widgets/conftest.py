"""What the view's tests share: the programs as parameters."""

from __future__ import annotations

import pytest

from tests.programs import handmade


@pytest.fixture(params=sorted(handmade.ALL))
def any_trace(request):
    """Each of the test programs."""
    return handmade.ALL[request.param]()
