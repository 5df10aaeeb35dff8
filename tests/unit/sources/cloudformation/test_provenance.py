"""Laws of provenance: every fact has a place, every gap a reason."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from mwaa_policy.document import read_document
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.cloudformation import normalize
from tests.unit.sources.cloudformation.templates import (
    FIXTURES,
    cause,
    ids,
    keys,
    load,
    pointer,
    record,
    skipped,
    texts,
)

GIVEN = {"DagBucket": "dags", "ExtraGroup": "sg-1", "AllowedPort": "443"}
CHOICES: list[dict[str, str]] = [
    {},
    {"Stage": "prod"},
    {"Stage": "dev"},
    {**GIVEN, "Stage": "prod"},
    {**GIVEN, "Stage": "dev"},
]
# What is null because the record is of another kind: a rule has one peer, a route one destination.
ALTERNATIVES = {"cidr", "group_id", "group_account", "group_peering", "prefix_list_id", "sid", "destination"}


def gaps(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Give the paths of what is not known."""
    if value is None:
        if path[-1] not in ALTERNATIVES:
            yield path
    elif isinstance(value, dict) and "items" in value:
        if not value["complete"]:
            yield path
        for item in value["items"]:
            if isinstance(item, dict):
                name = next(item[key] for key in ("id", "key", "text", "value", "operator") if key in item)
                yield from gaps(item, (*path, name))
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from gaps(member, (*path, key))


@pytest.mark.parametrize("parameters", CHOICES)
def test_every_gap_has_a_reason(parameters: dict[str, str]) -> None:
    normalized = load("network.yaml", parameters=parameters)
    inventory = json.loads(normalized.inventory.to_json())
    found = list(gaps(inventory["context"], ("context",)))
    for collection in ("environments", *normalized.inventory.vpcs.items[0].complete.model_dump(), "vpcs", "buckets"):
        for item in inventory[collection]["items"]:
            found += gaps(item, (collection, item["id"]))
    assert found
    unexplained = [path for path in found if normalized.provenance.why_missing(path) is None]
    assert unexplained == []


@pytest.mark.parametrize("parameters", CHOICES)
def test_every_place_exists(parameters: dict[str, str]) -> None:
    provenance = load("network.yaml", parameters=parameters).provenance
    places = [*provenance.origins.values(), *(one.origin for one in provenance.skipped)]
    places += [one.origin for one in provenance.missing.values() if one.origin is not None]
    assert places
    for origin in places:
        assert provenance.documents[origin.document].find(origin.pointer) is not None, origin
        location = provenance.place(origin)
        assert location.line is not None


@pytest.mark.parametrize("parameters", CHOICES)
def test_every_record_has_a_place(parameters: dict[str, str]) -> None:
    normalized = load("network.yaml", parameters=parameters)
    for collection in ("environments", "subnets", "security_groups", "vpc_endpoints", "network_acls", "route_tables"):
        for item in getattr(normalized.inventory, collection).items:
            assert (collection, item.id) in normalized.provenance.origins


def test_what_is_known_when_the_stage_is_open() -> None:
    normalized = load("network.yaml")
    assert texts(record(normalized, "vpcs", "Vpc").cidrs) == ["10.192.0.0/16"]
    assert record(normalized, "subnets", "SubnetB").cidr.text == "10.192.1.0/24"
    assert keys(record(normalized, "route_tables", "Table").routes) == ["10.192.0.0/16", "0.0.0.0/0"]
    assert record(normalized, "route_tables", "Table").routes.items[1].target_kind is None
    assert ids(record(normalized, "subnets", "SubnetB").route_table_ids) == ["…"]
    assert keys(record(normalized, "network_acls", "Acl").entries) == ["ingress/100", "…"]
    assert keys(record(normalized, "security_groups", "Group").egress) == ["egress tcp 443 443 0.0.0.0/0", "…"]
    assert keys(record(normalized, "security_groups", "Group").ingress) == [
        "ingress all 0 65535 sg:Group",
        "ingress tcp 443 443 sg:?",
    ]
    assert ids(record(normalized, "environments", "Environment").security_group_ids) == ["Group", "…"]
    assert record(normalized, "vpc_endpoints", "DatabaseEndpoint").environment_id == "Environment"
    assert not record(normalized, "vpcs", "Vpc").complete.vpc_endpoints
    assert cause(normalized, "vpcs", "Vpc", "complete", "vpc_endpoints") == "parameter Stage"
    assert skipped(normalized) == [
        ("/Resources/AclOut/Properties/RuleNumber", "0 is not the number of a rule: 1 to 32766 is wanted")
    ]


LINES = [
    (("vpcs", "Vpc"), "  Vpc:"),
    (("subnets", "SubnetA", "cidr"), "      CidrBlock: !Select [0, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]"),
    (("subnets", "SubnetA", "route_table_ids", "Table"), "  TableOfA:"),
    (("route_tables", "Table", "routes", "0.0.0.0/0"), "  DefaultRoute:"),
    (
        ("network_acls", "Acl", "entries", "ingress/100", "from_port"),
        "      PortRange: {From: !Ref AllowedPort, To: 65535}",
    ),
    (("security_groups", "Group", "ingress", "ingress all 0 65535 sg:Group"), "  GroupItself:"),
    (
        ("security_groups", "Group", "egress", "egress tcp 443 443 0.0.0.0/0"),
        "        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}",
    ),
    (("vpc_endpoints", "S3Endpoint", "policy", "statements", "Dags"), "          - Sid: Dags"),
    (("environments", "Environment", "security_group_ids"), "        SecurityGroupIds: [!Ref Group, !Ref ExtraGroup]"),
]


@pytest.mark.parametrize(("path", "line"), LINES)
def test_the_line_of_a_fact(path: tuple[str, ...], line: str) -> None:
    location = load("network.yaml").provenance.location(path)
    assert location is not None
    assert location.line is not None
    assert (FIXTURES / "network.yaml").read_text().splitlines()[location.line - 1] == line


def test_the_line_of_a_cause() -> None:
    provenance = load("network.yaml").provenance
    missing = provenance.why_missing(("security_groups", "Group", "ingress", "ingress tcp 443 443 sg:?", "group_id"))
    assert missing is not None
    assert missing.origin is not None
    assert (FIXTURES / "network.yaml").read_text().splitlines()[(provenance.place(missing.origin).line or 0) - 1] == (
        "  ExtraGroup:"
    )


def test_the_place_of_a_route_that_a_resource_makes_names_the_resource() -> None:
    normalized = load("network.yaml")
    path = ("route_tables", "Table", "routes", "0.0.0.0/0")
    assert pointer(normalized, *path) == "/Resources/DefaultRoute"
    origin = normalized.provenance.origin(path)
    assert origin is not None
    assert (origin.address, origin.editable) == ("DefaultRoute", True)


def test_the_order_of_resources_does_not_matter() -> None:
    document = read_document((FIXTURES / "network.yaml").read_text(), name="network.yaml")
    value: Any = document.value()
    first = normalize([document], Options())
    shuffled = list(value["Resources"].items())
    random.Random(7).shuffle(shuffled)  # noqa: S311 - any other order will do
    text = json.dumps({**value, "Resources": dict(shuffled)})
    second = normalize([read_document(text, name="network.yaml")], Options())
    assert _sorted(second.inventory.model_dump()) == _sorted(first.inventory.model_dump())
    assert second.provenance.missing == first.provenance.missing
    assert set(second.provenance.skipped) == set(first.provenance.skipped)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_sorted(part) for part in value), key=repr)
    return value
