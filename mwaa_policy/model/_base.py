"""The record type on which every part of the model is built."""

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeAlias, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from mwaa_policy.model._fitting import fitting

T = TypeVar("T")
R = TypeVar("R", bound="Record")
_ATOMS = frozenset({str, bool, int, NoneType})
_Read: TypeAlias = Callable[[Any], Any]


class Record(BaseModel):
    """A frozen fact sheet: every attribute is present, and `None` means *not known*."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        serialize_by_alias=True,
        validate_by_name=True,
    )

    if not TYPE_CHECKING:  # mypy knows the members of each record from pydantic's plugin

        def __init__(self, /, **members: Any) -> None:  # noqa: ANN401 - of the types of the fields
            """Take members that plainly fit as they are; leave all others to pydantic."""
            fitted = fitting(type(self), members)
            if fitted is None:
                super().__init__(**members)
                return
            assign = object.__setattr__
            assign(self, "__dict__", fitted)
            names = _names(type(self))
            assign(self, "__pydantic_fields_set__", names if len(members) == len(names) else set(members))
            assign(self, "__pydantic_extra__", None)
            assign(self, "__pydantic_private__", None)

        # Records that pydantic makes itself, it makes without this.
        __init__.__pydantic_base_init__ = True

    def model_post_init(self, _context: Any, /) -> None:  # noqa: ANN401 - the signature is pydantic's
        """Share the names of the members with all records that have all: a set of them is half of a record."""
        names = _names(type(self))
        if self.__pydantic_fields_set__ == names:
            object.__setattr__(self, "__pydantic_fields_set__", names)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, which shares the names likewise."""
        copied = super().model_copy(update=update, deep=deep)
        copied.model_post_init(None)
        return copied


def plain(value: Any) -> Any:  # noqa: ANN401 - a record, or what it holds
    """Return a record as JSON has it; pydantic's serializer would have to be built for that first."""
    kind = type(value)
    if kind is tuple:
        return [one if type(one) in _ATOMS else plain(one) for one in value]
    if not issubclass(kind, Record):
        return value
    names, members = _written(kind), value.__dict__
    return {names[name]: one if type(one) in _ATOMS else plain(one) for name, one in members.items()}


def record_of(kind: type[R], value: dict[str, Any]) -> R:
    """Return the record that `plain` would turn into a value of JSON.

    It holds the texts of the value, not copies; and pydantic, which would build the whole in a
    form of its own before, is left out while everything plainly fits.

    Raises:
        ValidationError: a member is missing, unknown or of a wrong type; its place is that within
            the innermost record.
    """
    readers = _readers(kind)
    members: dict[str, Any] = {}
    for name, member in value.items():
        own, read = readers.get(name, (name, None))
        members[own] = member if read is None else read(member)
    return kind(**members)


@cache
def _readers(record: type[Record]) -> dict[str, tuple[str, _Read | None]]:
    """Return for each member, as JSON names it, its name and what reads its value, unless that is as it is."""
    return {field.alias or name: (name, _reader(field.annotation)) for name, field in record.model_fields.items()}


def _reader(annotation: Any) -> _Read | None:  # noqa: ANN401 - types have no common type
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return lambda value: record_of(annotation, value) if type(value) is dict else value
    arguments = get_args(annotation)
    if get_origin(annotation) is tuple:
        read = _reader(arguments[0]) or _same
        return lambda value: tuple(map(read, value)) if type(value) is list else value
    # Of the types that a member may have, one at most is a record or a list.
    return next(filter(None, map(_reader, arguments)), None)


def _same(value: Any) -> Any:  # noqa: ANN401 - whatever JSON has
    return value


@cache
def _names(record: type[Record]) -> set[str]:
    return set(record.model_fields)


@cache
def _written(record: type[Record]) -> dict[str, str]:
    """Return how JSON names the members."""
    return {name: field.alias or name for name, field in record.model_fields.items()}


class Listing(Record, Generic[T]):
    """The certain members of a list, and whether there can be no others."""

    items: tuple[T, ...]
    """Members that are certain; what only may be a member is left out."""
    complete: bool
    """True when no other member can exist."""
