"""Joins inventories of several sources into one, with the provenance of each fact.

Objects are the same when their ids are, and environments also when their names are. What is planned
is believed before what is there: a template or a plan before a state, a state before responses, and
these before what CloudControl or AWS Config tells; of two of one rank the one that was given first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from mwaa_policy.model import COLLECTIONS, Collection, Listing, Record
from mwaa_policy.provenance import Assumption, Location, Missing, Path, Provenance
from mwaa_policy.sources._draft import Draft, Normalized
from mwaa_policy.sources.joining.departed import departed
from mwaa_policy.sources.joining.merge import Merged, Sources, is_open, merge
from mwaa_policy.sources.joining.same import renamed, same_environments
from mwaa_policy.sources.joining.surroundings import joined_context, joined_params

_RANKS = {
    "cloudformation": 0,
    "terraform-plan": 0,
    "normalized": 1,
    "terraform-state": 2,
    "boto3": 3,
    "cloud-control": 4,
    "aws-config": 5,
}
_RECORD = 2

T = TypeVar("T")


def join(parts: Sequence[Normalized]) -> Normalized:
    """Return the inventory that several sources describe together.

    Raises:
        InputError: the parts are about different regions or accounts.
    """
    first, *others = sorted(parts, key=lambda part: _RANKS[part.kind])
    joined, planned = first, _planned(first)
    for part in others:
        left = departed(part, joined.gone)
        same = renamed(left, same_environments(joined.inventory, left.inventory))
        joined = _Join(joined, same, planned).result()
        planned |= _planned(same)
    return joined


def beside(first: Normalized, second: Normalized) -> Normalized:
    """Return the inventory that two parts describe together; where both tell a fact, the first is believed.

    Raises:
        InputError: the parts are about different regions.
    """
    return _Join(first, second, frozenset()).result()


def _planned(part: Normalized) -> frozenset[Path]:
    """Return the records that a part describes as they will be: what it leaves open, nothing that is there tells."""
    if _RANKS[part.kind] > _RANKS["terraform-plan"]:
        return frozenset()
    records = ((name, one.id) for name in COLLECTIONS for one in getattr(part.inventory, name).items)
    return frozenset(path for path in records if path not in part.provenance.missing)


class _Join:
    """Two parts on their way to one: the first is believed, the second fills in."""

    def __init__(self, first: Normalized, second: Normalized, planned: frozenset[Path]) -> None:
        self._first = first
        self._second = second
        self._parts = (first, second)
        self._planned = planned
        self._merged: dict[Path, Merged] = {}
        """What both describe, by the paths of the records."""
        self._stray: dict[Path, Missing] = {}
        """Lists to which one part may add something, without telling to which."""

    def result(self) -> Normalized:
        """Return both as one."""
        first, second = self._first, self._second
        draft = Draft(
            kind=" + ".join(dict.fromkeys([*first.kind.split(" + "), second.kind])),
            params=joined_params(first, second),
            context=joined_context(first, second),
        )
        draft.environments_complete = first.inventory.environments.complete and second.inventory.environments.complete
        for collection in COLLECTIONS:
            for record in self._records(collection):
                draft.add(collection, record)
        self._tell(draft.provenance, draft.context)
        draft.strays.update({**second.strays, **first.strays})
        return replace(draft.close(), forks=(*first.forks, *second.forks), gone={**second.gone, **first.gone})

    def _records(self, collection: Collection) -> Iterator[Any]:
        first, second = ({one.id: one for one in getattr(part.inventory, collection).items} for part in self._parts)
        for identity, record in first.items():
            filler = second.get(identity)
            yield self._alone(collection, record, 1) if filler is None else self._both(collection, record, filler)
        for identity, record in second.items():
            if identity not in first:
                yield self._alone(collection, record, 0)

    def _alone(self, collection: Collection, record: Any, other: int) -> Record:  # noqa: ANN401 - of any collection
        """Return a record that only one part has; to its lists the other may add something."""
        found: Record = record
        stray = self._parts[other].strays.get(collection)
        if stray is not None:
            lists = _lists(record)
            found = record.model_copy(
                update={name: value.model_copy(update={"complete": False}) for name, value in lists.items()}
            )
            self._stray.update({(collection, record.id, name): stray for name in lists})
        return found

    def _both(self, collection: Collection, record: Any, filler: Any) -> Record:  # noqa: ANN401 - of any collection
        path = (collection, record.id)
        missing = self._first.provenance.missing
        stray = self._first.strays.get(collection)
        if stray is not None:
            self._stray.update({(*path, name): stray for name in _lists(record)})
        sources = Sources(
            open_in_first=frozenset(
                name for name in type(record).model_fields if (*path, name) in missing or (*path, name) in self._stray
            ),
            first_plans=path in self._planned,
            first_describes=path not in missing,
            second_describes=path not in self._second.provenance.missing,
            one_each=collection == "subnets",
        )
        merged = merge(record, filler, sources)
        self._merged[path] = merged
        found: Record = merged.record
        return found

    def _tell(self, provenance: Provenance, context: Record) -> None:
        """Join the provenance: of what both describe each tells its own."""
        first, second = self._first.provenance, self._second.provenance
        provenance.documents.update({**first.documents, **second.documents})
        provenance.files.update({**first.files, **second.files})
        provenance.origins.update(self._of_both(first.origins, second.origins))
        provenance.assumed.update(self._of_both(first.assumed, second.assumed))
        provenance.candidates.update(self._of_both(first.candidates, second.candidates))
        provenance.skipped.extend([*first.skipped, *second.skipped])
        causes = self._of_both(first.missing, second.missing)
        provenance.missing.update({path: why for path, why in causes.items() if self._is_missing(path, context)})
        provenance.missing.update({**self._stray, **provenance.missing})
        for path, merged in self._merged.items():
            for name in merged.conflicts:
                provenance.assumed[(*path, name)] = self._conflict((*path, name))

    def _of_both(self, first: Mapping[Path, T], second: Mapping[Path, T]) -> dict[Path, T]:
        told = {path: value for path, value in second.items() if self._has_word(path, "second")}
        told.update({path: value for path, value in first.items() if self._has_word(path, "first")})
        return told

    def _has_word(self, path: Path, which: str) -> bool:
        """Return whether the first, or the second, is to be asked about a path."""
        merged = self._merged.get(path[:_RECORD])
        if merged is None:
            return True
        if len(path) == _RECORD:
            only_named = [path in part.provenance.missing for part in self._parts]
            return only_named[0] if which == "second" else not only_named[0] or only_named[1]
        tellers: frozenset[str] = getattr(merged, which)
        return path[_RECORD] in tellers

    def _is_missing(self, path: Path, context: Record) -> bool:
        """Return whether a cause still holds: what one part only names the other may describe."""
        if path[0] == "context":
            return is_open(context, path[1:])
        merged = self._merged.get(path[:_RECORD])
        if merged is None:
            return True
        if len(path) == _RECORD:
            return all(path in part.provenance.missing for part in (self._first, self._second))
        return is_open(merged.record, path[_RECORD:])

    def _conflict(self, path: Path) -> Assumption:
        taken, left = (_place(part.provenance.location(path)) for part in (self._first, self._second))
        fact = f"{path[_RECORD].replace('_', ' ')} of {path[1]}"
        text = f"{fact}: {taken} is believed, and not {left}, which says something else"
        return Assumption(subject=fact, text=text, option="")


def _lists(record: Record) -> dict[str, Listing[Any]]:
    members = {name: getattr(record, name) for name in type(record).model_fields}
    return {name: value for name, value in members.items() if isinstance(value, Listing)}


def _place(location: Location | None) -> str:
    if location is None:
        return "a default"
    return location.document if location.line is None else f"{location.document}:{location.line}"
