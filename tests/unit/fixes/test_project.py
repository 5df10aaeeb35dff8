from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from mwaa_policy.decision import Edit
from mwaa_policy.errors import InputError, InternalError
from mwaa_policy.fixes import apply_patch
from mwaa_policy.fixes.project import Projection, UnprojectableError
from mwaa_policy.fixes.project.normalized import project
from mwaa_policy.fixes.verify import document_of
from mwaa_policy.model import Inventory, Policy
from mwaa_policy.model.normal import Ports, acl_entry, cidr_rule, group_rule
from mwaa_policy.model.policy_document import parse_policy
from tests.fixtures.networks import ACCOUNT, VPC_CIDR, private, public
from tests.unit.fixes.toys import ACL, GROUP, all_of, changed, edit, entry, self_rule

POLICY = ("vpc_endpoints", "endpoint-s3", "policy")


def _after(inventory: Inventory, *edits: Edit) -> Inventory:
    """Return the inventory after the patch, once it is shown that the patch refuses a second time."""
    document = document_of(inventory)
    untouched = deepcopy(document)
    made = project(edits, document)
    assert document == untouched
    after = apply_patch(document, made.operations)
    with pytest.raises(InputError):
        apply_patch(after, made.operations)
    return Inventory.model_validate_json(json.dumps(after))


def _record(inventory: Inventory, collection: str, identity: str) -> Any:
    return next(one for one in getattr(inventory, collection).items if one.id == identity)


def _kinds(made: Projection) -> list[tuple[str, str]]:
    return [(one["op"], one["path"]) for one in made.operations]


def test_add_group_rule_from_a_group() -> None:
    group = _record(_after(public(), self_rule(5432)), "security_groups", "group")
    assert group.ingress.items[-1] == group_rule("ingress", "6", Ports(5432, 5432), "group", account=ACCOUNT)
    assert len(group.ingress.items) == 2


@pytest.mark.parametrize(
    ("peer", "key"),
    [
        ({"cidr": "10.0.11.7/24"}, "egress tcp 443 443 10.0.11.0/24"),
        ({"prefix_list_id": "pl-1"}, "egress tcp 443 443 pl:pl-1"),
    ],
)
def test_add_group_rule_to_other_peers(peer: dict[str, str], key: str) -> None:
    value = {"direction": "egress", "protocol": "6", "from_port": 443, "to_port": 443, **peer}
    group = _record(_after(public(), edit("add_group_rule", GROUP, value)), "security_groups", "group")
    assert group.egress.items[-1].key == key


def test_what_is_changed_is_tested_first_and_once() -> None:
    made = project([self_rule(5432), self_rule(443)], document_of(public()))
    (position,) = (index for index, one in enumerate(public().security_groups.items) if one.id == "group")
    group = f"/security_groups/items/{position}"
    assert _kinds(made) == [
        ("test", f"{group}/id"),
        ("test", f"{group}/ingress/items"),
        ("add", f"{group}/ingress/items/-"),
        ("add", f"{group}/ingress/items/-"),
    ]


def test_a_document_that_has_it_all_needs_no_operation() -> None:
    network = changed(
        public(),
        "security_groups",
        "group",
        ingress=all_of(group_rule("ingress", "6", Ports(443, 443), "group", account=ACCOUNT)),
    )
    assert project([self_rule(443)], document_of(network)).operations == ()


def test_remove_group_rule() -> None:
    strange = cidr_rule("ingress", "6", Ports(22, 22), VPC_CIDR)
    own = group_rule("ingress", "6", Ports(443, 443), "group")
    other = cidr_rule("ingress", "6", Ports(25, 25), VPC_CIDR)
    network = changed(public(), "security_groups", "group", ingress=all_of(strange, own, other))
    removals = [edit("remove_group_rule", (*GROUP, "ingress", one.key), None) for one in (strange, other)]
    assert _record(_after(network, *removals), "security_groups", "group").ingress.items == (own,)


def test_a_document_that_changed_since_refuses_the_patch() -> None:
    made = project([self_rule(5432)], document_of(public()))
    others = changed(public(), "security_groups", "group", ingress=all_of())
    with pytest.raises(InputError, match="does not fit"):
        apply_patch(document_of(others), made.operations)


def test_add_acl_entry_takes_the_number_or_the_next_free_one_below() -> None:
    deny = acl_entry(number=90, direction="ingress", action="deny", protocol="6", cidr=VPC_CIDR, ports=Ports(0, 65535))
    network = changed(public(), "network_acls", "acl", entries=all_of(deny))
    made = project([entry(90), entry(90, "10.0.12.0/24"), entry(90, direction="egress")], document_of(network))
    assert [one.value["number"] for one in made.edits] == [89, 88, 90]
    after = _after(network, entry(90), entry(90, "10.0.12.0/24"), entry(90, direction="egress"))
    entries = _record(after, "network_acls", "acl").entries.items
    assert [(one.key, one.action) for one in entries] == [
        ("ingress/90", "deny"),
        ("ingress/89", "allow"),
        ("ingress/88", "allow"),
        ("egress/90", "allow"),
    ]


def test_an_entry_of_an_acl_is_not_added_twice() -> None:
    made = project([entry(80), entry(80), entry(85)], document_of(public()))
    assert [one["op"] for one in made.operations].count("add") == 1


def test_an_entry_further_down_does_not_stand_for_one_higher_up() -> None:
    made = project([entry(80), entry(70)], document_of(public()))
    assert [one["op"] for one in made.operations].count("add") == 2


def _entries(count: int) -> Any:
    ports = Ports(80, 80)
    make = [
        acl_entry(number=n + 1, direction="ingress", action="allow", protocol="6", cidr=VPC_CIDR, ports=ports)
        for n in range(count)
    ]
    return all_of(*make)


def test_an_acl_takes_twenty_entries_a_direction() -> None:
    network = changed(public(), "network_acls", "acl", entries=_entries(19))
    _after(network, entry(50))
    with pytest.raises(UnprojectableError, match="20 entries"):
        project([entry(50), entry(51, "10.0.12.0/24")], document_of(network))
    _after(network, entry(50, direction="egress"))


def test_an_acl_without_a_lower_number_takes_none() -> None:
    network = changed(public(), "network_acls", "acl", entries=_entries(3))
    with pytest.raises(UnprojectableError, match="no free number up to 3"):
        project([entry(3)], document_of(network))


STATEMENT = {"effect": "Allow", "actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::x/*"]}


def _policy(inventory: Inventory) -> Policy:
    found: Policy = _record(inventory, "vpc_endpoints", "endpoint-s3").policy
    return found


def test_add_statement() -> None:
    before = _policy(private())
    after = _policy(_after(private(), edit("add_statement", POLICY, STATEMENT)))
    added = after.statements.items[-1]
    assert (added.key, added.principal_mode, added.actions.items) == ("#2", "any", ("s3:getobject",))
    assert len(after.statements.items) == len(before.statements.items) + 1
    assert (before.size or 0) < (after.size or 0)


def test_a_statement_is_not_added_twice() -> None:
    addition = edit("add_statement", POLICY, STATEMENT)
    assert _policy(_after(private(), addition, addition)) == _policy(_after(private(), addition))


def test_add_statement_under_a_key_that_is_free() -> None:
    written = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policy = parse_policy({"Statement": [{**written, "Sid": "#1"}]}, explicit=False, size=None)
    network = changed(private(), "vpc_endpoints", "endpoint-s3", policy=policy.model_copy(update={"size": None}))
    after = _policy(_after(network, edit("add_statement", POLICY, STATEMENT)))
    assert [one.key for one in after.statements.items] == ["#1", "#2"]
    assert (after.size, after.explicit) == (None, True)


def test_add_statement_to_a_policy_that_has_none() -> None:
    network = changed(private(), "vpc_endpoints", "endpoint-s3", policy=parse_policy({"Statement": []}, explicit=True))
    assert _policy(network).error == "no-statement"
    assert _policy(_after(network, edit("add_statement", POLICY, STATEMENT))).error == "none"


def test_replace_statement() -> None:
    key = _policy(private()).statements.items[1].key
    new = _policy(private()).statements.items[1].model_copy(update={"resources": all_of("*")}).model_dump(mode="json")
    after = _policy(_after(private(), edit("replace_statement", (*POLICY, "statements", key), new)))
    assert after.statements.items[1].resources.items == ("*",)
    assert (after.size or 0) < (_policy(private()).size or 0)


def test_replace_statement_by_nothing() -> None:
    keys = [one.key for one in _policy(private()).statements.items]
    removals = [edit("replace_statement", (*POLICY, "statements", key), None) for key in keys]
    assert [one.key for one in _policy(_after(private(), removals[0])).statements.items] == keys[1:]
    assert _policy(_after(private(), *removals)).error == "no-statement"


def test_set_attribute() -> None:
    after = _after(
        changed(private(), "vpcs", "vpc", dns_support=False),
        edit("set_attribute", ("vpcs", "vpc", "dns_support"), value=True),
    )
    assert _record(after, "vpcs", "vpc").dns_support is True
    assert (
        project([edit("set_attribute", ("vpcs", "vpc", "dns_support"), value=True)], document_of(after)).operations
        == ()
    )


def test_add_member() -> None:
    network = changed(private(), "vpc_endpoints", "endpoint-s3", route_table_ids=all_of("table-a"))
    target = ("vpc_endpoints", "endpoint-s3", "route_table_ids")
    additions = [edit("add_member", target, name) for name in ("table-b", "table-a")]
    after = _record(_after(network, *additions), "vpc_endpoints", "endpoint-s3")
    assert after.route_table_ids.items == ("table-a", "table-b")


ROUTE = {"destination": "0.0.0.0/0", "target_kind": "nat_gateway", "target_id": "nat-b"}


def test_add_route() -> None:
    network = changed(public(), "route_tables", "table-a", routes=all_of())
    after = _record(_after(network, edit("add_route", ("route_tables", "table-a"), ROUTE)), "route_tables", "table-a")
    (route,) = after.routes.items
    assert (route.key, route.target_kind, route.target_id) == ("0.0.0.0/0", "nat_gateway", "nat-b")


def test_a_route_to_the_same_destination_is_replaced_which_is_not_safe() -> None:
    addition = edit("add_route", ("route_tables", "table-a"), ROUTE)
    made = project([addition], document_of(public()))
    assert made.edits[0].applicability == "unsafe"
    assert [one["op"] for one in made.operations] == ["test", "test", "replace"]
    routes = _record(_after(public(), addition), "route_tables", "table-a").routes.items
    assert [one.target_id for one in routes] == ["local", "nat-b"]
    same = edit("add_route", ("route_tables", "table-b"), ROUTE)
    assert project([same], document_of(public())).operations == ()


ENDPOINT = {
    "service": "sqs",
    "type": "Interface",
    "subnet_ids": ["subnet-a", "subnet-b"],
    "security_group_ids": ["group"],
    "route_table_ids": [],
    "private_dns": True,
}


@pytest.mark.parametrize("network", [public, private])
def test_create_endpoint(network: Any) -> None:
    after = _after(network(), edit("create_endpoint", ("vpcs", "vpc"), ENDPOINT))
    endpoint = _record(after, "vpc_endpoints", "vpc/sqs")
    assert (endpoint.service, endpoint.service_region, endpoint.private_dns) == ("sqs", "eu-west-1", True)
    assert endpoint.subnet_ids == all_of("subnet-a", "subnet-b")
    assert endpoint.policy.statements.items[0].actions.items == ("*",)


def test_create_endpoint_under_an_id_that_is_free_and_change_another() -> None:
    create = edit("create_endpoint", ("vpcs", "vpc"), ENDPOINT)
    dns = edit("set_attribute", ("vpc_endpoints", "endpoint-sqs", "private_dns"), value=False)
    after = _after(private(), dns, create, create, dns.model_copy(update={"value": True}))
    assert {one.id for one in after.vpc_endpoints.items} > {"vpc/sqs", "vpc/sqs-2"}
    assert _record(after, "vpc_endpoints", "endpoint-sqs").private_dns is True


@pytest.mark.parametrize(
    "target",
    [
        ("security_groups", "absent"),
        ("security_groups", "group", "absent"),
        ("security_groups", "group", "name", "absent"),
        ("absent", "group"),
    ],
)
def test_a_target_that_the_document_lacks(target: tuple[str, ...]) -> None:
    with pytest.raises(UnprojectableError, match="the document has no"):
        project([edit("set_attribute", target, 1)], document_of(public()))


@pytest.mark.parametrize(
    ("verb", "value"),
    [
        ("add_group_rule", {"direction": "ingress"}),
        (
            "add_group_rule",
            {"direction": "ingress", "protocol": "6", "from_port": 9, "to_port": 1, "cidr": "0.0.0.0/0"},
        ),
        ("add_group_rule", {"direction": "ingress", "protocol": "6", "from_port": 1, "to_port": 1, "cidr": "nonsense"}),
        ("add_group_rule", "all"),
    ],
)
def test_a_value_that_the_verb_does_not_take_is_a_bug(verb: str, value: Any) -> None:
    with pytest.raises(InternalError, match="rule TOY proposes to add_group_rule with a wrong value"):
        project([edit(verb, GROUP, value)], document_of(public()))


def test_an_incomplete_listing_stays_incomplete() -> None:
    listing = all_of().model_copy(update={"complete": False})
    network = changed(public(), "network_acls", "acl", entries=listing)
    entries = _record(_after(network, entry(100)), *ACL).entries
    assert (entries.complete, len(entries.items)) == (False, 1)
