"""Reads the attributes of one record, and notes where each stood or why it is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, NamedTuple, TypeVar

from mwaa_policy.model import Cidr, Collection, Listing, parse_cidr
from mwaa_policy.provenance import Assumption, Missing, Origin, Path, Provenance, Skipped
from mwaa_policy.sources.boto3.operations import Operation
from mwaa_policy.sources.boto3.place import Malformed, Place, elements, flag, text
from mwaa_policy.sources.boto3.recast import Elements, Members

T = TypeVar("T")


class Told(NamedTuple, Generic[T]):
    """A member of a list, and the place within the element that tells it."""

    item: T
    place: Place


class Facts:
    """One record as a response describes it.

    Without a place nothing describes the record: everything is unknown, and why is noted once,
    at the record itself.
    """

    def __init__(
        self, provenance: Provenance, collection: Collection, identity: str, place: Place | None, operation: Operation
    ) -> None:
        self.provenance = provenance
        self.id = identity
        self.path: Path = (collection, identity)
        self.place = place
        self.operation = operation

    @property
    def origin(self) -> Origin | None:
        """Where the record stands."""
        return None if self.place is None else self.place.origin

    @property
    def is_recorded(self) -> bool:
        """Whether a tool recorded the record: what it does not tell is not known, and has no default."""
        return self.place is not None and isinstance(self.place.value, Members)

    def lacks(self, member: str) -> bool:
        """Return whether a response describes the record, and has no such member."""
        return self.place is not None and not self.is_recorded and self.place.at(member).value is None

    def text(self, attribute: str, *keys: str, default: str | None = None) -> str | None:
        """Return a text; without one the default, or `None` and the reason."""
        return self._read(attribute, keys, text, default)

    def flag(self, attribute: str, *keys: str, default: bool | None = None) -> bool | None:
        """Return a switch, in the same way."""
        return self._read(attribute, keys, flag, default)

    def cidr(self, attribute: str, *keys: str) -> Cidr | None:
        """Return a range of addresses, in the same way."""
        return self._read(attribute, keys, cidr, None)

    def value(self, attribute: str, *keys: str, parse: Callable[[Place], T | None]) -> T | None:
        """Return what `parse` makes of a member, in the same way."""
        return self._read(attribute, keys, parse, None)

    def ids(self, attribute: str, *keys: str, member: str | None = None, without: bool = True) -> Listing[str]:
        """Return a list of ids, or of the ids in a list of objects.

        Args:
            attribute: The attribute of the record.
            keys: The way to the list.
            member: The member of its objects that holds the id.
            without: Whether a response without the list means that it is empty.
        """
        return self.listing(
            attribute,
            self.member(*keys),
            lambda one: [text(one.at(member) if member else one) or _nothing(one)],
            absent=None if without else ".".join(keys),
        )

    def member(self, *keys: str) -> Place | None:
        """Return the place of a member, `None` when the response has none."""
        if self.place is None:
            return None
        try:
            place = self.place.at(*keys)
        except Malformed as error:
            self.skip(error.place, error.text)
            return None
        return None if place.value is None else place

    def listing(
        self,
        attribute: str,
        place: Place | None,
        parse: Callable[[Place], Iterable[T | Told[T]]],
        *,
        absent: str | None = None,
    ) -> Listing[T]:
        """Return what `parse` makes of each element of a list; one that cannot be read is skipped.

        Args:
            attribute: The attribute of the record.
            place: The list.
            parse: What makes members of an element; raises `ValueError` or `Malformed`.
            absent: The name of the list, when it is unknown where the response has none.
        """
        if place is None:
            known = self.place is not None and absent is None and not self.is_recorded
            if not known and self.place is not None:
                self.missing(self._silent(absent or attribute), attribute)
            return Listing[Any](items=(), complete=known)
        self.provenance.origins.setdefault((*self.path, attribute), place.origin)
        try:
            places = list(elements(place))
        except Malformed as error:
            self.unreadable(error.place, error.text, attribute)
            return Listing[Any](items=(), complete=False)
        found = self.gather(attribute, places, parse)
        return self._as_far_as_told(attribute, place, found) if isinstance(place.value, Elements) else found

    def _as_far_as_told(self, attribute: str, place: Place, found: Listing[T]) -> Listing[T]:
        """Return a list that a tool recorded: complete only if it told the whole of it."""
        if place.value.assumed is not None:
            self.assume(place.value.assumed, attribute)
        if place.value.whole:
            return found
        self.missing(self._silent(f"list of all {attribute.replace('_', ' ')}"), attribute)
        return Listing(items=found.items, complete=False)

    def gather(
        self, attribute: str, places: Iterable[Place], parse: Callable[[Place], Iterable[T | Told[T]]]
    ) -> Listing[T]:
        """Return what `parse` makes of each place, in the same way."""
        items: dict[str, T] = {}
        complete = True
        for item, where in self._parsed(attribute, places, parse):
            key = _key(item)
            if item is None:
                complete = False
            elif key not in items:
                items[key] = item
                self.provenance.origins[(*self.path, attribute, key)] = where.origin
            elif items[key] != item:
                complete = False
                self.unreadable(where, f"there are two of {key}, and they differ", attribute)
        return Listing[Any](items=tuple(items.values()), complete=complete)

    def missing(self, why: Missing, *attribute: str) -> None:
        """Note why an attribute is not known."""
        self.provenance.missing.setdefault((*self.path, *attribute), why)

    def untold(self, member: str, *attribute: str) -> None:
        """Note that nothing tells a member, and that an attribute is not known for that reason."""
        self.missing(self._silent(member), *attribute)

    def missing_like(self, cause: str, attribute: str) -> None:
        """Note that an attribute is not known because another is not."""
        why = self.provenance.missing.get((*self.path, cause))
        if why is not None:
            self.missing(why, attribute)

    def assume(self, what: Assumption, *attribute: str) -> None:
        """Note that an attribute is a default."""
        self.provenance.assumed[(*self.path, *attribute)] = what

    def skip(self, place: Place, why: str) -> None:
        """Note that a part cannot be read."""
        self.provenance.skipped.append(Skipped(origin=place.origin, text=why))

    def unreadable(self, place: Place, why: str, *attribute: str) -> None:
        """Note that a part cannot be read, and that an attribute is not known for that reason."""
        self.skip(place, why)
        reason = Missing(
            subject=f"{self.operation.title} {self.id}",
            text=f"{self.id}: {why}",
            supply=f"correct it, or give all that `{self.operation.command}` prints",
            origin=place.origin,
        )
        self.missing(reason, *attribute)

    def _parsed(
        self, attribute: str, places: Iterable[Place], parse: Callable[[Place], Iterable[T | Told[T]]]
    ) -> Iterator[tuple[T | None, Place]]:
        for one in places:
            try:
                for found in parse(one):
                    yield (found.item, found.place) if isinstance(found, Told) else (found, one)
            except (Malformed, ValueError) as error:
                where = error.place if isinstance(error, Malformed) else one
                self.unreadable(where, str(error), attribute)
                yield None, one

    def _read(
        self, attribute: str, keys: tuple[str, ...], parse: Callable[[Place], T | None], default: T | None
    ) -> T | None:
        if self.place is None:
            return None
        place = self.place
        try:
            place = place.at(*keys)
            value = parse(place)
        except (Malformed, ValueError) as error:
            self.unreadable(error.place if isinstance(error, Malformed) else place, str(error), attribute)
            return None
        if value is not None:
            self.provenance.origins[(*self.path, attribute)] = place.origin
        elif default is None or self.is_recorded:
            self.missing(self._silent(".".join(keys)), attribute)
            return None
        return default if value is None else value

    def _silent(self, member: str) -> Missing:
        title = self.operation.title
        if self.is_recorded:
            return Missing(
                subject=f"{title} {member}",
                text=f"what is told of {self.id} has no {member}",
                supply=f"add the response of `{self.operation.command}`",
                origin=self.origin,
            )
        return Missing(
            subject=f"{title} {member}",
            text=f"the {title} response has no {member}",
            supply=f"give all that `{self.operation.command}` prints",
            origin=self.place.origin if self.place else None,
        )


def choice(*values: T) -> Callable[[Place], T | None]:
    """Return what reads a text that is one of the values, in any case."""

    def parse(place: Place) -> T | None:
        found = text(place)
        by_text = {str(value).lower(): value for value in values}
        if found is not None and found.lower() not in by_text:
            raise Malformed(place, f"{found} is none of {', '.join(map(str, values))}")
        return None if found is None else by_text[found.lower()]

    return parse


def _key(item: object) -> str:
    """Return what names a member of a list: itself, the key of a record, or the text of a range."""
    if isinstance(item, Cidr):
        return item.text
    return item if isinstance(item, str) else str(getattr(item, "key", item))


def cidr(place: Place) -> Cidr | None:
    """Return a range of addresses.

    Raises:
        ValueError: the text is no range.
    """
    found = text(place)
    return None if found is None else parse_cidr(found)


def _nothing(place: Place) -> str:
    raise Malformed(place, "an id is wanted, and there is none")
