"""The record type on which every part of the model is built."""

from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from mwaa_policy.model._fitting import fitting

T = TypeVar("T")


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
            assign(self, "__pydantic_fields_set__", set(members))
            assign(self, "__pydantic_extra__", None)
            assign(self, "__pydantic_private__", None)

        # Records that pydantic makes itself, it makes without this.
        __init__.__pydantic_base_init__ = True


def plain(value: Any) -> Any:  # noqa: ANN401 - a record, or what it holds
    """Return a record as JSON has it; pydantic's serializer would have to be built for that first."""
    if isinstance(value, Record):
        aliases = _aliases(type(value))
        return {aliases.get(name, name): plain(member) for name, member in value.__dict__.items()}
    return [plain(one) for one in value] if isinstance(value, tuple) else value


@cache
def _aliases(record: type[Record]) -> dict[str, str]:
    return {name: field.alias for name, field in record.model_fields.items() if field.alias}


class Listing(Record, Generic[T]):
    """The certain members of a list, and whether there can be no others."""

    items: tuple[T, ...]
    """Members that are certain; what only may be a member is left out."""
    complete: bool
    """True when no other member can exist."""
