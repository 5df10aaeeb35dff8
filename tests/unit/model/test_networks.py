"""Cutting an inventory into connected networks."""

from __future__ import annotations

import random
import sys
import weakref
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_policy.model import Inventory, Listing, PrefixList, SecurityGroup
from mwaa_policy.model.normal import ALL, EVERY_PORT, group_rule
from tests.fixtures.many import copies
from tests.fixtures.networks import NETWORKS, private, public

OWN = (
    "environments",
    "vpcs",
    "subnets",
    "route_tables",
    "network_acls",
    "security_groups",
    "vpc_endpoints",
    "nat_gateways",
    "internet_gateways",
)
COLLECTIONS = (*OWN, "prefix_lists", "buckets")


def ids(inventory: Inventory, collection: str) -> list[str]:
    return [one.id for one in getattr(inventory, collection).items]


def changed(inventory: Inventory, **collections: Any) -> Inventory:
    """Return an inventory with other records in some collections."""
    listings = {
        name: getattr(inventory, name).model_copy(update={"items": tuple(items)}) for name, items in collections.items()
    }
    return inventory.model_copy(update=listings)


@pytest.mark.parametrize("name", NETWORKS)
def test_one_network_is_one_part_and_equals_the_whole(name: str) -> None:
    whole = NETWORKS[name]()
    assert list(whole.networks()) == [whole]


@pytest.mark.parametrize("name", NETWORKS)
def test_parts_hold_each_record_once_and_share_context_and_parameters(name: str) -> None:
    whole = copies(NETWORKS[name](), 7)
    parts = list(whole.networks())
    assert len(parts) == 7
    for collection in OWN:
        assert sorted(one for part in parts for one in ids(part, collection)) == sorted(ids(whole, collection))
    for part in parts:
        assert (part.context, part.params) == (whole.context, whole.params)
        assert ids(part, "buckets") == ids(whole, "buckets")
        assert ids(part, "prefix_lists") == ids(whole, "prefix_lists")
        assert part.subnets.complete is True


def test_a_part_of_many_is_the_network_alone() -> None:
    one = copies(private(), 1)
    assert next(copies(private(), 5).networks()) == next(one.networks()) == one


def test_networks_come_in_the_order_of_their_environments() -> None:
    parts = copies(public(), 12).networks()
    assert [ids(part, "environments") for part in parts] == [[f"airflow-{n:04}"] for n in range(12)]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(), count=st.integers(min_value=1, max_value=4))
def test_the_order_of_records_never_matters(seed: int, count: int) -> None:
    whole = copies(public(), count)
    shuffled = {name: list(getattr(whole, name).items) for name in COLLECTIONS}
    for records in shuffled.values():
        random.Random(seed).shuffle(records)  # noqa: S311 - nothing secret
    assert list(changed(whole, **shuffled).networks()) == list(whole.networks())


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_parts_partition_whatever_records_are_left(data: st.DataObject) -> None:
    whole = copies(public(), 2)
    kept = {name: [one for one in getattr(whole, name).items if data.draw(st.booleans())] for name in OWN}
    left = changed(whole, **kept)
    parts = list(left.networks())
    for collection in OWN:
        assert sorted(one for part in parts for one in ids(part, collection)) == sorted(ids(left, collection))


def test_a_vpc_without_environment_is_a_part_of_its_own() -> None:
    whole = copies(public(), 2)
    one = changed(whole, environments=whole.environments.items[:1])
    assert [ids(part, "environments") for part in one.networks()] == [["airflow-0000"], []]


def test_groups_that_refer_to_each_other_are_one_network() -> None:
    whole = copies(public(), 2)
    groups: dict[str, SecurityGroup] = {one.id: one for one in whole.security_groups.items}
    rule = group_rule("ingress", ALL, EVERY_PORT, "group-0001")
    groups["group-0000"] = groups["group-0000"].model_copy(
        update={"ingress": Listing[Any](items=(rule,), complete=True)}
    )
    assert len(list(changed(whole, security_groups=groups.values()).networks())) == 1


def test_groups_of_other_accounts_join_nothing() -> None:
    whole = copies(public(), 2)
    rule = group_rule("ingress", ALL, EVERY_PORT, "sg-elsewhere", account="999999999999")
    groups = [
        one.model_copy(update={"ingress": Listing[Any](items=(rule,), complete=True)})
        for one in whole.security_groups.items
    ]
    assert len(list(changed(whole, security_groups=groups).networks())) == 2


def test_an_endpoint_whose_vpc_is_unknown_may_belong_to_every_environment() -> None:
    whole = copies(private(), 3)
    alone = whole.vpc_endpoints.items[0].model_copy(
        update={
            "id": "endpoint-somewhere",
            "vpc_id": None,
            "subnet_ids": Listing[Any](items=(), complete=False),
            "security_group_ids": Listing[Any](items=(), complete=False),
            "route_table_ids": Listing[Any](items=(), complete=False),
        }
    )
    parts = list(changed(whole, vpc_endpoints=(*whole.vpc_endpoints.items, alone)).networks())
    assert [len(ids(part, "environments")) for part in parts] == [3]
    assert parts[0].vpc_endpoints.complete is False


def test_an_endpoint_whose_vpc_its_subnets_tell_stays_there() -> None:
    whole = copies(private(), 3)
    endpoints = [
        one.model_copy(update={"vpc_id": None}) if one.id == "endpoint-sqs-0001" else one
        for one in whole.vpc_endpoints.items
    ]
    parts = changed(whole, vpc_endpoints=endpoints).networks()
    assert [part.vpc_endpoints.complete for part in parts] == [True, False, True]


def test_a_collection_is_complete_when_the_vpcs_of_the_part_are() -> None:
    whole = copies(public(), 2)
    first, second = whole.vpcs.items
    open_ = second.model_copy(update={"complete": second.complete.model_copy(update={"subnets": False})})
    parts = list(changed(whole, vpcs=(first, open_)).networks())
    assert [part.subnets.complete for part in parts] == [True, False]
    assert [part.route_tables.complete for part in parts] == [True, True]


def test_prefix_lists_are_where_they_are_referred_to() -> None:
    whole = copies(public(), 2)
    empty = Listing[Any](items=(), complete=False)
    lists = [PrefixList(id=name, service="none", entries=empty) for name in ("pl-used", "pl-unused")]
    tables = [
        one.model_copy(
            update={
                "routes": Listing[Any](
                    items=(
                        *one.routes.items,
                        one.routes.items[0].model_copy(
                            update={"key": "pl-used", "destination": None, "prefix_list_id": "pl-used"}
                        ),
                    ),
                    complete=True,
                )
            }
        )
        if one.id == "table-a-0001"
        else one
        for one in whole.route_tables.items
    ]
    parts = changed(whole, prefix_lists=lists, route_tables=tables).networks()
    assert [ids(part, "prefix_lists") for part in parts] == [[], ["pl-used"]]


def test_parts_are_made_one_after_the_other() -> None:
    parts = copies(private(), 5).networks()
    first = weakref.ref(next(parts))
    assert first() is None
    assert len(list(parts)) == 4


def test_nothing_has_no_parts() -> None:
    whole = public()
    assert list(changed(whole, **dict.fromkeys(OWN, ())).networks()) == []


def calls(whole: Inventory) -> int:
    """Return how many functions are called to cut an inventory."""
    counts: Counter[str] = Counter()
    sys.setprofile(lambda _frame, event, _argument: counts.update([event]))
    try:
        list(whole.networks())
    finally:
        sys.setprofile(None)
    return counts["call"]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_work_is_linear_in_the_number_of_networks(name: str) -> None:
    small, large = calls(copies(NETWORKS[name](), 20)), calls(copies(NETWORKS[name](), 400))
    assert large < 22 * small
