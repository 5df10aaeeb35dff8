"""A network that exists: its state in three spellings, and plans of what happens to it next."""

from __future__ import annotations

import pytest

from mwaa_policy.provenance import Provenance
from mwaa_policy.sources.terraform.words import APPLIED, OF_ACCOUNT
from tests.unit.sources.terraform.plans import assumed, cause, ids, keys, load, read, record

SPELLINGS = ["applied/state.json", "applied/terraform.tfstate", "applied/noop.json"]


def only(name: str, collection: str) -> str:
    """Return the id of the object that the configuration calls `main`."""
    provenance: Provenance = load(name).provenance
    return next(
        path[1]
        for path, origin in provenance.origins.items()
        if path[0] == collection and len(path) == 2 and str(origin.address).endswith(".main")
    )


@pytest.mark.parametrize("name", SPELLINGS)
def test_live_ids_are_used(name: str) -> None:
    assert [one.split("-")[0] for one in ids(load(name), "subnets")] == ["subnet", "subnet"]
    assert only(name, "vpcs").startswith("vpc-")


def test_state_raw_state_and_a_plan_without_changes_tell_the_same() -> None:
    shown, raw, planned = (load(name).inventory.model_dump() for name in SPELLINGS)
    assert shown == raw
    for endpoint in (*shown["vpc_endpoints"]["items"], *planned["vpc_endpoints"]["items"]):
        # Only a configuration tells AWS's default policy from a written one.
        endpoint["policy"].pop("explicit")
    assert shown == planned


def test_only_a_configuration_tells_whether_a_default_policy_was_written() -> None:
    assert load("applied/state.json").inventory.vpc_endpoints.items[0].policy.explicit is None
    assert load("applied/noop.json").inventory.vpc_endpoints.items[0].policy.explicit is False
    endpoint = ids(load("applied/state.json"), "vpc_endpoints")[0]
    missing = cause(load("applied/state.json"), "vpc_endpoints", endpoint, "policy", "explicit")
    assert missing.subject == "who wrote the policy of aws_vpc_endpoint.s3"


@pytest.mark.parametrize("name", SPELLINGS)
def test_inline_lists_and_separate_resources_are_one(name: str) -> None:
    group = record(load(name), "security_groups", only(name, "security_groups"))
    other = next(one for one in load(name).inventory.security_groups.items if one.name == "main")
    assert group.vpc_id == other.vpc_id
    assert keys(other.ingress) == [f"ingress tcp 443 443 sg:{other.id}"]
    assert keys(other.egress) == ["egress all 0 65535 0.0.0.0/0"]
    table = next(one for one in load(name).inventory.route_tables.items if len(one.routes.items) > 1)
    assert keys(table.routes) == ["0.0.0.0/0", "10.0.0.0/16"]


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_acl_that_lists_its_subnets_is_theirs(name: str) -> None:
    acl = next(one for one in load(name).inventory.network_acls.items if not one.default)
    assert [keys(one.network_acl_ids) for one in load(name).inventory.subnets.items] == [[acl.id], [acl.id]]
    assert keys(acl.entries) == ["ingress/100"]


@pytest.mark.parametrize("name", SPELLINGS)
def test_that_nothing_was_added_elsewhere_is_assumed(name: str) -> None:
    assert all(load(name).inventory.vpcs.items[0].complete.model_dump().values())
    assert "objects outside Terraform" in assumed(load(name))


def test_what_apply_takes_away_is_gone_from_the_lists_that_the_provider_read() -> None:
    changed = load("applied/changed.json").inventory
    acl = next(one for one in changed.network_acls.items if not one.default)
    group = next(one for one in changed.security_groups.items if one.name == "main")
    assert keys(acl.entries) == []
    assert (keys(group.ingress), keys(group.egress)) == ([], ["egress all 0 65535 0.0.0.0/0"])
    assert all(keys(table.routes) == ["10.0.0.0/16"] for table in changed.route_tables.items)


def test_a_plan_that_destroys_everything_holds_nothing() -> None:
    inventory = load("applied/destroy.json").inventory
    assert (inventory.vpcs.items, inventory.environments.items) == ((), ())
    assert inventory.environments.complete


def test_a_targeted_plan_may_leave_out_anything() -> None:
    targeted = load("applied/targeted.json")
    vpc = targeted.inventory.vpcs.items[0]
    assert not any(vpc.complete.model_dump().values())
    assert (vpc.main_route_table_id, vpc.default_network_acl_id, vpc.default_security_group_id) == (None, None, None)
    assert not targeted.inventory.environments.complete
    assert "complete: false" in cause(targeted, "vpcs", vpc.id, "complete").text


def test_before_apply_instances_that_an_acl_names_as_a_whole_are_candidates() -> None:
    subnet = record(load("applied/plan.json"), "subnets", "aws_subnet.main[0]")
    assert keys(subnet.network_acl_ids) == ["…"]


def test_what_a_state_leaves_open_is_in_the_account() -> None:
    endpoint = {
        "address": "aws_vpc_endpoint.kms",
        "mode": "managed",
        "type": "aws_vpc_endpoint",
        "name": "kms",
        "values": {
            "id": "vpce-1",
            "vpc_id": "vpc-1",
            "service_name": "com.amazonaws.eu-west-1.kms",
            "vpc_endpoint_type": "Interface",
            "dns_options": [{"private_dns_only_for_inbound_resolver_endpoint": None}],
        },
    }
    state = {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {"root_module": {"resources": [endpoint]}},
    }
    missing = read(state, name="state.json").provenance.missing
    assert missing["vpc_endpoints", "vpce-1", "private_dns_inbound_only"].supply == OF_ACCOUNT
    assert APPLIED not in {why.supply for why in missing.values()}
