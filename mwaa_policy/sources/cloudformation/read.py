"""Reads a template into its sections, each part checked for its shape."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from mwaa_policy.errors import InputError
from mwaa_policy.frozen import Frozen, field
from mwaa_policy.provenance import Skipped
from mwaa_policy.sources.cloudformation.foreach import Member, members
from mwaa_policy.sources.cloudformation.values import Place

if TYPE_CHECKING:
    from mwaa_policy.document import Document
    from mwaa_policy.sources.cloudformation.stacks import Stack

_ADDING_NOTHING = ("AWS::LanguageExtensions", "AWS::CodeDeployBlueGreen", "AWS::SecretsManager")
_ENDINGS = re.compile(r"(?:\.template)?\.(?:json|ya?ml|template)$")
STACK = "AWS::CloudFormation::Stack"
Raw = Any
"""A JSON-like value as it stands in the template."""


class Parameter(Frozen):
    """The declaration of a parameter."""

    name: str
    type: str
    default: Raw
    """`None` when there is no default."""
    allowed: tuple[str, ...]
    """The values that are allowed; empty when all are."""
    hidden: bool
    """Whether its value must not be shown (`NoEcho`)."""
    place: Place


class Resource(Frozen, eq=False):
    """A resource as declared."""

    id: str
    """Its id in the inventory."""
    logical_id: str
    type: str
    properties: Raw
    """The properties; a mapping in a sound template."""
    condition: Raw
    """The name of its condition, or `None`."""
    place: Place
    template: Template


class Template(Frozen, eq=False):
    """The sections of a template."""

    document: Document
    stack: str
    """What tells its objects from those of other templates; empty for the only one."""
    caller: Resource | None = None
    """The resource of another template by which it becomes a nested stack."""
    deployed: Stack | None = None
    """The stack, or the change set, that is made of it."""
    parameters: dict[str, Parameter] = field(default_factory=dict)
    mappings: Mapping[str, Raw] = field(default_factory=dict)
    conditions: Mapping[str, Raw] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: Mapping[str, Raw] = field(default_factory=dict)
    transforms: tuple[str, ...] = ()
    generated: list[Place] = field(default_factory=list)
    """Parts of the resources that stand for an unknown number of them."""
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """The root of the document."""
        return Place(self.document.name, "")

    @property
    def adds_resources(self) -> bool:
        """Whether a transform may make resources that the template does not declare."""
        return any(not name.startswith(_ADDING_NOTHING) for name in self.transforms)

    def scoped(self, name: str) -> str:
        """Return a name that no other template gives to another thing."""
        return f"{self.stack}/{name}" if self.stack else name


def is_template(value: object) -> bool:
    """Return whether a document looks like a template."""
    if not isinstance(value, dict):
        return False
    if "AWSTemplateFormatVersion" in value:
        return True
    resources = value.get("Resources")
    return isinstance(resources, dict) and any(_is_resource(part) for part in resources.values())


def file_stem(document: Document) -> str:
    """Return the name of the file of a template without its endings: people give it that of the stack."""
    return _ENDINGS.sub("", PurePath(document.name).name)


def _is_resource(part: object) -> bool:
    return isinstance(part, dict) and isinstance(part.get("Type"), str) and "::" in part["Type"]


def read_template(
    document: Document, *, stack: str, caller: Resource | None = None, deployed: Stack | None = None
) -> Template:
    """Return the sections of a template.

    Raises:
        InputError: the document is not a template, or a section of it is not a mapping.
    """
    value = document.value()
    if not isinstance(value, dict) or "Resources" not in value:
        raise InputError(
            "this is not a CloudFormation template: it has no Resources",
            document=document.name,
            hint="give the template itself, not its parameters or what a command printed about it",
        )
    template = Template(
        document=document,
        stack=stack,
        caller=caller,
        deployed=deployed,
        mappings=_section(document, value, "Mappings"),
        conditions=_section(document, value, "Conditions"),
        outputs=_section(document, value, "Outputs"),
        transforms=_transforms(value.get("Transform")),
    )
    for name, raw in _section(document, value, "Parameters").items():
        _read_parameter(template, name, raw)
    for name, raw in _section(document, value, "Resources").items():
        found = members(name, raw)
        for member in [Member(name, raw, ())] if found is None else found:
            _read_resource(template, member.name, member.raw, template.place.at("Resources", name, *member.keys))
    return template


def _section(document: Document, value: Mapping[str, Raw], name: str) -> Mapping[str, Raw]:
    found = value.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        spot = document.locate(f"/{name}")
        raise InputError(
            f"{name} is not a mapping",
            document=document.name,
            pointer=f"/{name}",
            line=spot.line,
            column=spot.column,
            hint="each member of the section stands under its own name",
        )
    return cast("Mapping[str, Raw]", found)


def _transforms(raw: Raw) -> tuple[str, ...]:
    found = raw if isinstance(raw, list) else [] if raw is None else [raw]
    return tuple(str(one.get("Name", "?")) if isinstance(one, dict) else plain_text(one) for one in found)


def _read_parameter(template: Template, name: str, raw: Raw) -> None:
    place = template.place.at("Parameters", name)
    if not isinstance(raw, dict):
        template.skipped.append(Skipped(origin=place.origin, text=f"parameter {name} is not a mapping"))
        raw = {}
    allowed = raw.get("AllowedValues")
    template.parameters[name] = Parameter(
        name=name,
        type=str(raw.get("Type", "String")),
        default=raw.get("Default"),
        allowed=tuple(plain_text(one) for one in allowed) if isinstance(allowed, list) else (),
        hidden=plain_text(raw.get("NoEcho")).lower() == "true",
        place=place,
    )


def _read_resource(template: Template, name: str, raw: Raw, place: Place) -> None:
    if name.startswith("Fn::"):
        template.generated.append(place)
        return
    kind = raw.get("Type") if isinstance(raw, dict) else None
    if not isinstance(kind, str):
        template.skipped.append(Skipped(origin=place.origin, text=f"resource {name} has no Type"))
        template.generated.append(place)
        return
    template.resources[name] = Resource(
        id=template.scoped(name),
        logical_id=name,
        type=kind,
        properties={} if raw.get("Properties") is None else raw["Properties"],
        condition=raw.get("Condition"),
        place=place,
        template=template,
    )


def plain_text(raw: Raw) -> str:
    """Return a scalar as CloudFormation writes it: every one of them is a text to it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return "" if raw is None else str(raw)
