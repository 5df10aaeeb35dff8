"""Writes the operations of a patch, and follows what they make of the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from mwaa_policy.document.pointer import join_pointer
from mwaa_policy.fixes.patch import same
from mwaa_policy.fixes.project import UnprojectableError
from mwaa_policy.fixes.records import Operation

Place: TypeAlias = tuple[str | int, ...]
"""Tokens of a JSON pointer."""


class Writer:
    """A patch of a normalized document that is being written.

    The document that is given is never changed: what an operation touches is copied. Each change
    opens with a `test` of what it replaces and of the names of the records on its way, unless the
    patch has fixed these already.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document: Any = document
        self.operations: list[Operation] = []
        self._fixed: set[Place] = set()

    def find(self, path: Sequence[str]) -> Place:
        """Return the place to which a path of names leads, with each record on it tested.

        Raises:
            UnprojectableError: it leads nowhere.
        """
        place: Place = ()
        value = self.document
        for name in path:
            if isinstance(value, dict) and "items" in value:
                index = _position(value["items"], name)
                if index is None:
                    raise UnprojectableError(f"the document has no {'/'.join(path)}")
                place, value = (*place, "items", index), value["items"][index]
                self._test_name(place, value)
            elif isinstance(value, dict) and name in value:
                place, value = (*place, name), value[name]
            else:
                raise UnprojectableError(f"the document has no {'/'.join(path)}")
        return place

    def value(self, place: Place) -> Any:  # noqa: ANN401 - any JSON value
        """Return what stands at a place."""
        value = self.document
        for token in place:
            value = value[token]
        return value

    def append(self, listing: Place, item: Any) -> None:  # noqa: ANN401 - any JSON value
        """Add a member to a listing."""
        items = (*listing, "items")
        self._test(items)
        self._write("add", (*items, "-"), item)
        self._put(items, lambda found: [*found, item])

    def prepend(self, collection: str, record: dict[str, Any]) -> None:
        """Add a record to a collection, as its first one: there, one test tells that it is new."""
        items: Place = (collection, "items")
        if self.value(items):
            self._test((*items, 0, "id"))
        else:
            self._test(items)
        self._write("add", (*items, 0), record)
        self._put(items, lambda found: [record, *found])
        # The other records have moved: what is known of their places is so no more.
        self._fixed = {place for place in self._fixed if place[0] != collection}

    def replace(self, place: Place, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """Put a value in the place of another; nothing is written where they are equal."""
        if not same(self.value(place), value):
            self._test(place)
            self._write("replace", place, value)
            self._put(place, lambda _: value)

    def remove(self, place: Place) -> None:
        """Take a member out of a listing."""
        *items, index = place
        self._test(place)
        self._write("remove", place)
        self._put(tuple(items), lambda found: [one for i, one in enumerate(found) if i != index])
        self._fixed = {one for one in self._fixed if one[: len(items)] != tuple(items) or len(one) == len(items)}

    def _test_name(self, place: Place, value: Any) -> None:  # noqa: ANN401 - any JSON value
        name = next((key for key in ("id", "key") if isinstance(value, dict) and key in value), None)
        self._test((*place, name) if name else place)

    def _test(self, place: Place) -> None:
        if not any(place[:length] in self._fixed for length in range(len(place) + 1)):
            self._write("test", place, self.value(place))
            self._fixed.add(place)

    def _write(self, kind: str, place: Place, *value: Any) -> None:  # noqa: ANN401 - any JSON value
        members = {"value": value[0]} if value else {}
        self.operations.append({"op": kind, "path": join_pointer(place), **members})

    def _put(self, place: Place, change: Callable[[Any], Any]) -> None:
        self.document = _changed(self.document, place, change)


def _changed(value: Any, place: Place, change: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - any JSON value
    if not place:
        return change(value)
    first, *rest = place
    copy = value.copy()
    copy[first] = _changed(value[first], tuple(rest), change)
    return copy


def _position(items: Sequence[Any], name: str) -> int | None:
    """Return where the item of this name is: by its id, its key, or itself."""
    named = (one.get("id", one.get("key")) if isinstance(one, dict) else one for one in items)
    return next((index for index, found in enumerate(named) if found == name), None)
