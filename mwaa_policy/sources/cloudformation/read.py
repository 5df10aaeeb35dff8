"""Reads a template into its sections, each part checked for its shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from mwaa_policy.errors import InputError
from mwaa_policy.frozen import Frozen, field
from mwaa_policy.provenance import Assumption, Missing, Skipped
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.foreach import PREFIX, Loop, Values, written_out
from mwaa_policy.sources.cloudformation.values import Place, assumed_of

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


class Part(NamedTuple):
    """A member of a section: a condition, a resource, an output."""

    raw: Raw
    place: Place
    assumed: frozenset[Assumption]
    """The defaults on which it hangs that it is there."""


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
    assumed: frozenset[Assumption]
    """The defaults on which it hangs that it is declared."""
    doubt: Missing | None
    """Why it is not known whether, and how often, a loop makes it."""
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
    conditions: dict[str, Part] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    outputs: dict[str, Part] = field(default_factory=dict)
    transforms: tuple[str, ...] = ()
    doubts: dict[str, list[Missing]] = field(default_factory=dict)
    """Why sections may hold more than is read of them, by their names."""
    looped: set[Assumption] = field(default_factory=set)
    """The defaults on which it hangs that no loop makes more resources."""
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


Collect: TypeAlias = Callable[[Template, Raw, Place], Values | Missing]
"""Answers over which values a loop of a template goes, or why that is not known."""


def is_template(value: object) -> bool:
    """Return whether a document looks like a template."""
    if not isinstance(value, dict):
        return False
    if "AWSTemplateFormatVersion" in value:
        return True
    resources = value.get("Resources")
    return isinstance(resources, dict) and any(
        name.startswith(PREFIX) or _is_resource(part) for name, part in resources.items()
    )


def file_stem(document: Document) -> str:
    """Return the name of the file of a template without its endings: people give it that of the stack."""
    return _ENDINGS.sub("", PurePath(document.name).name)


def _is_resource(part: object) -> bool:
    return isinstance(part, dict) and isinstance(part.get("Type"), str) and "::" in part["Type"]


def read_template(
    document: Document, collect: Collect, *, stack: str, caller: Resource | None = None, deployed: Stack | None = None
) -> Template:
    """Return the sections of a template, what loops write in their place.

    Raises:
        InputError: the document is not a template, or a section of it is not a mapping, or a loop is not sound.
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
        transforms=_transforms(value.get("Transform")),
    )
    for name, raw in _section(document, value, "Parameters").items():
        _read_parameter(template, name, raw)
    sections = {
        name: written_out(
            _section(document, value, name),
            template.place.at(name),
            lambda raw, place: collect(template, raw, place),
            template.skipped,
        )
        for name in ("Conditions", "Resources", "Outputs")
    }
    template.conditions.update(_parts(template, "Conditions", sections["Conditions"]))
    for name, part in _parts(template, "Resources", sections["Resources"]):
        _read_resource(template, name, part)
    template.outputs.update(_parts(template, "Outputs", sections["Outputs"]))
    return template


def _parts(template: Template, section: str, members: Mapping[str, Raw]) -> Iterator[tuple[str, Part]]:
    """Give the members of a section that are known, and note what may be there beside them."""
    for key, raw in members.items():
        place = template.place.at(section, key)
        if isinstance(raw, Loop):
            _note_loop(template, section, raw)
        elif key.startswith("Fn::"):
            text = f"{key} stands for {section.lower()} that are not known"
            template.doubts.setdefault(section, []).append(causes.fault(text, place))
        else:
            yield str(key), Part(raw, place, assumed_of(key))


def _note_loop(template: Template, section: str, loop: Loop) -> None:
    if loop.cause is not None:
        template.doubts.setdefault(section, []).append(loop.cause)
    if section != "Resources":
        return
    template.looped.update(loop.assumed)
    for key, raw in loop.possible:
        # One that cannot be read is among what the section may hold.
        if isinstance(raw, dict) and isinstance(raw.get("Type"), str):
            part = Part(raw, template.place.at(section, key), frozenset())
            _read_resource(template, str(key), part, loop.cause)


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


def _read_resource(template: Template, name: str, part: Part, doubt: Missing | None = None) -> None:
    raw, place = part.raw, part.place
    kind = raw.get("Type") if isinstance(raw, dict) else None
    if not isinstance(kind, str):
        cause = causes.fault(f"resource {name} has no Type", place)
        template.skipped.append(Skipped(origin=place.origin, text=cause.text))
        template.doubts.setdefault("Resources", []).append(cause)
        return
    template.resources[name] = Resource(
        id=template.scoped(name),
        logical_id=name,
        type=kind,
        properties={} if raw.get("Properties") is None else raw["Properties"],
        condition=raw.get("Condition"),
        place=place,
        assumed=part.assumed,
        doubt=doubt,
        template=template,
    )


def plain_text(raw: Raw) -> str:
    """Return a scalar as CloudFormation writes it: every one of them is a text to it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return "" if raw is None else str(raw)
