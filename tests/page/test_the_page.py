"""The AWS page, held against the rules: what it recommends passes, and its traps are told apart.

"Security in your VPC on Amazon MWAA",
https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from mwaa_policy.engines import Engine
from mwaa_policy.model import Inventory, NetworkAcl, Record, SecurityGroup, VpcEndpoint, parse_cidr
from mwaa_policy.model.normal import (
    ALL,
    EVERY_PORT,
    EVERYWHERE_IPV4,
    Ports,
    acl_entry,
    cidr_rule,
    group_rule,
)
from mwaa_policy.model.policy_document import parse_policy
from tests.fixtures.networks import BUCKET, REGION, all_of, private, public
from tests.fixtures.rename import closed

Change = Callable[[Any], Any]
T = TypeVar("T", bound=Record)

ALL_ACCESS = """{
    "Statement": [
        {
            "Action": "*",
            "Effect": "Allow",
            "Resource": "*",
            "Principal": "*"
        }
    ]
}"""
S3_ACCESS = """{
  "Statement": [
    {
      "Sid": "Access-to-specific-bucket-only",
      "Principal": "*",
      "Action": [
        "s3:GetObject"
      ],
      "Effect": "Allow",
      "Resource": ["arn:aws:s3:::prod-region-starport-layer-bucket/*"]
    }
  ]
}"""
_HTTPS, _POSTGRES = Ports(443, 443), Ports(5432, 5432)


@pytest.mark.parametrize("network", [public, private])
def test_the_recommended_acl_and_group_pass_everything(network: Callable[[], Inventory], wasm: Engine) -> None:
    assert found(wasm, network()) == {}


@pytest.mark.parametrize("network", [public, private])
def test_the_default_acl_passes_everything(network: Callable[[], Inventory], wasm: Engine) -> None:
    inventory = network()
    for subnet in inventory.subnets.items:
        inventory = change(inventory, "subnets", subnet.id, lambda one: with_(one, network_acl_ids=all_of()))
    assert found(wasm, inventory) == {}


def test_the_two_optional_rules_together_pass_everything_above_info(wasm: Engine) -> None:
    inventory = with_ingress(public(), _HTTPS, _POSTGRES)
    assert found(wasm, inventory) == {"SG-RECOMMENDED": "info"}


def test_the_optional_rule_for_5432_needs_the_other_as_the_note_says(wasm: Engine) -> None:
    assert found(wasm, with_ingress(public(), _POSTGRES)) == {"SG-WEBSERVER": "critical", "SG-RECOMMENDED": "info"}


def test_the_optional_rule_for_443_alone_is_as_fatal(wasm: Engine) -> None:
    assert found(wasm, with_ingress(public(), _HTTPS)) == {"SG-DATABASE": "critical", "SG-RECOMMENDED": "info"}


def test_the_labels_of_the_port_tables_do_not_matter_but_the_protocol_does(wasm: Engine) -> None:
    rules = (group_rule("ingress", "17", _POSTGRES, "group"), group_rule("ingress", "6", _HTTPS, "group"))
    assert found(wasm, with_rules(public(), *rules)) == {
        "SG-DATABASE": "critical",
        "SG-PROTOCOL": None,
        "SG-RECOMMENDED": "info",
    }


def test_the_default_group_has_a_rule_from_itself_unlike_the_page_says(wasm: Engine) -> None:
    inventory = change(
        public(), "environments", "airflow", lambda one: with_(one, security_group_ids=all_of("vpc/default-group"))
    )
    assert set(found(wasm, inventory)) <= {"SG-DEFAULT"}


def test_six_groups_are_too_many(wasm: Engine) -> None:
    groups = all_of(*(f"group-{number}" for number in range(6)))
    inventory = change(public(), "environments", "airflow", lambda one: with_(one, security_group_ids=groups))
    assert "SG-COUNT" in {one.rule for one in wasm.evaluate(closed(inventory)).findings}


@pytest.mark.parametrize("endpoint", ["endpoint-kms", "endpoint-logs", "endpoint-monitoring", "endpoint-sqs"])
def test_the_recommended_policy_of_interface_endpoints_passes_everything(endpoint: str, wasm: Engine) -> None:
    assert found(wasm, with_policy(private(), endpoint, ALL_ACCESS)) == {}


def test_the_recommended_policy_passes_on_the_s3_gateway_too(wasm: Engine) -> None:
    assert found(wasm, with_policy(private(), "endpoint-s3", ALL_ACCESS)) == {}


def test_the_s3_example_verbatim_is_one_finding_with_its_explanation(wasm: Engine) -> None:
    assert found(wasm, with_policy(private(), "endpoint-s3", S3_ACCESS)) == {
        "EP-S3-DAG": "critical",
        "EP-S3-PLACEHOLDER": None,
    }


def test_the_s3_example_for_the_region_still_blocks_the_dags(wasm: Engine) -> None:
    text = S3_ACCESS.replace("region", REGION)
    assert found(wasm, with_policy(private(), "endpoint-s3", text)) == {"EP-S3-DAG": "critical"}


def test_the_s3_example_with_the_bucket_of_the_dags_passes_everything(wasm: Engine) -> None:
    document = json.loads(S3_ACCESS.replace("region", REGION))
    dags = {
        "Principal": "*",
        "Action": ["s3:GetObject*", "s3:GetBucket*", "s3:List*"],
        "Effect": "Allow",
        "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
    }
    document["Statement"].append(dags)
    assert found(wasm, with_policy(private(), "endpoint-s3", json.dumps(document))) == {}


def test_the_literal_region_stops_the_layers_and_is_explained(wasm: Engine) -> None:
    document = json.loads(S3_ACCESS)
    document["Statement"].append(
        {"Principal": "*", "Action": "s3:*", "Effect": "Allow", "Resource": f"arn:aws:s3:::{BUCKET}*"}
    )
    assert found(wasm, with_policy(private(), "endpoint-s3", json.dumps(document))) == {
        "EP-S3-ECR": "high",
        "EP-S3-PLACEHOLDER": None,
    }


def test_an_endpoint_without_a_policy_has_one_that_allows_everything(wasm: Engine) -> None:
    def silent(endpoint: VpcEndpoint) -> VpcEndpoint:
        return with_(endpoint, policy=parse_policy(None, explicit=False), state="planned")

    inventory = change(private(), "vpc_endpoints", "endpoint-sqs", silent)
    inventory = change(inventory, "environments", "airflow", lambda one: with_(one, status="planned"))
    assert found(wasm, inventory) == {"EP-POLICY-PRESENT": "low"}
    strict = inventory.params.model_copy(update={"require_explicit_endpoint_policy": True})
    assert found(wasm, with_(inventory, params=strict)) == {"EP-POLICY-PRESENT": "high"}


def test_the_outbound_deny_all_of_another_page_is_wrong(wasm: Engine) -> None:
    def shut(acl: NetworkAcl) -> NetworkAcl:
        entries = (
            acl_entry(
                number=100, direction="ingress", action="allow", protocol=ALL, cidr=EVERYWHERE_IPV4, ports=EVERY_PORT
            ),
            acl_entry(
                number=100, direction="egress", action="deny", protocol=ALL, cidr=EVERYWHERE_IPV4, ports=EVERY_PORT
            ),
        )
        return with_(acl, entries=all_of(*entries))

    assert found(wasm, change(private(), "network_acls", "acl", shut)) == {
        "NACL-FLOW": "critical",
        "NACL-RETURN": "critical",
        "NACL-RECOMMENDED": "info",
    }


def test_a_range_of_addresses_in_place_of_the_group_is_judged_by_its_reach(wasm: Engine) -> None:
    own = cidr_rule("ingress", ALL, EVERY_PORT, parse_cidr("10.0.8.0/21"))
    world = cidr_rule("ingress", ALL, EVERY_PORT, EVERYWHERE_IPV4)
    assert found(wasm, with_rules(public(), own))["SG-OPEN-INGRESS"] == "high"
    assert found(wasm, with_rules(public(), world))["SG-OPEN-INGRESS"] == "high"


def test_public_and_private_routing_are_told_apart(wasm: Engine) -> None:
    modes = {wasm.evaluate(network()).environments[0].routing for network in (public, private)}
    assert modes == {"public", "private"}


def test_a_finding_never_proposes_a_deny(wasm: Engine) -> None:
    inventory = change(private(), "network_acls", "acl", lambda one: with_(one, entries=all_of()))
    edits = wasm.evaluate(inventory).edits
    assert {edit.verb for edit in edits} == {"add_acl_entry"}
    assert all("action" not in edit.value for edit in edits)


def found(engine: Engine, inventory: Inventory) -> dict[str, str | None]:
    """Return the rules that fail, with the severity; nothing may be undecided."""
    decision = engine.evaluate(inventory)
    assert decision.undecided == ()
    return {one.rule: one.severity for one in decision.findings}


def change(inventory: Inventory, collection: str, identity: str, how: Change) -> Inventory:
    """Return the inventory with one record changed."""
    listing = getattr(inventory, collection)
    items = tuple(how(one) if one.id == identity else one for one in listing.items)
    return with_(inventory, **{collection: with_(listing, items=items)})


def with_(record: T, **members: Any) -> T:
    """Return a record with other members."""
    return record.model_copy(update=members)


def with_rules(inventory: Inventory, *rules: Any) -> Inventory:
    """Return the inventory with these inbound rules of the environment's group."""

    def narrowed(group: SecurityGroup) -> SecurityGroup:
        return with_(group, ingress=all_of(*rules))

    return change(inventory, "security_groups", "group", narrowed)


def with_ingress(inventory: Inventory, *ports: Ports) -> Inventory:
    """Return the inventory with TCP on these ports from the group itself, and nothing else inbound."""
    return with_rules(inventory, *(group_rule("ingress", "6", one, "group") for one in ports))


def with_policy(inventory: Inventory, endpoint: str, text: str) -> Inventory:
    """Return the inventory with the text as the policy of an endpoint."""

    def given(one: VpcEndpoint) -> VpcEndpoint:
        return with_(one, policy=parse_policy(text, explicit=True))

    return change(inventory, "vpc_endpoints", endpoint, given)
