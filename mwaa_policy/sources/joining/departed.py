"""What is there without what a plan takes away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mwaa_policy.model import COLLECTIONS, Listing
from mwaa_policy.model.references import REFERENCES
from mwaa_policy.provenance import Missing, Path
from mwaa_policy.sources._draft import Normalized

_RECORD = 2
_NOTHING: Listing[Any] = Listing(items=(), complete=False)


def departed(part: Normalized, gone: Mapping[Path, Missing]) -> Normalized:
    """Return a part without the objects that are gone, and with nothing in the lists that lose a member.

    What stays in such a list nobody tells, so it is not known; the provenance says why.
    """
    return _Departure(part, gone).result() if gone else part


class _Departure:
    """A part on its way to what is left of it."""

    def __init__(self, part: Normalized, gone: Mapping[Path, Missing]) -> None:
        self._part = part
        self._gone = gone
        self._lists: dict[Path, list[str]] = {}
        for path in gone:
            if len(path) > _RECORD:
                self._lists.setdefault(path[:_RECORD], []).append(path[_RECORD])
        self._missing = dict(part.provenance.missing)

    def result(self) -> Normalized:
        """Return what is left."""
        inventory = self._part.inventory
        left = inventory.model_copy(
            update={name: self._listing(name, getattr(inventory, name)) for name in COLLECTIONS}
        )
        return replace(self._part, inventory=left, provenance=replace(self._part.provenance, missing=self._missing))

    def _listing(self, name: str, listing: Listing[Any]) -> Listing[Any]:
        records = (self._record((name, one.id), one) for one in listing.items if (name, one.id) not in self._gone)
        return listing.model_copy(update={"items": tuple(records)})

    def _record(self, path: Path, record: Any) -> Any:  # noqa: ANN401 - of any collection
        changes = dict(self._references(path, record))
        for name in self._lists.get(path, ()):
            changes[name] = _NOTHING
            self._missing[(*path, name)] = self._gone[(*path, name)]
        return record.model_copy(update=changes) if changes else record

    def _references(self, path: Path, record: Any) -> Iterator[tuple[str, Listing[Any]]]:  # noqa: ANN401 - as above
        """Give the lists of ids that hold some of what is gone; a subnet has another table or ACL then."""
        for reference in REFERENCES:
            value = getattr(record, reference.attribute, None) if reference.source == path[0] else None
            if not isinstance(value, Listing):
                continue
            lost = [one for one in value.items if (reference.target, one) in self._gone]
            if not lost:
                continue
            open_now = path[0] == "subnets"
            if open_now:
                self._missing[(*path, reference.attribute)] = self._gone[reference.target, lost[0]]
            kept = tuple(one for one in value.items if one not in lost)
            yield reference.attribute, Listing(items=kept, complete=value.complete and not open_now)
