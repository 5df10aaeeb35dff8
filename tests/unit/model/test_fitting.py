"""Members that plainly fit are taken as they are; about all others pydantic decides."""

from __future__ import annotations

import json
from functools import reduce
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from mwaa_policy.model import AclEntry, AirflowVersion, Bucket, Inventory, Listing, Params, PrefixList, parse_cidr
from mwaa_policy.model._fitting import fitting
from tests.fixtures.networks import private, public

ENTRY: dict[str, Any] = {
    "key": "ingress/100",
    "number": 100,
    "direction": "ingress",
    "action": "allow",
    "protocol": "6",
    "cidr": parse_cidr("10.0.0.0/16"),
    "from_port": 443,
    "to_port": None,
}


def records(value: Any) -> list[BaseModel]:
    inner = value.__dict__.values() if isinstance(value, BaseModel) else value if isinstance(value, tuple) else ()
    found = [one for member in inner for one in records(member)]
    return [value, *found] if isinstance(value, BaseModel) else found


@pytest.mark.parametrize("inventory", [private(), public()])
def test_what_is_made_plainly_is_what_pydantic_makes(inventory: Inventory) -> None:
    assert Inventory.model_validate_json(inventory.to_json()) == inventory
    assert json.loads(inventory.to_json()) == inventory.model_dump(mode="json", by_alias=True)
    for record in records(inventory):
        assert fitting(type(record), record.__dict__) == record.__dict__


@pytest.mark.parametrize("inventory", [private(), public()])
def test_a_document_becomes_what_pydantic_makes_of_it(inventory: Inventory) -> None:
    made = Inventory.from_document(json.loads(inventory.to_json()))
    assert made == inventory
    expected = Inventory.model_validate_json(inventory.to_json())
    assert [type(one) for one in records(made)] == [type(one) for one in records(expected)]


def test_members_that_a_document_leaves_out_have_their_defaults() -> None:
    document = json.loads(public().to_json())
    document["params"] = {"routing": "private"}
    assert Inventory.from_document(document).params.model_fields_set == {"routing"}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("vpcs", []),
        ("vpcs", {"items": {}, "complete": True}),
        ("vpcs.items.0", "vpc"),
        ("vpcs.items.0.cidrs.items.0.text", None),
        ("vpcs.items.0.surprise", 1),
        ("vpcs.items.0.complete.subnets", 1),
        ("subnets.items.1.cidr", {}),
        ("network_acls.items.0.entries.items.1.number", 100.0),
        ("network_acls.items.0.entries.items.1.number", True),
        ("network_acls.items.0.entries.items.1.action", "maybe"),
        ("environments.items.0.subnet_ids.items.1", 7),
        ("environments.items.0.name", ["airflow"]),
        ("params.external_endpoints", "logs"),
        ("params.trusted_sources", [{}]),
        ("surprise", None),
    ],
)
def test_a_wrong_document_is_refused_as_pydantic_refuses_it(pointer: str, value: Any) -> None:
    document = json.loads(public().to_json())
    *way, last = [int(part) if part.isdigit() else part for part in pointer.split(".")]
    reduce(lambda inner, part: inner[part], way, document)[last] = value
    with pytest.raises(ValidationError) as expected:
        Inventory.model_validate_json(json.dumps(document))
    with pytest.raises(ValidationError) as found:
        Inventory.from_document(document)
    assert found.value.errors() == expected.value.errors()


def test_records_that_have_all_members_share_the_set_of_their_names() -> None:
    entry = AclEntry(**ENTRY)
    read = AclEntry.model_validate_json(entry.model_dump_json())
    copied = entry.model_copy(update={"number": 200})
    assert entry.model_fields_set == set(ENTRY)
    assert entry.model_fields_set is read.model_fields_set is copied.model_fields_set
    odd = entry.model_copy(update={"surprise": 1})
    assert odd.model_fields_set == {*ENTRY, "surprise"}
    assert entry.model_fields_set == set(ENTRY)
    assert Params(routing="private").model_copy(update={"ephemeral": "wide"}).model_fields_set == {
        "routing",
        "ephemeral",
    }


def test_members_may_come_in_any_order_and_defaults_may_be_left_out() -> None:
    turned = AclEntry(**dict(reversed(ENTRY.items())))
    assert list(turned.__dict__) == list(ENTRY)
    assert turned.model_fields_set == set(ENTRY)
    assert Params(routing="private").routing == "private"
    assert Params(routing="private").model_fields_set == {"routing"}


@pytest.mark.parametrize(
    "change",
    [
        {"number": True},
        {"number": "100"},
        {"direction": "sideways"},
        {"cidr": "10.0.0.0/16"},
        {"key": None},
        {"surprise": 1},
    ],
)
def test_what_does_not_fit_is_refused_by_pydantic(change: dict[str, Any]) -> None:
    assert fitting(AclEntry, ENTRY | change) is None
    with pytest.raises(ValidationError, match=next(iter(change))):
        AclEntry(**ENTRY | change)


def test_a_member_that_lacks_is_refused_by_pydantic() -> None:
    with pytest.raises(ValidationError, match="minor"):
        AirflowVersion(major=2)  # type: ignore[call-arg]


@pytest.mark.parametrize("items", [("10.0.0.0/16",), [parse_cidr("10.0.0.0/16")], (None,)])
def test_the_members_of_a_listing_fit_too(items: Any) -> None:
    with pytest.raises(ValidationError):
        PrefixList(id="pl-1", service=None, entries=Listing(items=items, complete=True))


def test_a_subclass_of_a_type_is_left_to_pydantic() -> None:
    class Name(str):
        __slots__ = ()

    assert fitting(Bucket, {"id": Name("b"), "name": None, "public_access_block": None}) is None
    assert Bucket(id=Name("b"), name=None, public_access_block=None).id == "b"
