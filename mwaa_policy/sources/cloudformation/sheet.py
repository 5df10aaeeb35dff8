"""A record in the making: reads its attributes and notes where each was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from mwaa_policy.model import Cidr, Listing
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Missing, Origin, Path, Provenance
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.reader import Reader
from mwaa_policy.sources.cloudformation.values import Bag, Cell, Fault, Place, why

T = TypeVar("T")
Key = tuple[str, ...]


class Sheet:
    """Reads attributes of one record from properties.

    What it notes stands under the names of attributes until `commit` says which record it is: the
    key of a rule, say, is only known once all of the rule was read.

    Args:
        reader: Reads the values.
        bag: The properties.
        strict: Whether a property that cannot be read spoils the record (`Fault` is raised), or is
            merely unknown.
    """

    def __init__(self, reader: Reader, bag: Bag, *, strict: bool = False) -> None:
        self.reader = reader
        self.bag = bag
        self._strict = strict
        self.origins: dict[Key, Origin] = {}
        self.missing: dict[Key, Missing] = {}
        self.candidates: dict[Key, tuple[str, ...]] = {}
        self.assumed: dict[Key, dict[Assumption, None]] = {}

    # -- attributes -----------------------------------------------------------------------------

    def text(self, attribute: str, name: str, default: str | None = None) -> str | None:
        """Return a text, with tokens."""
        return self._attribute(attribute, name, self.reader.text, default)

    def name(self, attribute: str, name: str) -> str | None:
        """Return a text, with tokens, that is not empty."""
        return self._attribute(attribute, name, self.reader.name, None)

    def choice(self, attribute: str, name: str, words: Sequence[str], default: str | None = None) -> str | None:
        """Return one of some words."""
        return self._attribute(attribute, name, lambda cell: self.reader.choice(cell, words), default)

    def integer(self, attribute: str, name: str, default: int | None = None) -> int | None:
        """Return a whole number."""
        return self._attribute(attribute, name, self.reader.integer, default)

    def flag(self, attribute: str, name: str, *, default: bool | None = None) -> bool | None:
        """Return true or false."""
        return self._attribute(attribute, name, self.reader.flag, default)

    def cidr(self, attribute: str, name: str) -> Cidr | None:
        """Return a range of addresses."""
        return self._attribute(attribute, name, self.reader.cidr, None)

    def identity(self, attribute: str, name: str, collection: str) -> str | None:
        """Return the id of a member of a collection."""
        return self._attribute(attribute, name, lambda cell: self.reader.identity(cell, collection), None)

    def _attribute(self, attribute: str, name: str, read: Callable[[Cell], T | Unknown], default: T | None) -> T | None:
        cell = self.bag.get(name)
        if cell is not None:
            return self.read(attribute, cell, read)
        if default is None:
            self.miss(attribute, causes.left_open(self.bag.owner, name, self.bag.place))
        return default

    def read(self, attribute: str, cell: Cell, read: Callable[[Cell], T | Unknown]) -> T | None:
        """Read an attribute from a value, `None` when it is not known."""
        self.note(attribute, cell)
        try:
            found = read(cell)
        except Fault as fault:
            if self._strict:
                raise
            found = self.reader.resolver.left_out(fault)
        if isinstance(found, Unknown):
            self.miss(attribute, why(found))
            return None
        if isinstance(found, str) and (cause := self.reader.resolver.tokens.cause_of(found)):
            self.miss(attribute, cause)
        return found

    def identities(self, attribute: str, name: str, collection: str) -> Listing[str]:
        """Return a list of ids of a collection; none when the property is not given."""
        cell = self.bag.get(name)
        if cell is None:
            return Listing(items=(), complete=True)
        self.note(attribute, cell)
        spread = self.reader.spread(cell)
        doubts = list(spread.doubts)
        candidates = [self.reader.describe(one) for one in spread.possible]
        items: list[str] = []
        for member in spread.certain:
            found = self._member(member, collection)
            if isinstance(found, Unknown):
                doubts.append(why(found))
                candidates.append(self.reader.describe(member))
            else:
                items.append(found)
                self.origins[(attribute, found)] = member.place.origin
                self.assume((attribute, found), member.assumed)
        self.doubt(attribute, doubts, candidates)
        return Listing(items=tuple(items), complete=not doubts)

    def _member(self, cell: Cell, collection: str) -> str | Unknown:
        try:
            return self.reader.identity(cell, collection)
        except Fault as fault:
            return self.reader.resolver.left_out(fault)

    # -- notes ----------------------------------------------------------------------------------

    def note(self, attribute: str, cell: Cell) -> None:
        """Note where an attribute is read, and on which defaults it hangs."""
        self.origins[(attribute,)] = cell.place.origin
        self.assume((attribute,), cell.assumed)

    def at(self, key: Key, place: Place) -> None:
        """Note where something is read."""
        self.origins[key] = place.origin

    def assume(self, key: Key, assumed: Iterable[Assumption]) -> None:
        """Note the defaults on which something hangs."""
        for assumption in assumed:
            self.assumed.setdefault(key, {})[assumption] = None

    def miss(self, attribute: str, cause: Missing) -> None:
        """Note why an attribute is not known."""
        self.missing[(attribute,)] = cause

    def doubt(self, attribute: str, doubts: Iterable[Missing], candidates: Iterable[str] = ()) -> None:
        """Note why a list is not complete, and what else may be in it."""
        found = list(doubts)
        names = tuple(dict.fromkeys(candidates))
        if found:
            self.miss(attribute, causes.merged(found))
        if names:
            self.candidates[(attribute,)] = names

    def absorb(self, other: Sheet, *keys: str) -> None:
        """Take the notes of a part of the record, under its keys."""
        for key, origin in other.origins.items():
            self.origins[(*keys, *key)] = origin
        for key, cause in other.missing.items():
            known = self.missing.get((*keys, *key))
            self.missing[(*keys, *key)] = cause if known is None else causes.merged((known, cause))
        for key, names in other.candidates.items():
            self.candidates[(*keys, *key)] = names
        for key, assumed in other.assumed.items():
            self.assume((*keys, *key), assumed)

    def commit(self, provenance: Provenance, path: Path) -> None:
        """Write the notes as those of a record."""
        provenance.origins.update({(*path, *key): origin for key, origin in self.origins.items()})
        provenance.missing.update({(*path, *key): cause for key, cause in self.missing.items()})
        provenance.candidates.update({(*path, *key): names for key, names in self.candidates.items()})
        for key, assumed in self.assumed.items():
            first, *others = sorted(assumed, key=lambda one: one.subject)
            provenance.assumed[(*path, *key)] = first
            # A path holds one assumption; the others stand below it, under their subjects.
            provenance.assumed.update({(*path, *key, other.subject): other for other in others})
