"""The curve as a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from mxgrad.terminal import encodable

from ..picture.svg import STATIC
from ..player.linked import LinkedWidget
from ..player.payload import packed
from .maps import moving_point
from .moving import payload, told

if TYPE_CHECKING:
    from .maps.two_elements import ResultMap
    from .one_element import Curve


class CurveWidget(LinkedWidget):
    """A curve whose point is moved by pointer and keys; `at` is where it is.

    The page shows the nearest of the runs it has, and asks for the very value: the program runs again for it.
    """

    _esm = STATIC / "curve-widget.js"
    _css = STATIC / "curve.css"
    data = traitlets.Bytes().tag(sync=True)
    at: Any = traitlets.Float().tag(sync=True)

    def __init__(self, curve: Any, **kwargs: Any) -> None:
        self.curve: Curve | ResultMap | None = curve
        super().__init__(data=packed(self._payload(curve)), at=curve.at, **kwargs)
        self.on_msg(self._answer)

    def _payload(self, curve: Any) -> dict[str, Any]:
        return payload(curve)

    def _answer(self, widget: Any, content: Any, buffers: Any) -> None:
        """Run the program for a value; the page keeps what it shows where that cannot be."""
        curve = self.curve
        if curve is None or not isinstance(content, dict) or content.get("kind") != "run":
            return
        try:
            found: list[Any] | None = self._told(curve, content["x"])
        except (Exception, KeyboardInterrupt):
            found = None
        self.send({"page": content.get("page"), "id": content.get("id"), "run": found})

    def _told(self, curve: Any, x: Any) -> list[Any]:
        """Run the program for a value in the range of the curve."""
        value = min(max(float(x), curve.low), curve.high)
        with curve.sweep.program as program:
            return told(curve, program.run(value))

    def close(self) -> None:
        """Take the curve from the page, and let go of its program."""
        self.layout.close()
        super().close()
        self.curve = None

    def __repr__(self) -> str:
        said = "curve" if self.curve is None else self.curve.words.text("curve.widget", title=self.curve.title)
        return encodable(said)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, *rest = bundle if isinstance(bundle, tuple) else (bundle or {},)
        whole = {**data, "text/plain": repr(self)}
        return (whole, *rest) if rest else whole


class MapWidget(CurveWidget):
    """A map whose point is moved by pointer and keys; `at` is where it is, by both numbers."""

    at: Any = traitlets.List(traitlets.Float()).tag(sync=True)

    def _payload(self, curve: Any) -> dict[str, Any]:
        return moving_point.payload(curve)

    def _told(self, curve: Any, x: Any) -> list[Any]:
        surface = curve.surface
        ranges = zip(x, (surface.first, surface.second), strict=True)
        with surface.program as program:
            return moving_point.told(curve, program.run(*(min(max(float(v), low), high) for v, (low, high) in ranges)))
