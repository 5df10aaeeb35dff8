"""Places in documents, as people and editors write them."""

from __future__ import annotations

from mwaa_policy.provenance import Location, Provenance
from mwaa_policy.report.records import Path, Place

_FAR_RIGHT = 200


def place_of(location: Location | None) -> Place | None:
    """Return a location as a report writes it."""
    if location is None:
        return None
    return Place(document=location.document, pointer=location.pointer, line=location.line, column=location.column)


def has_lines(place: Place) -> bool:
    """Return whether line and column tell a person anything: not so in minified JSON."""
    return place.line is not None and place.column is not None and place.column <= _FAR_RIGHT


def place_text(place: Place, *, column: bool = True) -> str:
    """Return `template.yaml:88:7`, or the pointer where lines tell nothing."""
    if not has_lines(place):
        return f"{place.document}#{place.pointer}"
    return f"{place.document}:{place.line}:{place.column}" if column else f"{place.document}:{place.line}"


def spot_text(path: Path, provenance: Provenance) -> str:
    """Return the place of a fact within a sentence: `template.yaml:88`, or its resource where lines tell nothing."""
    place = place_of(provenance.location(path))
    origin = provenance.origin(path)
    if place is None or origin is None:
        return ""
    by_line = has_lines(place) or origin.address is None
    return place_text(place, column=False) if by_line else f"{origin.address} in {origin.document}"
