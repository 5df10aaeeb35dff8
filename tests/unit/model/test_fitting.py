"""Members that plainly fit are taken as they are; about all others pydantic decides."""

from __future__ import annotations

import json
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
