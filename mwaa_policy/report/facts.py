"""The records of an inventory by their paths, described in words."""

from __future__ import annotations

from typing import Any

from mwaa_policy.model import Inventory, Listing, Record, Statement
from mwaa_policy.report.records import Path
from mwaa_policy.report.words import NOUNS, item_words, path_words

_OWN = 2


class Facts:
    """Finds the record behind a path; collections are indexed when they are first asked for."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._indexes: dict[str, dict[str, Record]] = {}

    def find(self, path: Path) -> Any | None:  # noqa: ANN401 - a record, a listing or a scalar of the model
        """Return what a path names, if it names anything."""
        if len(path) < _OWN or path[0] not in NOUNS:
            return None
        found: Any = self._index(path[0]).get(path[1])
        for part in path[_OWN:]:
            found = _member(found, part)
        return found

    def describe(self, path: Path) -> str:
        """Return what a path names, with what stands there: `rule 90 (deny tcp …) of network ACL A`."""
        found = self.find(path)
        words = item_words(found, path)
        if words is None:
            return path_words(path)
        policy = "the policy of " if isinstance(found, Statement) else ""
        return f"{words} of {policy}{NOUNS[path[0]]} {path[1]}"

    def _index(self, collection: str) -> dict[str, Record]:
        if collection not in self._indexes:
            records = getattr(self._inventory, collection).items
            self._indexes[collection] = {record.id: record for record in records}
        return self._indexes[collection]


def _member(value: Any, name: str) -> Any | None:  # noqa: ANN401 - as in `find`
    if isinstance(value, Listing):
        return next((item for item in value.items if getattr(item, "key", item) == name), None)
    return getattr(value, name, None)
