"""Variables that a run updates: which nodes are versions of one, and which only serve to compute the next version."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from mxgrad.tracing.model import Node

if TYPE_CHECKING:
    from .recording import Recording

ASKS = ("write", "add")


class Variables:
    """Every variable by its first version: it is shown once, whatever is written to it.

    A new version is what a statement such as `w[:] = w - lr * w.grad` or `w = w - lr * w.grad` makes, an optimizer or
    `out=w`: no gradient goes back through it. What an optimizer keeps, such as a momentum, has versions too.
    """

    def __init__(self, rec: Recording) -> None:
        self.rec = rec
        self.first: dict[int, int] = {}  # a version -> the first version of its variable
        self.buffer: dict[int, int] = {}  # a version -> the first one in the same memory: they have one .grad
        self.aside: dict[int, int] = {}  # what stands on the card of a variable and is no version of it
        self.silent: set[int] = set()  # part of a statement that is told with the version that it makes
        self._sent = {contrib.src for back in rec.backwards for contrib in back.contribs}
        self._from_gradient: dict[int, frozenset[int]] = {}  # with the variables that are behind it
        for node in rec.nodes:
            if node.kind != "const":
                self._enter(node)
        self.later = {node for node, first in self.first.items() if node != first} | set(self.aside)
        if len(self.later) > len(self.aside):
            self._arithmetic()

    def card(self, node: int) -> int | None:
        """The variable whose card shows a node; None for what is on a card of its own."""
        return self.first.get(node, self.aside.get(node))

    def _enter(self, node: Node) -> None:
        if node.gradient is not None:
            back, item = node.gradient
            written = self.rec.backwards[back].writes[item].node
            self.aside[node.id] = self.first.setdefault(written, written)
            self._from_gradient[node.id] = frozenset()
            return
        behind = self._behind(node)
        variable = None if node.id in self._sent else self._updated(node, behind)
        if variable is not None:
            self.first[node.id] = self.first.setdefault(variable, variable)
            if node.updates is not None:
                self.buffer[node.id] = self.buffer.get(node.updates, node.updates)
        elif node.grad_req in ASKS and node.id not in self._sent:
            self.first[node.id] = node.id
        if behind is not None and not (variable is not None and node.grad_req in ASKS):
            self._from_gradient[node.id] = behind

    def _behind(self, node: Node) -> frozenset[int] | None:
        """The variables that something made from a stored gradient is computed with; None for anything else."""
        operands = [origin for origin, _ in node.inputs]
        if not any(origin in self._from_gradient for origin in operands):
            return None
        own = (self.first[origin] for origin in operands if origin in self.first)
        return frozenset(own).union(*(self._from_gradient.get(origin, ()) for origin in operands))

    def _updated(self, node: Node, behind: frozenset[int] | None) -> int | None:
        """The variable that a node is a new version of."""
        if node.updates is not None:
            return node.updates if behind is not None or node.grad_req in ASKS else None
        name = self.rec.name(node.id)
        return next((one for one in sorted(behind or ()) if name and self.rec.name(one) == name), None)

    def _arithmetic(self) -> None:
        """Operations beside a new version that nothing else uses."""
        rec, users = self.rec, defaultdict[int, list[int]](list)
        for node in rec.visible:
            for _, origin in rec.operands(node):
                users[origin].append(node)
        read = {event[1] for event in rec.events if event[0] == "read"}
        read |= {decision.pred for decision in rec.decisions if decision.pred is not None}
        heads = {root for back in rec.backwards for root in back.roots}
        shown = self._sent | read | heads | set(self.first)
        for node in reversed(rec.visible):
            if node in shown or rec.nodes[node].kind != "op" or not users[node]:
                continue
            owners = {self._owner(user, rec.scope(node)) for user in users[node]}
            owner = owners.pop()
            if owner is not None and not owners:
                self.aside[node] = owner
                self.later.add(node)
                if {rec.nodes[node].span} == {rec.nodes[user].span for user in users[node]}:
                    self.silent.add(node)

    def _owner(self, user: int, scope: int) -> int | None:
        """The variable that a user of an operation makes a version of, in the same run of the same code."""
        return self.card(user) if user in self.later and self.rec.scope(user) == scope else None
