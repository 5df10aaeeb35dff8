"""Small templates, and the ways in which tests look at what became of them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mwaa_policy.document import Document, load_path, read_document
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.cloudformation import normalize
from mwaa_policy.sources.cloudformation.nesting import read_templates
from mwaa_policy.sources.cloudformation.resolve import Resolver, Settings
from mwaa_policy.sources.cloudformation.values import Choice

FIXTURES = Path(__file__).parent / "fixtures"

VPC = """
Vpc:
  Type: AWS::EC2::VPC
  Properties: {CidrBlock: 10.0.0.0/16}
"""
SUBNETS = (
    VPC
    + """
SubnetA:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [0, !GetAZs '']}
SubnetB:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: !Select [1, !GetAZs '']}
"""
)
GROUP = (
    VPC
    + """
Group:
  Type: AWS::EC2::SecurityGroup
  Properties: {GroupDescription: workers, VpcId: !Ref Vpc}
"""
)


def document(resources: str, sections: str = "", *, name: str = "template.yaml") -> Document:
    """Return a template with these resources and other sections."""
    text = textwrap.dedent(sections) + "\nResources:\n" + textwrap.indent(textwrap.dedent(resources), "  ")
    return read_document(text, name=name)


def read(
    resources: str,
    sections: str = "",
    *,
    parameters: Mapping[str, str] | None = None,
    region: str | None = None,
    account: str | None = None,
) -> Normalized:
    """Return what a template with these resources describes."""
    options = Options(parameters=parameters or {}, region=region, account=account)
    return normalize([document(resources, sections)], options)


def load(name: str, **options: Any) -> Normalized:
    """Return what a template among the fixtures describes."""
    return normalize([load_path(FIXTURES / name)], Options(**options))


def record(normalized: Normalized, collection: str, identity: str) -> Any:
    """Return a record of an inventory."""
    return next(one for one in getattr(normalized.inventory, collection).items if one.id == identity)


def keys(listing: Any) -> list[str]:
    """Return the keys of sub-records, with a mark when there may be more."""
    return [item.key for item in listing.items] + ([] if listing.complete else ["…"])


def ids(listing: Any) -> list[str]:
    """Return the ids in a listing, with a mark when there may be more."""
    return [*listing.items, *([] if listing.complete else ["…"])]


def texts(listing: Any) -> list[str]:
    """Return the ranges in a listing, with a mark when there may be more."""
    return [item.text for item in listing.items] + ([] if listing.complete else ["…"])


def cause(normalized: Normalized, *path: str) -> str:
    """Return the subject of what hides a fact; the fact itself must be named, not one around it."""
    return normalized.provenance.missing[path].subject


def pointer(normalized: Normalized, *path: str) -> str:
    """Return where a fact was read."""
    found = normalized.provenance.origin(path)
    assert found is not None, path
    return found.pointer


def skipped(normalized: Normalized) -> list[tuple[str, str]]:
    """Return the parts that were left out, with what is wrong."""
    return [(one.origin.pointer, one.text) for one in normalized.provenance.skipped]


def resolver(sections: str, resources: str = VPC, **settings: Any) -> Resolver:
    """Return what resolves the functions of a template."""
    given = Settings(**settings)
    return Resolver(read_templates([document(resources, sections)], given), given)


def resolved(expression: str, sections: str = "", resources: str = VPC, **settings: Any) -> Any:
    """Return the value of an expression, `Unknown` and choices by the subject of their cause."""
    body = textwrap.indent(textwrap.dedent(expression).strip(), "    ")
    whole = f"Metadata:\n  Probe:\n{body}\n" + textwrap.dedent(sections)
    solver = resolver(whole, resources, **settings)
    template = solver.templates[0]
    value = template.document.value()
    assert isinstance(value, dict)
    metadata: Any = value["Metadata"]
    return shown(solver.plain(solver.cell(template, metadata["Probe"], template.place.at("Metadata", "Probe"))))


def shown(value: object) -> Any:
    """Return a plain value in which unknown parts are `?` with the subject of their cause."""
    if isinstance(value, Unknown):
        assert isinstance(value.cause, Missing)
        return f"{'either' if isinstance(value, Choice) else '?'} {value.cause.subject}"
    if isinstance(value, list):
        return [shown(part) for part in value]
    if isinstance(value, dict):
        return {key: shown(part) for key, part in value.items()}
    return value
