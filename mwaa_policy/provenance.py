"""Where each fact of an inventory came from.

A *path* names a fact: the collection, the id of the record, then attributes and keys of
sub-records, as in `("security_groups", "Group", "ingress", "ingress tcp 443 443 sg:Group")`.
Questions about a path that has no answer of its own are answered by its nearest ancestor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from mwaa_policy.frozen import Frozen, field

if TYPE_CHECKING:
    from mwaa_policy.document import Document

Path = tuple[str, ...]
T = TypeVar("T")


# A large input has hundreds of thousands of these: slots take a third of the memory.
@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The place from which a fact was read."""

    document: str
    """Name of the document."""
    pointer: str
    """JSON pointer (RFC 6901) into the document."""
    address: str | None = None
    """Resource address (`module.net.aws_subnet.a[0]`) or logical id."""
    editable: bool = True
    """Whether a user may change the fact there; not so for plans, states and responses."""


class Assumption(Frozen):
    """A default that was used as a value."""

    subject: str
    """What was assumed, as a key: equal subjects are one assumption (`parameter Env`)."""
    text: str
    """The assumption in words, without its place: `parameter Env is dev (its default)`."""
    option: str
    """What would state it instead: `--parameter Env=…`; empty when nothing can."""


class Missing(Frozen):
    """Why a fact is not known."""

    subject: str
    """What is missing, as a key: equal subjects are one cause (`parameter SubnetIds`)."""
    text: str
    """The cause in words: `parameter SubnetIds has no default`."""
    supply: str
    """How to supply it: `--parameter SubnetIds=…`; empty when nothing can."""
    origin: Origin | None = None
    """The place of the cause (a parameter's declaration), when it has one."""


class Spot(NamedTuple):
    """A line and a column, both from 1."""

    line: int
    column: int


class Location(Frozen):
    """A place in a document, as people and editors name it."""

    document: str
    """Name of the document."""
    pointer: str
    """JSON pointer (RFC 6901)."""
    line: int | None
    """Line, from 1."""
    column: int | None
    """Column, from 1."""
    address: str | None = None
    """Resource address, when the document is a plan or a state."""


class Skipped(Frozen):
    """A part of a document that could not be read, while the rest was."""

    origin: Origin
    """The part."""
    text: str
    """What is wrong with it, and the likely mistake."""


class Provenance(Frozen):
    """The answers to *where from*, for one inventory.

    Sources fill it while they convert, or give mappings that work an answer out when it is asked
    for; nobody changes it afterwards.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    """The documents that were read, by name."""
    files: dict[str, Mapping[str, Spot]] = field(default_factory=dict)
    """Files beside the documents to which origins lead: places by JSON pointer, by name of the file."""
    origins: MutableMapping[Path, Origin] = field(default_factory=dict)
    """Where facts were read."""
    assumed: dict[Path, Assumption] = field(default_factory=dict)
    """Facts that are defaults."""
    missing: MutableMapping[Path, Missing] = field(default_factory=dict)
    """Why facts are not known."""
    candidates: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    """What may be a member of an incomplete list."""
    skipped: list[Skipped] = field(default_factory=list)
    """Parts that could not be read."""

    def origin(self, path: Path) -> Origin | None:
        """Return where the fact, or the nearest thing around it, was read."""
        return _nearest(self.origins, path)

    def why_missing(self, path: Path) -> Missing | None:
        """Return why the fact, or the nearest thing around it, is not known."""
        return _nearest(self.missing, path)

    def location(self, path: Path) -> Location | None:
        """Return the place of the fact, with line and column where the document has lines."""
        found = self.origin(path)
        return None if found is None else self.place(found)

    def place(self, origin: Origin) -> Location:
        """Return an origin as a place with line and column."""
        document = self.documents.get(origin.document)
        found = self.files.get(origin.document, {}).get(origin.pointer)
        if document is None and found is not None:
            return Location(
                document=origin.document,
                pointer=origin.pointer,
                line=found.line,
                column=found.column,
                address=origin.address,
            )
        if document is None:
            return Location(
                document=origin.document, pointer=origin.pointer, line=None, column=None, address=origin.address
            )
        spot = document.locate(origin.pointer)
        return Location(
            document=origin.document,
            pointer=origin.pointer,
            line=spot.line,
            column=spot.column,
            address=origin.address,
        )

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return what was assumed, each once, in the order of their words."""
        return tuple(sorted(set(self.assumed.values()), key=lambda one: (one.text, one.option)))


def _nearest(facts: Mapping[Path, T], path: Path) -> T | None:
    return next((found for part in _ancestors(path) if (found := facts.get(part)) is not None), None)


def _ancestors(path: Iterable[str]) -> Iterator[Path]:
    whole = tuple(path)
    for length in range(len(whole), 0, -1):
        yield whole[:length]
