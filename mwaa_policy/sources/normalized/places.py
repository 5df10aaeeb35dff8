"""Works out where the facts of a document stand, and why some are not known, when that is asked.

The path of a fact leads to its place by itself. So nothing is noted beforehand: a large document
has hundreds of thousands of facts, and a report asks about a few.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from mwaa_policy.document import escape
from mwaa_policy.model import COLLECTIONS, Inventory, Listing, Record
from mwaa_policy.provenance import Missing, Origin, Path

__all__ = ["Origins", "Unknowns"]

T = TypeVar("T")

_OWN = 2
"""The shortest path of a fact: a collection and an id, or the context and an attribute."""
_PARTS = (*COLLECTIONS, "context")


class _Fact(NamedTuple):
    """A fact, where it stands."""

    pointer: str
    value: Any


class _Answers(Mapping[Path, T]):
    """Answers that follow from the path of a fact and from the document."""

    def __init__(self, document: str, inventory: Inventory) -> None:
        """Answer about an inventory whose records are in the order of the document."""
        self._document = document
        self._inventory = inventory
        self._indexes: dict[str, dict[str, int]] = {}

    @abstractmethod
    def _has(self, path: Path, value: Any) -> bool:  # noqa: ANN401 - of any type of the model
        """Return whether there is an answer about a fact."""

    @abstractmethod
    def _answer(self, path: Path, pointer: str) -> T:
        """Return the answer about a fact."""

    def __getitem__(self, path: Path) -> T:
        fact = self._find(path)
        if fact is None or not self._has(path, fact.value):
            raise KeyError(path)
        return self._answer(path, fact.pointer)

    def __iter__(self) -> Iterator[Path]:
        every = (named for part in _PARTS for named in _named((part,), getattr(self._inventory, part)))
        return (path for path, value in every if self._has(path, value))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _find(self, path: Path) -> _Fact | None:
        if len(path) < _OWN or path[0] not in _PARTS:
            return None
        fact: _Fact | None = _Fact(f"/{path[0]}", getattr(self._inventory, path[0]))
        if path[0] in COLLECTIONS:
            fact = self._record(path[0], path[1])
            path = path[1:]
        for name in path[1:]:
            fact = None if fact is None else _within(fact, name)
        return fact

    def _record(self, collection: str, identity: str) -> _Fact | None:
        items = getattr(self._inventory, collection).items
        if collection not in self._indexes:
            self._indexes[collection] = {record.id: index for index, record in enumerate(items)}
        index = self._indexes[collection].get(identity)
        return None if index is None else _Fact(f"/{collection}/items/{index}", items[index])


class Origins(_Answers[Origin]):
    """Where facts stand."""

    def _has(self, _path: Path, _value: object) -> bool:
        return True

    def _answer(self, _path: Path, pointer: str) -> Origin:
        return Origin(document=self._document, pointer=pointer)


class Unknowns(_Answers[Missing]):
    """Why facts are not known: the document writes null, or that a list is not complete."""

    def _has(self, path: Path, value: Any) -> bool:  # noqa: ANN401 - of any type of the model
        if isinstance(value, Listing):
            return not value.complete
        return value is None or (value is False and path[-2] == "complete")

    def _answer(self, path: Path, pointer: str) -> Missing:
        return Missing(
            subject=" ".join(path),
            text=f"the document does not know {path[-1]} of {path[-2]}",
            supply=f"write it at {pointer}",
            origin=Origin(document=self._document, pointer=pointer),
        )


def _within(fact: _Fact, name: str) -> _Fact | None:
    """Return the attribute of a record, or the member of a list, that has a name."""
    pointer, value = fact
    if isinstance(value, Listing):
        members = enumerate(value.items)
        return next((_Fact(f"{pointer}/items/{index}", one) for index, one in members if _name(one) == name), None)
    if isinstance(value, Record) and name in type(value).model_fields:
        return _Fact(f"{pointer}/{escape(name)}", getattr(value, name))
    return None


def _named(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:  # noqa: ANN401 - of any type of the model
    """Return everything within a value that has a name, with its path."""
    named: Mapping[str | None, Any] = {}
    if isinstance(value, Listing):
        # Backwards, so that of namesakes the first stays, which is the one that is found.
        named = {_name(one): one for one in reversed(value.items)}
    elif isinstance(value, Record):
        named = {name: getattr(value, name) for name in type(value).model_fields}
    for name, inner in named.items():
        if name is not None:
            yield (*path, name), inner
            yield from _named((*path, name), inner)


def _name(member: Any) -> str | None:  # noqa: ANN401 - of any type of the model
    """Return how a path names the member of a list; ranges and principals have no names."""
    return member if isinstance(member, str) else getattr(member, "key", getattr(member, "id", None))
