"""Resources as CloudControl answers them: with the properties of CloudFormation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mwaa_policy.errors import InputError
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources.detect import detect_kinds, normalize
from tests.fixtures import responses as aws
from tests.fixtures.recorded import described

SELF = {"IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "SourceSecurityGroupId": aws.GROUP}
ANYWHERE = {"IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIp": "0.0.0.0/0"}
POLICY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
GROUP = described(
    "AWS::EC2::SecurityGroup",
    aws.GROUP,
    GroupId=aws.GROUP,
    GroupName="airflow",
    VpcId=aws.VPC,
    SecurityGroupIngress=[{**SELF, "SourceSecurityGroupOwnerId": aws.ACCOUNT}],
    SecurityGroupEgress=[ANYWHERE],
)
VPC = described(
    "AWS::EC2::VPC",
    aws.VPC,
    VpcId=aws.VPC,
    CidrBlock="10.0.0.0/16",
    CidrBlockAssociations=["vpc-cidr-assoc-1"],
    EnableDnsSupport=True,
    EnableDnsHostnames=False,
    DefaultNetworkAcl="acl-1",
    DefaultSecurityGroup="sg-default",
)
SUBNET = described(
    "AWS::EC2::Subnet",
    "subnet-a",
    VpcId=aws.VPC,
    CidrBlock="10.0.1.0/24",
    AvailabilityZone="eu-west-1a",
    BlockPublicAccessStates={"InternetGatewayBlockMode": "off"},
)


def read(*values: Any) -> Normalized:
    return normalize([aws.document(value, f"{index}.json") for index, value in enumerate(values)])


def listed(*values: dict[str, Any]) -> dict[str, Any]:
    descriptions = [value["ResourceDescription"] for value in values]
    return {"TypeName": values[0]["TypeName"], "ResourceDescriptions": descriptions}


@pytest.mark.parametrize("value", [GROUP, listed(GROUP), [GROUP], {"status_code": 200, "data": GROUP}])
def test_every_form_tells_the_same(value: Any) -> None:
    assert detect_kinds([aws.document(value)]) == ["cloud-control"]
    [found] = read(value).inventory.security_groups.items
    [expected] = read(GROUP).inventory.security_groups.items
    assert found == expected


def test_a_group_has_the_rules_that_responses_tell() -> None:
    found = read(GROUP)
    [one] = found.inventory.security_groups.items
    live = normalize([aws.document({"SecurityGroups": [aws.group()]})])
    [expected] = live.inventory.security_groups.items
    assert one == expected.model_copy(update={"owner_id": None})
    assert "the rules that CloudControl tells of a security group are all that it has" in [
        assumption.text for assumption in found.provenance.assumptions()
    ]


def test_places_are_those_of_the_properties() -> None:
    found = read(GROUP)
    pointers = {one.pointer for one in found.provenance.origins.values()}
    assert pointers == {"/ResourceDescription/Properties"}


def test_rules_that_are_resources_are_some_of_the_rules() -> None:
    rule = {**SELF, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    ingress = described("AWS::EC2::SecurityGroupIngress", "sgr-1", GroupId=aws.GROUP, **rule)
    egress = described("AWS::EC2::SecurityGroupEgress", "sgr-2", GroupId=aws.GROUP, **ANYWHERE)
    found = read(ingress, egress)
    [one] = found.inventory.security_groups.items
    assert [rule.key for rule in one.ingress.items] == ["ingress tcp 443 443 sg:sg-1"]
    assert [rule.key for rule in one.egress.items] == ["egress all 0 65535 0.0.0.0/0"]
    assert not one.ingress.complete
    assert not one.egress.complete
    why = found.provenance.why_missing(("security_groups", aws.GROUP, "ingress"))
    assert why is not None
    assert why.supply == "add the response of `aws ec2 describe-security-groups`"
    [one] = read(ingress, GROUP).inventory.security_groups.items
    assert (len(one.ingress.items), one.ingress.complete) == (2, True)


@pytest.mark.parametrize(
    ("peer", "key"),
    [
        ({"CidrIp": "10.0.0.0/8"}, "10.0.0.0/8"),
        ({"CidrIpv6": "::/0"}, "::/0"),
        ({"DestinationPrefixListId": "pl-1"}, "pl:pl-1"),
        ({"DestinationSecurityGroupId": "sg-2"}, "sg:sg-2"),
    ],
)
def test_every_peer_of_a_rule(peer: dict[str, str], key: str) -> None:
    rules = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **peer}]
    value = described("AWS::EC2::SecurityGroup", aws.GROUP, SecurityGroupEgress=rules)
    [one] = [group for group in read(value).inventory.security_groups.items if group.id == aws.GROUP]
    assert [rule.key for rule in one.egress.items] == [f"egress tcp 443 443 {key}"]
    assert (one.egress.complete, one.ingress.complete) == (True, False)


@pytest.mark.parametrize("rule", [{"IpProtocol": "-1"}, {"CidrIp": "0.0.0.0/0"}, "text", {}])
def test_a_rule_that_cannot_be_read_leaves_the_rules_open(rule: Any) -> None:
    found = read(described("AWS::EC2::SecurityGroup", aws.GROUP, SecurityGroupIngress=[rule]))
    [one] = found.inventory.security_groups.items
    assert (one.ingress.items, one.ingress.complete) == ((), False)
    assert found.provenance.skipped


def test_a_vpc_tells_its_attributes_and_its_defaults() -> None:
    found = read(VPC).inventory
    [vpc] = found.vpcs.items
    assert ([one.text for one in vpc.cidrs.items], vpc.cidrs.complete) == (["10.0.0.0/16"], True)
    assert (vpc.dns_support, vpc.dns_hostnames) == (True, False)
    assert (vpc.default_network_acl_id, vpc.default_security_group_id) == ("acl-1", "sg-default")
    assert (vpc.main_route_table_id, vpc.custom_dns) == (None, None)
    [acl] = found.network_acls.items
    assert (acl.default, acl.entries.complete) == (True, False)


def test_a_vpc_of_several_ranges_tells_one_of_them() -> None:
    associations = ["vpc-cidr-assoc-1", "vpc-cidr-assoc-2"]
    value = described("AWS::EC2::VPC", aws.VPC, CidrBlock="10.0.0.0/16", CidrBlockAssociations=associations)
    [vpc] = read(value).inventory.vpcs.items
    assert ([one.text for one in vpc.cidrs.items], vpc.cidrs.complete) == (["10.0.0.0/16"], False)


def test_parts_of_a_table_are_put_together() -> None:
    nat = described(
        "AWS::EC2::Route",
        "rtb-1|0.0.0.0/0",
        RouteTableId="rtb-1",
        DestinationCidrBlock="0.0.0.0/0",
        NatGatewayId="nat-1",
    )
    inner = described(
        "AWS::EC2::Route",
        "rtb-1|10.9.0.0/16",
        RouteTableId="rtb-1",
        DestinationCidrBlock="10.9.0.0/16",
        VpcEndpointId="vpce-1",
    )
    table = described("AWS::EC2::RouteTable", "rtb-1", VpcId=aws.VPC)
    association = described(
        "AWS::EC2::SubnetRouteTableAssociation", "rtbassoc-1", RouteTableId="rtb-1", SubnetId="subnet-a"
    )
    found = read(nat, inner, table, association, SUBNET).inventory
    [one] = found.route_tables.items
    targets = {route.key: (route.target_kind, route.target_id, route.state) for route in one.routes.items}
    assert targets == {
        "0.0.0.0/0": ("nat_gateway", "nat-1", None),
        "10.9.0.0/16": ("gwlb_endpoint", "vpce-1", None),
    }
    assert not one.routes.complete
    [subnet] = found.subnets.items
    assert (subnet.route_table_ids.items, subnet.route_table_ids.complete) == (("rtb-1",), True)
    assert (subnet.network_acl_ids.items, subnet.network_acl_ids.complete) == ((), False)


def test_parts_of_an_acl_are_put_together() -> None:
    entry = {
        "NetworkAclId": "acl-2",
        "RuleNumber": 100,
        "Protocol": 6,
        "RuleAction": "allow",
        "CidrBlock": "10.0.0.0/8",
    }
    found = read(
        described("AWS::EC2::NetworkAcl", "acl-2", VpcId=aws.VPC),
        described("AWS::EC2::NetworkAclEntry", "e-1", **entry, Egress=False, PortRange={"From": 443, "To": 443}),
        described("AWS::EC2::NetworkAclEntry", "e-2", **entry, Egress=True, PortRange={"From": 443, "To": 443}),
        described("AWS::EC2::SubnetNetworkAclAssociation", "a-1", SubnetId="subnet-a", NetworkAclId="acl-2"),
        SUBNET,
    ).inventory
    [acl] = found.network_acls.items
    assert [(one.direction, one.number, one.protocol) for one in acl.entries.items] == [
        ("ingress", 100, "6"),
        ("egress", 100, "6"),
    ]
    assert (acl.default, acl.entries.complete) == (None, False)
    assert found.subnets.items[0].network_acl_ids.items == ("acl-2",)


def test_an_endpoint() -> None:
    value = described(
        "AWS::EC2::VPCEndpoint",
        "vpce-1",
        VpcId=aws.VPC,
        ServiceName="com.amazonaws.eu-west-1.s3",
        VpcEndpointType="Interface",
        PolicyDocument=POLICY,
        PrivateDnsEnabled=True,
        SubnetIds=["subnet-a"],
        SecurityGroupIds=[aws.GROUP],
        DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": "OnlyInboundResolver"},
    )
    [one] = read(value).inventory.vpc_endpoints.items
    assert (one.type, one.service, one.service_region, one.private_dns) == ("Interface", "s3", "eu-west-1", True)
    assert (one.subnet_ids.items, one.security_group_ids.items) == (("subnet-a",), (aws.GROUP,))
    assert (one.private_dns_inbound_only, one.state, one.route_table_ids.complete) == (True, None, False)
    assert len(one.policy.statements.items) == 1


@pytest.mark.parametrize(
    ("told", "ipv4"),
    [
        ({}, None),
        ({"IpAddressType": "not-specified"}, None),
        ({"IpAddressType": "ipv6"}, False),
        ({"IpAddressType": "dualstack"}, True),
        ({"IpAddressType": "dualstack", "DnsOptions": {"DnsRecordIpType": "ipv6"}}, False),
    ],
)
def test_the_addresses_of_an_endpoint(told: dict[str, Any], ipv4: bool | None) -> None:  # noqa: FBT001 - expected
    found = read(described("AWS::EC2::VPCEndpoint", "vpce-1", VpcId=aws.VPC, VpcEndpointType="Interface", **told))
    assert found.inventory.vpc_endpoints.items[0].ipv4 is ipv4
    assert (("vpc_endpoints", "vpce-1", "ipv4") in found.provenance.missing) is (ipv4 is None)


def test_gateways() -> None:
    found = read(
        described("AWS::EC2::NatGateway", "nat-1", VpcId=aws.VPC, SubnetId="subnet-a", ConnectivityType="public"),
        described("AWS::EC2::InternetGateway", "igw-1", InternetGatewayId="igw-1"),
        described("AWS::EC2::InternetGateway", "igw-2", InternetGatewayId="igw-2"),
        described("AWS::EC2::VPCGatewayAttachment", f"IGW|{aws.VPC}", VpcId=aws.VPC, InternetGatewayId="igw-1"),
    ).inventory
    [nat] = found.nat_gateways.items
    assert (nat.availability_mode, nat.connectivity, nat.state, nat.has_address) == ("zonal", "public", None, None)
    attached = {one.id: one.attached_vpc_ids for one in found.internet_gateways.items}
    assert (attached["igw-1"].items, attached["igw-1"].complete) == ((aws.VPC,), True)
    assert (attached["igw-2"].items, attached["igw-2"].complete) == ((), False)


def test_what_surrounds_a_network() -> None:
    servers = ["AmazonProvidedDNS"]
    on = aws.switches(on=True)
    found = read(
        VPC,
        described("AWS::EC2::VPCDHCPOptionsAssociation", "a", VpcId=aws.VPC, DhcpOptionsId="dopt-1"),
        described("AWS::EC2::DHCPOptions", "dopt-1", DomainNameServers=servers),
        described("AWS::EC2::PrefixList", "pl-1", PrefixListName="own", Entries=[{"Cidr": "10.0.0.0/8"}]),
        described("AWS::S3::Bucket", "dags", BucketName="dags", PublicAccessBlockConfiguration=on),
    ).inventory
    assert found.vpcs.items[0].custom_dns is False
    [prefix_list] = found.prefix_lists.items
    assert ([one.text for one in prefix_list.entries.items], prefix_list.service) == (["10.0.0.0/8"], "none")
    assert found.buckets.items[0].public_access_block is not None


def test_an_environment() -> None:
    environment = aws.environment()
    for name in ("Status", "LastUpdate"):
        del environment[name]
    options = {"AirflowConfigurationOptions": {"secret": "s3cr3t"}}
    found = read(described("AWS::MWAA::Environment", "airflow", **environment, **options))
    [one] = found.inventory.environments.items
    live = normalize([aws.document({"Environment": aws.environment()})])
    [expected] = live.inventory.environments.items
    unknown = dict.fromkeys(("status", "error_code", "error_message", "kms_key"))
    assert one == expected.model_copy(update=unknown)
    assert found.inventory.environments.complete
    assert "s3cr3t" not in repr(found.inventory)


def test_an_environment_without_an_arn_is_known_by_its_name() -> None:
    found = read(described("AWS::MWAA::Environment", "airflow", WebserverAccessMode="PUBLIC_ONLY"))
    [one] = found.inventory.environments.items
    assert (one.id, one.name, one.webserver_access_mode) == ("airflow", "airflow", "PUBLIC_ONLY")
    assert not one.subnet_ids.complete


def test_responses_fill_in_what_is_not_told() -> None:
    found = read(VPC, {"Vpcs": [aws.vpc()]}, {"RouteTables": [aws.route_table("main", (), [{"Main": True}])]})
    [vpc] = found.inventory.vpcs.items
    assert (vpc.dns_support, vpc.main_route_table_id, vpc.igw_block) == (True, "rtb-main", "off")
    assert vpc.complete.route_tables
    assert not vpc.complete.subnets


@pytest.mark.parametrize(
    ("value", "pointer", "message"),
    [
        ({"ResourceDescription": {}}, "", "the answer of CloudControl has no TypeName"),
        (
            {"TypeName": "AWS::EC2::VPC", "ResourceDescription": {"Properties": "{}"}},
            "/ResourceDescription",
            "a resource has no Identifier",
        ),
        (
            {"TypeName": "AWS::EC2::VPC", "ResourceDescriptions": [{"Identifier": "vpc-1", "Properties": "{"}]},
            "/ResourceDescriptions/0/Properties",
            "Properties is a text that is no JSON",
        ),
        (
            {"TypeName": "AWS::EC2::VPC", "ResourceDescriptions": [{"Identifier": "vpc-1"}]},
            "/ResourceDescriptions/0/Properties",
            "the properties of a resource are no object",
        ),
        (
            {"TypeName": "AWS::EC2::VPC", "ResourceDescriptions": ["vpc-1"]},
            "/ResourceDescriptions/0",
            "a resource has no Identifier",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(value: Any, pointer: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read(value)
    assert (raised.value.message, raised.value.pointer) == (message, pointer)
    assert raised.value.hint


@pytest.mark.parametrize(
    "value", [{"TypeName": "AWS::EC2::VPC", "ResourceDescriptions": []}, described("A::B::C", "x")]
)
def test_resources_of_no_network_are_refused(value: Any) -> None:
    with pytest.raises(InputError) as raised:
        read(value)
    assert raised.value.message == "nothing of a network that is there is described by CloudControl"


def test_two_answers_that_contradict_each_other_are_refused() -> None:
    other = json.loads(json.dumps(SUBNET).replace("10.0.1.0/24", "10.0.2.0/24"))
    with pytest.raises(InputError) as raised:
        read(SUBNET, other)
    assert raised.value.message == "two resources tell different things of CidrBlock of subnet-a"
    assert (raised.value.document, raised.value.pointer) == ("1.json", "/ResourceDescription/Properties")
    assert read(SUBNET, SUBNET).inventory.subnets.items
