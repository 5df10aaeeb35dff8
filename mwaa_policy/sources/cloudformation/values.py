"""The values that the parts of a template may have once intrinsic functions are resolved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, Self, TypeAlias, Union

from mwaa_policy.document import escape, unescape
from mwaa_policy.frozen import Frozen
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Missing, Origin

_RESOURCES = "/Resources/"
_NO_ASSUMPTION: frozenset[Assumption] = frozenset()


class Key(str):
    """A key that a loop writes; it stands in the template in another place, and perhaps with its identifier."""

    __slots__ = ("assumed", "way")
    way: tuple[str | int, ...]
    """The way to it from the mapping that holds what the loop writes."""
    assumed: frozenset[Assumption]
    """The defaults on which it hangs."""

    def __new__(cls, text: str, way: tuple[str | int, ...], assumed: frozenset[Assumption]) -> Self:
        """Return the text as a key."""
        key = super().__new__(cls, text)
        key.way = way
        key.assumed = assumed
        return key


def way_of(key: str | int) -> tuple[str | int, ...]:
    """Return the way in the template that a key stands for."""
    return key.way if isinstance(key, Key) else (key,)


def key_of(mapping: Mapping[str, object], name: str) -> str:
    """Return the key that a mapping has for a name: that of a loop, if a loop writes it."""
    return next((key for key in mapping if isinstance(key, Key) and key == name), name)


def assumed_of(key: str) -> frozenset[Assumption]:
    """Return the defaults on which it hangs that a mapping has a key."""
    return key.assumed if isinstance(key, Key) else _NO_ASSUMPTION


class Place(NamedTuple):
    """A place in a template."""

    document: str
    pointer: str

    def at(self, *keys: str | int) -> Place:
        """Return the place of a member of what stands here."""
        way = (step for key in keys for step in way_of(key))
        return Place(self.document, self.pointer + "".join(f"/{escape(str(step))}" for step in way))

    @property
    def logical_id(self) -> str | None:
        """The resource to which the place belongs; what stands for several is none."""
        if not self.pointer.startswith(_RESOURCES):
            return None
        name = unescape(self.pointer[len(_RESOURCES) :].partition("/")[0])
        return None if name.startswith("Fn::") else name

    @property
    def key(self) -> str:
        """The key or index under which it stands."""
        return unescape(self.pointer.rpartition("/")[2])

    @property
    def origin(self) -> Origin:
        """The place, as provenance writes it."""
        return Origin(document=self.document, pointer=self.pointer, address=self.logical_id)


class Fault(Exception):  # noqa: N818 - it is caught where a part of a template is left out, and never gets out
    """A part of a template that cannot be what it is supposed to be."""

    def __init__(self, place: Place, text: str) -> None:
        super().__init__(text)
        self.place = place
        self.text = text


class Reference(Frozen, kw_only=False):
    """A resource, or what one of its attributes tells."""

    id: str
    """The id of the resource in the inventory."""
    attribute: str | None = None
    """The attribute; `None` for what identifies the resource."""


class Zones(Frozen):
    """The zones of a region, of which only the order is known."""


class Choice(Unknown, kw_only=False):
    """One of two values, by a condition that is not known."""

    arms: tuple[Cell, ...] = ()
    """What it may be."""


class Absent(Frozen):
    """A property that is not there, `AWS::NoValue`."""


ABSENT: Final = Absent()

Value: TypeAlias = Union[
    bool,
    int,
    float,
    str,
    "tuple[Cell, ...]",
    "Mapping[str, Cell]",
    Reference,
    Zones,
    Absent,
    Unknown,
    None,
]


class Cell(NamedTuple):
    """A value, where it stands, and which defaults it hangs on."""

    value: Value
    place: Place
    assumed: frozenset[Assumption] = _NO_ASSUMPTION

    def hanging_on(self, assumed: frozenset[Assumption]) -> Cell:
        """Return the cell with more defaults on which it hangs."""
        return self if assumed <= self.assumed else Cell(self.value, self.place, self.assumed | assumed)


class Bag(NamedTuple):
    """Properties by name, of a resource or of a mapping within one."""

    place: Place
    """The resource, or the mapping: the place of what is not given."""
    owner: str
    """The logical id of the resource."""
    find: Callable[[str], Cell | None]

    def get(self, name: str) -> Cell | None:
        """Return a property, `None` when it is not given."""
        found = self.find(name)
        return None if found is None or found.value is ABSENT else found

    def demand(self, name: str) -> Cell:
        """Return a property that must be given.

        Raises:
            Fault: it is not.
        """
        found = self.get(name)
        if found is None:
            raise Fault(self.place, f"{self.owner} gives no {name}")
        return found


def why(unknown: Unknown) -> Missing:
    """Return the cause of a value that is not known."""
    cause = unknown.cause
    assert isinstance(cause, Missing)  # noqa: S101 - every unknown value of this package is made with one
    return cause


def joined_assumptions(*cells: Cell) -> frozenset[Assumption]:
    """Return the defaults on which any of the cells hangs."""
    return _NO_ASSUMPTION.union(*(cell.assumed for cell in cells))
