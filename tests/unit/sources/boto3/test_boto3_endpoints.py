"""VPC endpoints, as responses tell them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_policy.model import VpcEndpoint
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3 import normalize
from tests.fixtures import responses as aws

INTERFACE: dict[str, Any] = {
    "VpcEndpointType": "Interface",
    "ServiceName": f"com.amazonaws.{aws.REGION}.sqs",
    "SubnetIds": ["subnet-a", "subnet-b"],
    "Groups": [{"GroupId": aws.GROUP, "GroupName": "airflow"}],
    "RouteTableIds": [],
    "PrivateDnsEnabled": True,
}
DATABASE = f"com.amazonaws.vpce.{aws.REGION}.vpce-svc-0db"


def normalized(environment: dict[str, Any] | None = None, **members: Any) -> Normalized:
    dump = aws.responses()
    dump["describe_vpc_endpoints"] = {"VpcEndpoints": [aws.endpoint(**members)]}
    if environment is not None:
        dump["mwaa_get_environment"] = {"Environment": aws.environment(**environment)}
    return normalize([aws.document(dump)], Options())


def endpoint(environment: dict[str, Any] | None = None, **members: Any) -> VpcEndpoint:
    return normalized(environment, **members).inventory.vpc_endpoints.items[0]


def test_a_gateway_endpoint() -> None:
    found = endpoint()
    assert (found.type, found.service, found.service_region, found.service_partition) == (
        "Gateway", "s3", aws.REGION, "aws",
    )  # fmt: skip
    assert (found.route_table_ids.items, found.route_table_ids.complete) == (("rtb-private",), True)
    assert (found.subnet_ids.items, found.security_group_ids.items) == ((), ())
    assert (found.private_dns, found.requester_managed, found.state) == (False, False, "available")
    assert found.environment_id == "none"


def test_an_interface_endpoint() -> None:
    found = endpoint(**INTERFACE)
    assert (found.type, found.service, found.private_dns) == ("Interface", "sqs", True)
    assert found.subnet_ids.items == ("subnet-a", "subnet-b")
    assert (found.security_group_ids.items, found.security_group_ids.complete) == ((aws.GROUP,), True)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ("interface", "Interface"),
        ("GATEWAY", "Gateway"),
        ("GatewayLoadBalancer", "GatewayLoadBalancer"),
        ("", "Gateway"),
        (None, "Gateway"),
        ("Telepathy", None),
    ],
)
def test_types_in_any_case(told: str | None, kind: str | None) -> None:
    assert endpoint(VpcEndpointType=told).type == kind


def test_a_type_that_is_not_told_is_assumed() -> None:
    found = normalized(VpcEndpointType="")
    assert found.provenance.assumed[("vpc_endpoints", "vpce-1", "type")].subject == "VpcEndpointType"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("com.amazonaws.eu-west-1.logs", ("logs", "eu-west-1", "aws")),
        ("com.amazonaws.us-east-1.ecr.dkr", ("ecr.dkr", "us-east-1", "aws")),
        ("com.amazonaws.us-east-1.airflow-fips.env", ("airflow.env", "us-east-1", "aws")),
        ("cn.com.amazonaws.cn-north-1.monitoring", ("monitoring", "cn-north-1", "aws-cn")),
        ("com.amazonaws.us-gov-west-1.kms-fips", ("kms", "us-gov-west-1", "aws-us-gov")),
        ("com.amazonaws.eu-west-1.lambda", ("other", "eu-west-1", "aws")),
        ("com.amazonaws.vpce.us-east-2.vpce-svc-0abc", ("other", "us-east-2", "aws")),
        (None, (None, aws.REGION, "aws")),
    ],
)
def test_services_by_name(name: str | None, expected: tuple[str | None, ...]) -> None:
    found = endpoint(ServiceName=name)
    assert (found.service, found.service_region, found.service_partition) == expected


@pytest.mark.parametrize(
    ("name", "fips"),
    [
        ("com.amazonaws.us-east-1.kms", False),
        ("com.amazonaws.us-east-1.kms-fips", True),
        (DATABASE, False),
        (None, None),
    ],
)
def test_fips_variants_of_services(name: str | None, fips: bool | None) -> None:  # noqa: FBT001 - as the table has it
    assert endpoint(ServiceName=name).fips is fips


def test_the_region_of_the_service_wins_over_its_name() -> None:
    assert endpoint(ServiceRegion="us-east-1").service_region == "us-east-1"


@pytest.mark.parametrize(
    ("name", "service"), [(DATABASE, "mwaa.database"), (DATABASE.replace("0db", "0web"), "mwaa.webserver")]
)
def test_services_of_the_environment(name: str, service: str) -> None:
    found = endpoint(**{**INTERFACE, "ServiceName": name})
    assert (found.service, found.environment_id, found.service_region) == (service, aws.ARN, aws.REGION)


@pytest.mark.parametrize(
    ("environment", "members", "managed"),
    [
        ({}, {"RequesterManaged": True}, True),
        ({}, {"RequesterManaged": False, "ServiceName": DATABASE}, False),
        ({}, {"RequesterManaged": None, "ServiceName": DATABASE}, True),
        ({"EndpointManagement": "CUSTOMER"}, {"RequesterManaged": None, "ServiceName": DATABASE}, False),
        ({}, {"RequesterManaged": None, "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0z"}, None),
        ({}, {"RequesterManaged": None}, False),
    ],
)
def test_who_made_an_endpoint(environment: dict[str, Any], members: dict[str, Any], managed: bool | None) -> None:  # noqa: FBT001 - expected
    assert endpoint(environment, **members).requester_managed is managed


@pytest.mark.parametrize(
    ("members", "attribute", "value"),
    [
        ({"State": "PendingAcceptance"}, "state", "pendingacceptance"),
        ({"State": "Available"}, "state", "available"),
        ({"State": None}, "state", None),
        ({"PrivateDnsEnabled": True}, "private_dns", False),
        ({**INTERFACE, "PrivateDnsEnabled": None}, "private_dns", None),
        ({**INTERFACE, "PrivateDnsEnabled": "yes"}, "private_dns", None),
        ({"DnsOptions": {"PrivateDnsOnlyForInboundResolverEndpoint": True}}, "private_dns_inbound_only", True),
        ({"DnsOptions": {}}, "private_dns_inbound_only", None),
        ({"DnsOptions": "ipv4"}, "private_dns_inbound_only", None),
        ({"DnsOptions": "ipv4"}, "ipv4", None),
        ({"IpAddressType": "ipv4"}, "ipv4", True),
        ({"IpAddressType": "dualstack", "DnsOptions": {"DnsRecordIpType": "dualstack"}}, "ipv4", True),
        ({"IpAddressType": "dualstack", "DnsOptions": {"DnsRecordIpType": "service-defined"}}, "ipv4", True),
        ({"IpAddressType": "dualstack", "DnsOptions": {"DnsRecordIpType": "ipv6"}}, "ipv4", False),
        ({"IpAddressType": "ipv6", "DnsOptions": {}}, "ipv4", False),
        ({"IpAddressType": "ipv6", "DnsOptions": {"DnsRecordIpType": "not-specified"}}, "ipv4", False),
        ({"IpAddressType": "ipv9"}, "ipv4", None),
        ({"IpAddressType": []}, "ipv4", None),
    ],
)
def test_attributes(members: dict[str, Any], attribute: str, value: object) -> None:
    assert getattr(endpoint(**members), attribute) is value or getattr(endpoint(**members), attribute) == value


def test_a_response_that_tells_of_no_addresses_is_of_the_time_before_ipv6() -> None:
    found = normalized(**INTERFACE)
    assert found.inventory.vpc_endpoints.items[0].ipv4 is True
    path = ("vpc_endpoints", found.inventory.vpc_endpoints.items[0].id, "ipv4")
    assert found.provenance.assumed[path].subject == "IpAddressType"


@pytest.mark.parametrize(
    ("members", "complete"),
    [
        ({"Groups": None}, True),
        ({**INTERFACE, "Groups": None}, False),
        ({"VpcEndpointType": "GatewayLoadBalancer", "Groups": None}, True),
        ({**INTERFACE, "Groups": [{"GroupName": "airflow"}]}, False),
        ({**INTERFACE, "Groups": "sg-1"}, False),
    ],
)
def test_groups(members: dict[str, Any], complete: bool) -> None:  # noqa: FBT001 - expected
    assert endpoint(**members).security_group_ids.complete is complete


def test_lists_that_a_response_leaves_out_are_empty() -> None:
    found = endpoint(SubnetIds=None, RouteTableIds=None)
    assert (found.subnet_ids.complete, found.route_table_ids.complete) == (True, True)


STATEMENT = {"Sid": "One", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "S3:*", "Resource": "*"}


@pytest.mark.parametrize("form", [json.dumps, dict])
def test_a_policy_is_text_or_object(form: Any) -> None:
    policy = endpoint(PolicyDocument=form({"Version": "2012-10-17", "Statement": STATEMENT})).policy
    assert (policy.error, policy.version, policy.explicit) == ("none", "2012-10-17", None)
    statement = policy.statements.items[0]
    assert (statement.key, statement.principal_mode, statement.actions.items) == ("One", "any", ("s3:*",))


def test_the_size_of_a_policy_counts_white_space() -> None:
    text = json.dumps({"Statement": [STATEMENT]}, indent=4)
    assert endpoint(PolicyDocument=text).policy.size == len(text)


def test_no_policy_is_the_default_policy() -> None:
    policy = endpoint(PolicyDocument=None).policy
    assert (policy.error, policy.explicit) == ("none", None)
    assert [one.actions.items for one in policy.statements.items] == [("*",)]


@pytest.mark.parametrize(("text", "error"), [("{", "not-json"), ("[]", "not-an-object"), ("{}", "no-statement")])
def test_a_bad_policy_is_a_fact(text: str, error: str) -> None:
    assert endpoint(PolicyDocument=text).policy.error == error


def test_a_policy_of_another_type_is_unknown() -> None:
    found = normalized(PolicyDocument=["Statement"])
    policy = found.inventory.vpc_endpoints.items[0].policy
    assert (policy.error, policy.statements.complete) == (None, False)
    missing = found.provenance.why_missing(("vpc_endpoints", "vpce-1", "policy", "error"))
    assert missing is not None
    assert "the text of a policy is wanted" in missing.text


def test_statements_point_to_their_policy() -> None:
    origin = normalized().provenance.origin(("vpc_endpoints", "vpce-1", "policy", "statements", "#0"))
    assert origin is not None
    assert origin.pointer == "/describe_vpc_endpoints/VpcEndpoints/0/PolicyDocument"
