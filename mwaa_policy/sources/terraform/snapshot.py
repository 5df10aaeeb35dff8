"""What a Terraform document holds, in one shape for plans and states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mwaa_policy.document import Document, join_pointer
from mwaa_policy.provenance import Origin
from mwaa_policy.sources.terraform.addresses import InstanceKey, ModulePath

if TYPE_CHECKING:
    from mwaa_policy.sources.terraform.configuration import Configuration

Object = Mapping[str, Any]
Kind = Literal["terraform-plan", "terraform-state"]
ValuePath = tuple[str | int, ...]
MANAGED = "managed"
DATA = "data"
_NOTHING = object()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resource:
    """One instance of a resource or data source."""

    address: str
    """Address with instance keys."""
    module: ModulePath
    """The module instance in which it is."""
    mode: str
    """`managed` or `data`."""
    type: str
    """Type, `aws_subnet`."""
    name: str
    """Name within its module."""
    index: InstanceKey
    """Instance key."""
    actions: tuple[str, ...]
    """What the plan does to it; empty in a state."""
    values: Object
    """Attributes that are known."""
    unknown: Object | None
    """`after_unknown`: true where a value is known only after apply; `None` where nobody says so."""
    block: Object | None
    """Its block in the configuration; `None` where the document has none."""
    provider: str | None
    """Key of its provider in the configuration."""
    document: str
    """Name of the document."""
    pointer: str
    """Pointer to the resource."""
    values_pointer: str
    """Pointer to its values."""
    unknown_pointer: str | None
    """Pointer to `after_unknown`."""

    @property
    def local(self) -> str:
        """Its address within its module, without instance key."""
        return local_address(self.mode, self.type, self.name)

    @property
    def expressions(self) -> Object | None:
        """Its arguments as expressions; `None` where the document does not have them."""
        return None if self.block is None else mapping(self.block.get("expressions"))

    @property
    def is_new(self) -> bool:
        """Whether the plan makes it, anew or for the first time."""
        return "create" in self.actions

    def value(self, *path: str | int) -> Any:  # noqa: ANN401 - an attribute of any type
        """Return a known attribute, `None` when it is not known or not there."""
        return _walk(self.values, path, None)

    def origin(self, *path: str | int) -> Origin:
        """Return the place of an attribute: its value, else the mark that it is unknown, else the resource."""
        return Origin(document=self.document, pointer=self._pointer(path), address=self.address, editable=False)

    def _pointer(self, path: ValuePath) -> str:
        if not path:
            return self.pointer
        if _walk(self.values, path, _NOTHING) is not _NOTHING:
            return self.values_pointer + join_pointer(path)
        if self.unknown_pointer is not None and _walk(self.unknown, path, _NOTHING) is not _NOTHING:
            return self.unknown_pointer + join_pointer(path)
        return self._pointer(path[:-1]) if len(path) > 1 else self.pointer


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Snapshot:
    """One plan or state."""

    document: Document
    """Where it was read."""
    kind: Kind
    """What it is."""
    resources: tuple[Resource, ...]
    """Everything that exists, or will exist after apply."""
    former: tuple[Resource, ...] = ()
    """Managed resources that apply changes or removes, as they are before."""
    configuration: Configuration | None = None
    """The configuration from which a plan was made."""
    variables: Object | None = None
    """Values of the root module's variables."""
    partial: str | None = None
    """Why resources may be absent, when they may: `it was made with -target`."""
    newer: str | None = None
    """The version of the format, when it is newer than what is known here."""

    @property
    def name(self) -> str:
        """Name of the document."""
        return self.document.name


def local_address(mode: str, kind: str, name: str) -> str:
    """Return the address of a resource or data source within its module."""
    return f"data.{kind}.{name}" if mode == DATA else f"{kind}.{name}"


def dotted(path: ValuePath) -> str:
    """Return the path of an argument as Terraform writes it, `ingress[0].protocol`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def mapping(value: object) -> Object:
    """Return an object, empty for anything else: what is absent holds nothing."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> Sequence[Any]:
    """Return an array, empty for anything else."""
    return value if isinstance(value, list) else ()


def _walk(value: Any, path: ValuePath, absent: Any) -> Any:  # noqa: ANN401 - foreign values
    for step in path:
        if isinstance(value, dict):
            value = value.get(step, absent)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return absent
    return value
