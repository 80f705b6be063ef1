"""The curve as a widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from mxgrad.terminal import encodable

from ..picture.svg import STATIC
from ..player.linked import LinkedWidget
from ..player.payload import packed
from .moving import payload, told

if TYPE_CHECKING:
    from .one_element import Curve


class CurveWidget(LinkedWidget):
    """A curve whose point is moved by pointer and keys; `at` is where it is.

    The page shows the nearest of the runs it has, and asks for the very value: the program runs again for it.
    """

    _esm = STATIC / "curve-widget.js"
    _css = STATIC / "curve.css"
    data = traitlets.Bytes().tag(sync=True)
    at = traitlets.Float().tag(sync=True)

    def __init__(self, curve: Curve, **kwargs: Any) -> None:
        self.curve: Curve | None = curve
        super().__init__(data=packed(payload(curve)), at=curve.at, **kwargs)
        self.on_msg(self._answer)

    def _answer(self, widget: Any, content: Any, buffers: Any) -> None:
        """Run the program for a value; the page keeps what it shows where that cannot be."""
        curve = self.curve
        if curve is None or not isinstance(content, dict) or content.get("kind") != "run":
            return
        try:
            value = min(max(float(content["x"]), curve.low), curve.high)
            with curve.sweep.program as program:
                found: list[Any] | None = told(curve, program.run(value))
        except (Exception, KeyboardInterrupt):
            found = None
        self.send({"page": content.get("page"), "id": content.get("id"), "run": found})

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
