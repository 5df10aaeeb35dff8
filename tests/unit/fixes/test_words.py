from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy.fixes.words import edit_words
from mwaa_policy.model.policy_document import parse_policy
from tests.unit.fixes.toys import ACL, GROUP, edit

PORTS = {"protocol": "6", "from_port": 443, "to_port": 443}
MINE = {
    "Sid": "Mine",
    "Effect": "Allow",
    "Principal": "*",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::dags/*",
}
STATEMENT = ("vpc_endpoints", "v", "policy", "statements", "Mine")


@pytest.mark.parametrize(
    ("verb", "target", "value", "words"),
    [
        (
            "add_group_rule",
            GROUP,
            {**PORTS, "direction": "egress", "group_id": "other"},
            "add an outbound rule to security group group: tcp 443 to security group other",
        ),
        (
            "add_group_rule",
            GROUP,
            {"protocol": "-1", "from_port": 0, "to_port": 65535, "direction": "ingress", "cidr": "10.0.0.0/16"},
            "add an inbound rule to security group group: all traffic from 10.0.0.0/16",
        ),
        (
            "add_group_rule",
            GROUP,
            {**PORTS, "direction": "egress", "prefix_list_id": "pl-1"},
            "add an outbound rule to security group group: tcp 443 to prefix list pl-1",
        ),
        (
            "remove_group_rule",
            (*GROUP, "ingress", "ingress tcp 22 22 0.0.0.0/0"),
            None,
            "remove the inbound rule tcp 22 from 0.0.0.0/0 of security group group",
        ),
        (
            "add_acl_entry",
            ACL,
            {**PORTS, "direction": "egress", "number": 90, "cidr": "0.0.0.0/0"},
            "add outbound rule 90 to network ACL acl: allow tcp 443 to 0.0.0.0/0",
        ),
        (
            "add_statement",
            STATEMENT[:3],
            {"effect": "Allow", "actions": ["s3:get*", "s3:list*"], "resources": ["*"]},
            "add a statement to the policy of VPC endpoint v: Allow s3:get*, s3:list* on *",
        ),
        ("replace_statement", STATEMENT, None, "remove the statement Mine of the policy of VPC endpoint v"),
        (
            "replace_statement",
            STATEMENT,
            parse_policy({"Statement": MINE}, explicit=True).statements.items[0].model_dump(mode="json"),
            "replace the statement Mine of the policy of VPC endpoint v by: Allow s3:getobject on arn:aws:s3:::dags/*",
        ),
        (
            "set_attribute",
            ("vpc_endpoints", "v", "policy", "explicit"),
            True,
            "write the policy of VPC endpoint v: allow everything",
        ),
        ("set_attribute", ("vpcs", "vpc", "dns_support"), True, "switch the setting EnableDnsSupport of VPC vpc on"),
        ("set_attribute", ("vpcs", "vpc", "custom_dns"), False, "switch the DHCP options of VPC vpc off"),
        (
            "set_attribute",
            ("environments", "e", "webserver_access_mode"),
            "PRIVATE_ONLY",
            "set the web server access mode of environment e to PRIVATE_ONLY",
        ),
        ("add_member", ("environments", "e", "subnet_ids"), "s", "add s to the subnets of environment e"),
        (
            "add_route",
            ("route_tables", "t"),
            {"destination": "0.0.0.0/0", "target_kind": "nat_gateway", "target_id": "nat"},
            "add a route to route table t: 0.0.0.0/0 to NAT gateway nat",
        ),
        (
            "create_endpoint",
            ("vpcs", "vpc"),
            {"service": "s3", "type": "Gateway", "route_table_ids": ["a", "b"]},
            "create a gateway endpoint for s3 in VPC vpc: a, b",
        ),
        (
            "create_endpoint",
            ("vpcs", "vpc"),
            {"service": "sqs", "type": "Interface", "subnet_ids": ["a"]},
            "create an interface endpoint for sqs in VPC vpc: a",
        ),
        (
            "create_endpoint",
            ("vpcs", "vpc"),
            {
                "service": "sqs",
                "type": "Interface",
                "subnet_ids": ["a", "b"],
                "security_group_ids": ["g", "h"],
                "private_dns": True,
            },
            "create an interface endpoint for sqs in VPC vpc: a, b, with g, h and private DNS",
        ),
        ("create_endpoint", ("vpcs", "vpc"), None, "create an endpoint in VPC vpc"),
        ("set_attribute", ("vpcs", "vpc", "dns_support"), None, "change the setting EnableDnsSupport of VPC vpc"),
    ],
)
def test_an_edit_in_words(verb: str, target: tuple[str, ...], value: Any, words: str) -> None:
    assert edit_words(edit(verb, target, value)) == words
