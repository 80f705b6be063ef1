"""Where in the source a probe stands, and whether a place belongs to a loop."""

from __future__ import annotations

from ...diagnostics.source import Location, characters
from ..probes import Probe, Span


def locate_span(probe: Probe, span: Span | None) -> Location | None:
    """Return a span of a probe's unit as a location, its columns in characters."""
    if span is None:
        return None
    places = probe.unit.places
    if span not in places:
        filename = probe.unit.filename
        if filename is None:
            return None
        line, column, end_line, end_column = span
        places[span] = Location(filename, line, characters(filename, line, column), end_line,
                                characters(filename, end_line, end_column))  # fmt: skip
    found: Location = places[span]
    return found


def header_text(probe: Probe) -> str:
    """Return how a loop begins: the condition of a while loop, `for i in range(3)`."""
    at = locate_span(probe, probe.span if probe.kind == "comprehension" else probe.arms[0])
    return " ".join(at.text.split()) if at is not None else ""


def is_inside(location: Location, probe: Probe) -> bool:
    """Tell whether a place belongs to a loop."""
    at = locate_span(probe, probe.arms[0] if probe.kind == "comprehension" else probe.span)
    return at is None or at.filename != location.filename or _covers(at, location)


def is_next(location: Location, probe: Probe) -> bool:
    """Tell whether a place is where a for loop asks for its next element: Python gives that the loop's own position."""
    at = locate_span(probe, probe.arms[1])
    return at is not None and at.filename == location.filename and _covers(location, at)


def _covers(outer: Location, inner: Location) -> bool:
    return outer[1:3] <= inner[1:3] and inner[3:5] <= outer[3:5]
