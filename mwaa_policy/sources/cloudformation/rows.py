"""The rules, entries and routes of a record, gathered from inline lists and separate resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from mwaa_policy.model import Listing
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation.build import Build, Doubt
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Fault, Place, why

T = TypeVar("T")


class Rows(Generic[T]):
    """A list of sub-records of one attribute, each under its key.

    Args:
        build: The inventory under construction.
        sheet: The record to which they belong.
        attribute: The attribute.
        merge: Whether equal rows are one; else the second of two under one key is left out.
        complete: Whether the rows that come are all.
    """

    def __init__(self, build: Build, sheet: Sheet, attribute: str, *, merge: bool, complete: bool = True) -> None:
        self._build = build
        self._sheet = sheet
        self._attribute = attribute
        self._merge = merge
        self._complete = complete
        self._rows: dict[str, T] = {}
        self._doubts: list[Missing] = []
        self._candidates: list[str] = []

    def given(self, rows: Iterable[T]) -> None:
        """Take rows that AWS makes by itself."""
        for row in rows:
            self._rows[_key(row)] = row

    def add(self, row: T, notes: Sheet, place: Place) -> None:
        """Take a row and what was noted about it."""
        key = _key(row)
        if key in self._rows and not self._merge:
            if "?" not in key:
                other = self._sheet.origins.get((self._attribute, key))
                where = "made by AWS" if other is None else f"at {other.pointer}"
                self.fault(Fault(place, f"a second {key}, which EC2 refuses; the first is {where}"))
                return
            key = self._free(key)
            row = row.model_copy(update={"key": key})  # type: ignore[attr-defined]  # rows are records
        first = key not in self._rows
        self._rows.setdefault(key, row)
        self._sheet.absorb(notes, self._attribute, key)
        if first:
            self._sheet.at((self._attribute, key), place)
        # What hangs on a row as a whole hangs on what is not known in it.
        inner = min(notes.missing, default=None)
        if inner is not None:
            self._sheet.missing.setdefault((self._attribute, key), notes.missing[inner])

    def _free(self, key: str) -> str:
        number = 2
        while f"{key}#{number}" in self._rows:
            number += 1
        return f"{key}#{number}"

    def fault(self, fault: Fault) -> None:
        """Leave out a row that cannot be read."""
        unknown: Unknown = self._build.left_out(fault)
        self._doubts.append(why(unknown))

    def doubt(self, doubts: Iterable[Doubt]) -> None:
        """Take doubts about the list."""
        for doubt in doubts:
            self._doubts.append(doubt.cause)
            if doubt.candidate is not None:
                self._candidates.append(doubt.candidate)

    def listing(self) -> Listing[T]:
        """Return the rows as a list of the record, and note why it is not complete."""
        self._sheet.doubt(self._attribute, self._doubts, self._candidates)
        return Listing(items=tuple(self._rows.values()), complete=self._complete and not self._doubts)


def _key(row: Any) -> str:  # noqa: ANN401 - any sub-record that has a key
    key: str = row.key
    return key
