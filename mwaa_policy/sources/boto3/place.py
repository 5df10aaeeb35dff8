"""Values of a response, with the places where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from mwaa_policy.document import escape
from mwaa_policy.provenance import Origin
from mwaa_policy.sources.boto3.recast import Elements, Members

T = TypeVar("T")


class Place(NamedTuple):
    """A value and where it stands; `None` where there is nothing."""

    value: Any
    document: str
    pointer: str

    def at(self, *keys: str | int) -> Place:
        """Return what stands under the keys, one behind the other.

        Raises:
            Malformed: something on the way is no object.
        """
        place = self
        for key in keys:
            place = _inner(place, key)
        return place

    @property
    def origin(self) -> Origin:
        """The place, as provenance writes it."""
        return Origin(document=self.document, pointer=self.pointer, editable=False)


class Malformed(Exception):  # noqa: N818 - caught within the package: part of a response is skipped
    """A value is not what the API answers there."""

    def __init__(self, place: Place, text: str) -> None:
        super().__init__(text)
        self.place = place
        self.text = text


def _inner(place: Place, key: str | int) -> Place:
    value = _member(place, key)
    if isinstance(place.value, Members):
        stand = place.value.stands.get(str(key), place.value.stand)
        return Place(value, stand.document, stand.pointer)
    if isinstance(place.value, Elements) and isinstance(key, int):
        stand = place.value.stands[key]
        return Place(value, stand.document, stand.pointer)
    return Place(value, place.document, f"{place.pointer}/{escape(str(key))}")


def _member(place: Place, key: str | int) -> Any:  # noqa: ANN401 - a foreign value
    value = place.value
    if value is None:
        return None
    if isinstance(key, int):
        return value[key]
    if not isinstance(value, dict):
        raise Malformed(place, f"an object is wanted, not {_kind(value)}")
    return value.get(key)


def text(place: Place) -> str | None:
    """Return a text; an empty one is none, as the CLI prints it for some."""
    return _typed(place, str, "a text") or None


def flag(place: Place) -> bool | None:
    """Return a switch."""
    return _typed(place, bool, "true or false")


def number(place: Place) -> int | None:
    """Return a whole number."""
    if isinstance(place.value, bool):
        raise Malformed(place, "a number is wanted, not true or false")
    return _typed(place, int, "a whole number")


def elements(place: Place) -> Iterator[Place]:
    """Return the elements of a list; of nothing there are none."""
    for index in range(len(_typed(place, list, "a list") or ())):
        yield place.at(index)


def _typed(place: Place, kind: type[T], name: str) -> T | None:
    if place.value is not None and not isinstance(place.value, kind):
        raise Malformed(place, f"{name} is wanted, not {_kind(place.value)}")
    return place.value if isinstance(place.value, kind) else None


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
    return names.get(type(value), "a number")
