"""A recording with more scopes: each around some of what ran directly in another scope, one after the other."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mxgrad.tracing.model import Scope, SpanTuple

from ..recording import Recording

Item = tuple[str, int]  # "node", "scope" or "decision", and its id

BEGINS = {"enter": "scope", "op": "node", "input": "node", "decide": "decision"}  # by kind of event


@dataclass
class Group:
    """What a new scope encloses, in order; `parent` is the scope that it stands in."""

    kind: str
    parent: int
    name: str
    span: SpanTuple | None = None
    items: list[Item] = field(default_factory=list)


def enclosed(rec: Recording, groups: Sequence[Group]) -> Recording:
    """A copy of a recording with a scope for each group, numbered as they began; what was computed stays as it is."""
    if not groups:
        return rec
    out, (begins, ends) = copy.copy(rec), extents(rec)
    groups = sorted(groups, key=lambda group: begins[group.items[0]])
    spans = dict(zip(rec.spans, range(len(rec.spans)), strict=True))
    scopes, nodes = list(rec.scopes), list(rec.nodes)
    around: dict[Item, int] = {}
    for group in groups:
        id = len(scopes)
        span = None if group.span is None else spans.setdefault(group.span, len(spans))
        scopes.append(Scope(id, group.kind, group.parent, group.name, span))
        around |= dict.fromkeys(group.items, id)
    for (kind, id), scope in around.items():
        if kind == "scope":
            scopes[id] = replace(scopes[id], parent=scope)
        else:
            nodes[id] = replace(nodes[id], scope=scope)
    enter = {begins[group.items[0]]: ("enter", id) for id, group in enumerate(groups, len(rec.scopes))}
    leave = {ends[group.items[-1]]: ("exit", id) for id, group in enumerate(groups, len(rec.scopes))}
    around_events = ((enter.get(at), event, leave.get(at)) for at, event in enumerate(rec.events))
    events = tuple(event for three in around_events for event in three if event is not None)
    out.data = replace(rec.data, scopes=tuple(scopes), nodes=tuple(nodes), spans=tuple(spans), events=events)
    out.scopes, out.nodes, out.spans, out.events = out.data.scopes, out.data.nodes, out.data.spans, events
    return out


def extents(rec: Recording) -> tuple[dict[Item, int], dict[Item, int]]:
    """At which event each item begins, and at which it ends."""
    begins: dict[Item, int] = {}
    ends: dict[Item, int] = {}
    for at, event in enumerate(rec.events):
        if event[0] == "exit":
            ends["scope", event[1]] = at
        elif event[0] in BEGINS:
            item = BEGINS[event[0]], event[1]
            begins[item] = ends[item] = at
    return begins, ends
