"""Plans of other shapes: without a configuration, with planned values only, and several documents at once."""

from __future__ import annotations

import json
from typing import Any

from mwaa_policy.document import read_document
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.terraform import normalize
from tests.unit.sources.terraform.plans import FIXTURES, cause, change, ids, keys, plan, read, record, skipped


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / name).read_text())


def test_without_a_configuration_more_is_unknown_and_said() -> None:
    value = fixture("public/plan.json")
    value.pop("configuration")
    found = read(value)
    environment = record(found, "environments", "aws_mwaa_environment.main")
    assert (keys(environment.subnet_ids), keys(environment.security_group_ids)) == (["…"], ["…"])
    assert environment.webserver_access_mode is None
    group = record(found, "security_groups", "aws_security_group.mwaa")
    assert keys(group.ingress) == ["ingress all 0 65535 sg:aws_security_group.mwaa"]
    missing = cause(found, "environments", "aws_mwaa_environment.main", "subnet_ids")
    assert missing.subject == "the configuration in plan.json"
    assert "terraform show -json" in missing.supply


def test_planned_values_alone_are_read_as_far_as_they_go() -> None:
    child = {
        "address": "module.m",
        "resources": [
            {
                "address": "module.m.aws_subnet.s[0]",
                "mode": "managed",
                "type": "aws_subnet",
                "name": "s",
                "index": 0,
                "values": {"cidr_block": "10.0.0.0/24"},
            }
        ],
    }
    root = {
        "resources": [
            {
                "address": "aws_vpc.v",
                "mode": "managed",
                "type": "aws_vpc",
                "name": "v",
                "values": {"cidr_block": "10.0.0.0/16"},
            },
            {"address": "aws_vpc.old", "mode": "managed", "type": "aws_vpc", "name": "old", "deposed_key": "1"},
        ],
        "child_modules": [child],
    }
    found = read({"format_version": "1.2", "planned_values": {"root_module": root}})
    assert ids(found, "vpcs") == ["aws_vpc.v"]
    subnet = record(found, "subnets", "module.m.aws_subnet.s[0]")
    assert (subnet.cidr.text, subnet.zone_name) == ("10.0.0.0/24", None)
    assert record(found, "vpcs", "aws_vpc.v").dns_hostnames is None


def test_objects_that_are_deposed_or_forgotten_are_left_out() -> None:
    changes: list[dict[str, Any]] = [
        {**change("aws_vpc.v"), "deposed": "1234"},
        change("aws_vpc.w", actions=["forget"]),
        change("aws_vpc.x", actions=["delete", "create"], before={"id": "vpc-1"}),
        {**change("aws_vpc.y"), "change": {"actions": ["create"], "after": None}},
    ]
    found = read(plan(changes, {"aws_vpc.x": {}}))
    assert ids(found, "vpcs") == ["aws_vpc.x"]
    assert record(found, "vpcs", "aws_vpc.x").complete.subnets


def together(*values: Any) -> Normalized:
    documents = [read_document(json.dumps(value), name=f"{number}.json") for number, value in enumerate(values)]
    return normalize(documents, Options())


def test_a_state_beside_a_plan_describes_what_the_plan_names() -> None:
    state = {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 1,
        "lineage": "x",
        "resources": [
            {
                "module": "module.net",
                "mode": "managed",
                "type": "aws_subnet",
                "name": "s",
                "instances": [
                    {"index_key": "a", "attributes": {"id": "subnet-1", "cidr_block": "10.0.0.0/24"}},
                    {"index_key": "b", "deposed": "1", "attributes": {"id": "subnet-9"}},
                ],
            },
            {
                "mode": "data",
                "type": "aws_caller_identity",
                "name": "me",
                "instances": [{"attributes": {"account_id": "123456789012"}}],
            },
        ],
    }
    network = [{"subnet_ids": ["subnet-1", "subnet-2"], "security_group_ids": ["sg-1"]}]
    planned = plan(
        [change("aws_mwaa_environment.e", {"network_configuration": network})], {"aws_mwaa_environment.e": {}}
    )
    found = together(planned, state)
    assert (found.kind, found.inventory.context.account_id) == ("terraform-plan", "123456789012")
    assert record(found, "subnets", "subnet-1").cidr.text == "10.0.0.0/24"
    assert ids(found, "subnets") == ["subnet-1", "subnet-2"]
    origin = found.provenance.origin(("subnets", "subnet-1"))
    assert origin is not None
    assert (origin.address, origin.document) == ('module.net.aws_subnet.s["a"]', "1.json")


def test_equal_addresses_of_two_plans_are_two_objects() -> None:
    one = plan([change("aws_vpc.v", {"cidr_block": "10.0.0.0/16"})], {"aws_vpc.v": {}})
    two = plan([change("aws_vpc.v", {"cidr_block": "10.1.0.0/16"})], {"aws_vpc.v": {}})
    found = together(one, two)
    assert ids(found, "vpcs") == ["1.json: aws_vpc.v", "aws_vpc.v"]
    assert keys(record(found, "vpcs", "1.json: aws_vpc.v").cidrs) == ["10.1.0.0/16"]


def test_an_object_of_two_documents_is_that_of_the_first() -> None:
    changes = [change("aws_vpc.v", {"id": "vpc-1", "cidr_block": "10.0.0.0/16"}, [], actions=["no-op"])]
    other = [change("aws_vpc.w", {"id": "vpc-1", "cidr_block": "10.9.0.0/16"}, [], actions=["no-op"])]
    found = together(plan(changes), plan(other))
    assert keys(record(found, "vpcs", "vpc-1").cidrs) == ["10.0.0.0/16"]
    assert "vpc-1 is described twice" in skipped(found)[0]


def test_the_order_of_resources_does_not_matter() -> None:
    value = fixture("private/plan.json")
    straight = read(value).inventory.model_dump()
    value["resource_changes"].reverse()
    turned = read(value).inventory.model_dump()
    assert [one["id"] for one in turned["vpc_endpoints"]["items"]] == [
        one["id"] for one in straight["vpc_endpoints"]["items"]
    ]
    for name in ("environments", "vpcs", "subnets", "route_tables", "nat_gateways", "buckets"):
        assert turned[name] == straight[name]


def test_references_of_old_formats_name_resources_without_attributes() -> None:
    value = plan(
        [change("aws_vpc.v"), change("aws_subnet.s", {}, ["id", "vpc_id"])],
        {"aws_vpc.v": {}, "aws_subnet.s": {"vpc_id": {"references": ["aws_vpc.v"]}}},
        format_version="0.1",
    )
    assert record(read(value), "subnets", "aws_subnet.s").vpc_id == "aws_vpc.v"


def test_without_a_configuration_peers_of_rules_are_unknown() -> None:
    rule = {"security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 1, "to_port": 2}
    inline = {"protocol": "tcp", "from_port": 1, "to_port": 2}
    changes = [
        change("aws_vpc_security_group_ingress_rule.r", rule, ["referenced_security_group_id"]),
        change("aws_security_group.g", {"ingress": [inline]}, {"id": True, "ingress": [{"security_groups": True}]}),
    ]
    value = plan(changes)
    value.pop("configuration")
    found = read(value)
    assert keys(record(found, "security_groups", "sg-1").ingress) == ["ingress tcp 1 2 sg:?", "…"]
    assert keys(record(found, "security_groups", "aws_security_group.g").ingress) == ["ingress tcp 1 2 sg:?", "…"]
    missing = cause(found, "security_groups", "aws_security_group.g", "ingress")
    assert missing.subject == "the configuration in plan.json"


def test_an_association_of_a_gateway_is_none_of_a_subnet() -> None:
    association = change("aws_route_table_association.a", {"gateway_id": "igw-1", "route_table_id": "rtb-1"}, [])
    found = read(plan([association], {"aws_route_table_association.a": {}}))
    assert ids(found, "subnets") == []


def test_a_value_of_the_wrong_kind_is_unknown_and_said() -> None:
    found = read(plan([change("aws_vpc.v", {"enable_dns_support": "perhaps"})], {"aws_vpc.v": {}}))
    assert record(found, "vpcs", "aws_vpc.v").dns_support is None
    assert "true or false" in skipped(found)[0]
    assert cause(found, "vpcs", "aws_vpc.v", "dns_support").supply == "correct it"


def test_an_adopted_object_without_an_expression_is_of_an_unknown_vpc() -> None:
    value = plan([change("aws_default_route_table.d", {"route": []}, ["id", "default_route_table_id"])])
    value.pop("configuration")
    assert record(read(value), "route_tables", "aws_default_route_table.d").vpc_id is None
