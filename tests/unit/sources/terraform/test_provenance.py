"""Every fact says where it was read, and every gap why it is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_policy.model import COLLECTIONS, Listing, Record
from mwaa_policy.provenance import Path
from mwaa_policy.sources._draft import Normalized
from tests.unit.sources.terraform.plans import FIXTURES, load, pointer

DOCUMENTS = sorted(
    str(path.relative_to(FIXTURES)) for path in (*FIXTURES.glob("*/*.json"), *FIXTURES.glob("*/*.tfstate"))
)
# Attributes of which `None` means that they do not apply: the peer of a rule is of one kind, and so on.
ONE_OF = frozenset(
    {"cidr", "group_id", "group_account", "group_peering", "prefix_list_id", "sid", "zone_ref", "destination"}
)


def parts(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield the attributes of a record, and of the records within it, by their paths."""
    if isinstance(value, Listing):
        yield path, value
        for item in value.items:
            if isinstance(item, Record):
                yield from parts(item, (*path, getattr(item, "key", None) or item.text))  # type: ignore[attr-defined]
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from parts(getattr(value, name), (*path, name))
    else:
        yield path, value


def facts(found: Normalized) -> Iterator[tuple[Path, Any]]:
    for collection in COLLECTIONS:
        for item in getattr(found.inventory, collection).items:
            yield from parts(item, (collection, item.id))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_pointer_names_something_in_the_document(name: str) -> None:
    provenance = load(name).provenance
    for origin in provenance.origins.values():
        assert provenance.documents[origin.document].trace(origin.pointer).exact, origin.pointer
        assert not origin.editable
        assert origin.address


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_gap_has_its_reason(name: str) -> None:
    found = load(name)
    for path, value in facts(found):
        gap = not value.complete if isinstance(value, Listing) else value is None and path[-1] not in ONE_OF
        if gap:
            assert found.provenance.why_missing(path) is not None, path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_reason_belongs_to_a_gap(name: str) -> None:
    found = load(name)
    known = dict(facts(found))
    for path in found.provenance.missing:
        value = known.get(path)
        assert value is None or (isinstance(value, Listing) and not value.complete), path


@pytest.mark.parametrize("name", DOCUMENTS)
def test_records_that_a_document_describes_have_a_place(name: str) -> None:
    found = load(name)
    for collection in COLLECTIONS:
        for item in getattr(found.inventory, collection).items:
            described = (collection, item.id) not in found.provenance.missing
            assert not described or found.provenance.origin((collection, item.id)) is not None


def test_an_object_that_aws_makes_has_the_place_of_its_vpc() -> None:
    found = load("public/plan.json")
    assert pointer(found, "network_acls", "aws_vpc.main/default-acl") == pointer(found, "vpcs", "aws_vpc.main")


def test_a_separate_rule_has_a_place_of_its_own() -> None:
    found = load("private/plan.json")
    rule = "ingress tcp 443 443 sg:aws_security_group.mwaa"
    path = ("security_groups", "aws_security_group.mwaa", "ingress", rule)
    origin = found.provenance.origin(path)
    assert origin is not None
    assert origin.address == "aws_security_group_rule.self"
    assert pointer(found, "security_groups", "aws_security_group.mwaa") != origin.pointer
