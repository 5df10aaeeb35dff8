"""The record type on which every part of the model is built."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

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


class Listing(Record, Generic[T]):
    """The certain members of a list, and whether there can be no others."""

    items: tuple[T, ...]
    """Members that are certain; what only may be a member is left out."""
    complete: bool
    """True when no other member can exist."""
