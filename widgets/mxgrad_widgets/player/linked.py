"""A widget that its page finds, whatever happened while the page loaded it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import anywidget
import traitlets


class LinkedWidget(anywidget.AnyWidget):
    """An anywidget whose page can see to it that messages arrive: `widgets/src/kernel/link.js`.

    Nothing may be sent between its making and its being shown: JupyterLab reads no other message, of any cell, before
    the page has loaded the widget's module, and then all of them at once, while the page stands still.
    """

    comm_id = traitlets.Unicode().tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        own = uuid4().hex
        super().__init__(model_id=own, comm_id=own, **kwargs)
