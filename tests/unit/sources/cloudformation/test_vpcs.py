"""VPCs, what is set for them elsewhere, and what may be in them."""

from __future__ import annotations

import pytest

from tests.unit.sources.cloudformation.templates import (
    GROUP,
    SUBNETS,
    VPC,
    cause,
    ids,
    keys,
    pointer,
    read,
    record,
    texts,
)

OPEN = "Parameters: {Open: {Type: String}}\nConditions: {Maybe: !Equals [!Ref Open, prod]}\n"


def test_a_vpc_has_defaults_and_implied_objects() -> None:
    normalized = read(VPC, account="111122223333")
    vpc = record(normalized, "vpcs", "Vpc")
    assert texts(vpc.cidrs) == ["10.0.0.0/16"]
    assert (vpc.dns_support, vpc.dns_hostnames, vpc.custom_dns, vpc.igw_block) == (True, False, False, "off")
    assert vpc.owner_id == "111122223333"
    assert all(getattr(vpc.complete, name) for name in type(vpc.complete).model_fields)
    acl = record(normalized, "network_acls", vpc.default_network_acl_id)
    assert (acl.id, acl.default) == ("Vpc/default-acl", True)
    assert keys(acl.entries) == ["ingress/100", "egress/100"]
    table = record(normalized, "route_tables", vpc.main_route_table_id)
    assert (table.id, keys(table.routes)) == ("Vpc/main-routes", ["10.0.0.0/16"])
    group = record(normalized, "security_groups", vpc.default_security_group_id)
    assert keys(group.ingress) == ["ingress all 0 65535 sg:Vpc/default-group"]
    assert keys(group.egress) == ["egress all 0 65535 0.0.0.0/0"]
    assert pointer(normalized, "security_groups", group.id) == "/Resources/Vpc"


def test_flags_may_be_text() -> None:
    resources = """
    Vpc:
      Type: AWS::EC2::VPC
      Properties: {CidrBlock: 10.0.0.0/16, EnableDnsSupport: 'false', EnableDnsHostnames: 'True'}
    """
    vpc = record(read(resources), "vpcs", "Vpc")
    assert (vpc.dns_support, vpc.dns_hostnames) == (False, True)


CIDRS = [
    ("Ipv4IpamPoolId: ipam-pool-1", "", ["…"], "CidrBlock of Vpc"),
    ("CidrBlock: !Ref Open", "", ["…"], "parameter Open"),
    ("CidrBlock: 10.0.0.0/16", "CidrBlock: 10.1.0.0/16", ["10.0.0.0/16", "10.1.0.0/16"], None),
    ("CidrBlock: 10.0.0.0/16", "Ipv4IpamPoolId: ipam-pool-1", ["10.0.0.0/16", "…"], "CidrBlock of More"),
    ("CidrBlock: 10.0.0.0/16", "Ipv6CidrBlock: 'fd00::/56'", ["10.0.0.0/16", "fd00::/56"], None),
    ("CidrBlock: 10.0.0.0/16", "AmazonProvidedIpv6CidrBlock: true", ["10.0.0.0/16"], None),
    ("CidrBlock: 10.0.0.0/99", "", ["…"], "unreadable part /Resources/Vpc/Properties/CidrBlock"),
    ("CidrBlock: 10.0.0.5/16", "", ["10.0.0.0/16"], None),
]


@pytest.mark.parametrize(("own", "more", "expected", "why"), CIDRS)
def test_ranges(own: str, more: str, expected: list[str], why: str | None) -> None:
    resources = f"Vpc: {{Type: 'AWS::EC2::VPC', Properties: {{{own}}}}}\n"
    if more:
        resources += f"More: {{Type: 'AWS::EC2::VPCCidrBlock', Properties: {{VpcId: !Ref Vpc, {more}}}}}\n"
    normalized = read(resources, OPEN)
    assert texts(record(normalized, "vpcs", "Vpc").cidrs) == expected
    if why is not None:
        assert cause(normalized, "vpcs", "Vpc", "cidrs") == why


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("AmazonProvidedIpv6CidrBlock: true", ["egress all 0 65535 0.0.0.0/0", "egress all 0 65535 ::/0"]),
        ("AmazonProvidedIpv6CidrBlock: false", ["egress all 0 65535 0.0.0.0/0"]),
        ("Ipv6CidrBlock: 'fd00::/56'", ["egress all 0 65535 0.0.0.0/0", "egress all 0 65535 ::/0"]),
        ("Ipv6IpamPoolId: pool", ["egress all 0 65535 0.0.0.0/0", "egress all 0 65535 ::/0"]),
    ],
)
def test_a_group_lets_ipv6_out_where_the_vpc_has_it(block: str, expected: list[str]) -> None:
    resources = GROUP + f"More: {{Type: 'AWS::EC2::VPCCidrBlock', Properties: {{VpcId: !Ref Vpc, {block}}}}}\n"
    assert keys(record(read(resources), "security_groups", "Group").egress) == expected


SERVERS = [
    ("DomainNameServers: [AmazonProvidedDNS]", False),
    ("DomainNameServers: [10.0.0.2]", True),
    ("DomainNameServers: [!Ref Open, 10.0.0.2]", True),
    ("DomainNameServers: [!Ref Open]", None),
    ("DomainNameServers: !If [Maybe, [10.0.0.2], [AmazonProvidedDNS]]", None),
    ("DomainName: example.com", True),
]


@pytest.mark.parametrize(("servers", "expected"), SERVERS)
def test_dhcp_options_may_name_other_servers(servers: str, expected: bool | None) -> None:  # noqa: FBT001
    resources = (
        VPC
        + f"""
Options: {{Type: 'AWS::EC2::DHCPOptions', Properties: {{{servers}}}}}
Link: {{Type: 'AWS::EC2::VPCDHCPOptionsAssociation', Properties: {{VpcId: !Ref Vpc, DhcpOptionsId: !Ref Options}}}}
"""
    )
    normalized = read(resources, OPEN)
    assert record(normalized, "vpcs", "Vpc").custom_dns is expected
    if expected is None:
        assert cause(normalized, "vpcs", "Vpc", "custom_dns") == "parameter Open"


def test_a_name_server_that_is_no_text_is_named() -> None:
    options = "Options: {Type: 'AWS::EC2::DHCPOptions', Properties: {DomainNameServers: [{a: b}]}}\n"
    link = "Properties: {VpcId: !Ref Vpc, DhcpOptionsId: !Ref Options}"
    normalized = read(VPC + options + f"Link: {{Type: 'AWS::EC2::VPCDHCPOptionsAssociation', {link}}}\n")
    assert record(normalized, "vpcs", "Vpc").custom_dns is None
    unreadable = "unreadable part /Resources/Options/Properties/DomainNameServers/0"
    assert cause(normalized, "vpcs", "Vpc", "custom_dns") == unreadable


@pytest.mark.parametrize(
    ("options", "expected", "why"),
    [
        ("default", False, None),
        ("dopt-1", None, "DHCP options dopt-1"),
        ("!Ref Open", None, "parameter Open"),
        ("!Ref Vpc", None, "unreadable part /Resources/Link/Properties/DhcpOptionsId"),
    ],
)
def test_dhcp_options_by_id(options: str, expected: bool | None, why: str | None) -> None:  # noqa: FBT001
    link = f"Properties: {{VpcId: !Ref Vpc, DhcpOptionsId: {options}}}"
    normalized = read(VPC + f"Link: {{Type: 'AWS::EC2::VPCDHCPOptionsAssociation', {link}}}\n", OPEN)
    assert record(normalized, "vpcs", "Vpc").custom_dns is expected
    if why is not None:
        assert cause(normalized, "vpcs", "Vpc", "custom_dns") == why


def test_an_association_without_options_changes_nothing() -> None:
    link = "Link: {Type: 'AWS::EC2::VPCDHCPOptionsAssociation', Properties: {VpcId: !Ref Vpc}}\n"
    assert record(read(VPC + link), "vpcs", "Vpc").custom_dns is False


def test_an_uncertain_association_hides_the_servers() -> None:
    link = "Condition: Maybe, Properties: {VpcId: !Ref Vpc, DhcpOptionsId: dopt-1}"
    normalized = read(VPC + f"Link: {{Type: 'AWS::EC2::VPCDHCPOptionsAssociation', {link}}}\n", OPEN)
    assert record(normalized, "vpcs", "Vpc").custom_dns is None
    assert normalized.provenance.candidates["vpcs", "Vpc", "custom_dns"] == ("Link",)


BLOCKS = [
    ("InternetGatewayBlockMode: block-bidirectional", "", "bidirectional"),
    ("InternetGatewayBlockMode: block-ingress", "", "ingress"),
    ("InternetGatewayBlockMode: !Ref Open", "", None),
    ("InternetGatewayBlockMode: block-bidirectional", "VpcId: !Ref Vpc, {0}: allow-bidirectional", "off"),
    ("InternetGatewayBlockMode: block-bidirectional", "VpcId: !Ref Vpc, {0}: allow-egress", "ingress"),
    ("InternetGatewayBlockMode: block-bidirectional", "VpcId: vpc-other, {0}: allow-egress", "bidirectional"),
    ("InternetGatewayBlockMode: block-bidirectional", "SubnetId: subnet-1, {0}: allow-egress", None),
]


@pytest.mark.parametrize(("options", "exclusion", "expected"), BLOCKS)
def test_block_public_access(options: str, exclusion: str, expected: str | None) -> None:
    resources = VPC + f"Block: {{Type: 'AWS::EC2::VPCBlockPublicAccessOptions', Properties: {{{options}}}}}\n"
    if exclusion:
        properties = exclusion.format("InternetGatewayExclusionMode")
        resources += f"Out: {{Type: 'AWS::EC2::VPCBlockPublicAccessExclusion', Properties: {{{properties}}}}}\n"
    normalized = read(resources, OPEN)
    assert record(normalized, "vpcs", "Vpc").igw_block == expected
    assert expected is not None or ("vpcs", "Vpc", "igw_block") in normalized.provenance.missing


def test_block_public_access_that_may_be_set_is_not_known() -> None:
    block = "Condition: Maybe, Properties: {InternetGatewayBlockMode: block-ingress}"
    normalized = read(VPC + f"Block: {{Type: 'AWS::EC2::VPCBlockPublicAccessOptions', {block}}}\n", OPEN)
    assert record(normalized, "vpcs", "Vpc").igw_block is None
    assert cause(normalized, "vpcs", "Vpc", "igw_block") == "parameter Open"


LEFT_OPEN = [
    ("subnets", "Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.9.0/24}"),
    ("route_tables", "Type: 'AWS::EC2::RouteTable', Properties: {VpcId: !Ref Vpc}"),
    ("network_acls", "Type: 'AWS::EC2::NetworkAcl', Properties: {VpcId: !Ref Vpc}"),
    ("security_groups", "Type: 'AWS::EC2::SecurityGroup', Properties: {VpcId: !Ref Vpc, GroupDescription: d}"),
    ("vpc_endpoints", "Type: 'AWS::EC2::VPCEndpoint', Properties: {VpcId: !Ref Vpc, ServiceName: s}"),
    ("nat_gateways", "Type: 'AWS::EC2::NatGateway', Properties: {SubnetId: !Ref SubnetA}"),
    (
        "internet_gateways",
        "Type: 'AWS::EC2::VPCGatewayAttachment', Properties: {VpcId: !Ref Vpc, InternetGatewayId: i}",
    ),
]


@pytest.mark.parametrize(("collection", "resource"), LEFT_OPEN)
def test_what_may_exist_is_left_out_and_makes_the_survey_incomplete(collection: str, resource: str) -> None:
    other = "Other: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.9.0.0/16}}\n"
    normalized = read(SUBNETS + other + f"New: {{Condition: Maybe, {resource}}}\n", OPEN)
    assert "New" not in [one.id for one in getattr(normalized.inventory, collection).items]
    complete = record(normalized, "vpcs", "Vpc").complete
    assert [name for name in type(complete).model_fields if not getattr(complete, name)] == [collection]
    assert getattr(record(normalized, "vpcs", "Other").complete, collection)
    assert cause(normalized, "vpcs", "Vpc", "complete", collection) == "parameter Open"
    assert normalized.provenance.candidates["vpcs", "Vpc", "complete", collection] == ("New",)
    assert not getattr(normalized.inventory, collection).complete


def test_a_resource_of_one_of_two_vpcs_is_in_neither_survey() -> None:
    resources = (
        VPC
        + """
Other: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.9.0.0/16}}
Third: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.8.0.0/16}}
Endpoint:
  Type: AWS::EC2::VPCEndpoint
  Properties: {VpcId: !If [Maybe, !Ref Vpc, !Ref Other], ServiceName: com.amazonaws.eu-west-1.s3}
"""
    )
    normalized = read(resources, OPEN)
    assert record(normalized, "vpc_endpoints", "Endpoint").vpc_id is None
    assert cause(normalized, "vpc_endpoints", "Endpoint", "vpc_id") == "parameter Open"
    surveys = {vpc.id: vpc.complete.vpc_endpoints for vpc in normalized.inventory.vpcs.items}
    assert surveys == {"Vpc": False, "Other": False, "Third": True}


def test_a_condition_that_does_not_hold_takes_resources_away_and_names_the_default() -> None:
    sections = "Parameters: {Env: {Type: String, Default: dev}}\nConditions: {Prod: !Equals [!Ref Env, prod]}\n"
    resources = VPC + "Table: {Type: 'AWS::EC2::RouteTable', Condition: Prod, Properties: {VpcId: !Ref Vpc}}\n"
    normalized = read(resources, sections)
    assert [table.id for table in normalized.inventory.route_tables.items] == ["Vpc/main-routes"]
    assert record(normalized, "vpcs", "Vpc").complete.route_tables
    assert normalized.provenance.assumed["vpcs", "Vpc", "complete"].option == "--parameter Env=…"
    with_prod = read(resources, sections, parameters={"Env": "prod"})
    assert "Table" in [table.id for table in with_prod.inventory.route_tables.items]


@pytest.mark.parametrize(
    ("identity", "sections", "subject"),
    [
        ("vpc-1", "", "VPC vpc-1"),
        ("${Param:VpcId}", "Parameters: {VpcId: {Type: 'AWS::EC2::VPC::Id'}}\n", "parameter VpcId"),
        ("${Import:net-Vpc}", "", "export net-Vpc"),
        ("${Resolve:ssm:/vpc}", "", "{{resolve:ssm:/vpc}}"),
    ],
)
def test_a_vpc_of_another_stack_is_one_of_which_nothing_is_known(identity: str, sections: str, subject: str) -> None:
    expression = {
        "vpc-1": "vpc-1",
        "${Param:VpcId}": "!Ref VpcId",
        "${Import:net-Vpc}": "!ImportValue net-Vpc",
        "${Resolve:ssm:/vpc}": "'{{resolve:ssm:/vpc}}'",
    }[identity]
    resources = f"Subnet: {{Type: 'AWS::EC2::Subnet', Properties: {{VpcId: {expression}, CidrBlock: 10.0.1.0/24}}}}\n"
    normalized = read(resources, sections)
    assert record(normalized, "subnets", "Subnet").vpc_id == identity
    vpc = record(normalized, "vpcs", identity)
    assert ids(vpc.cidrs) == ["…"]
    assert vpc.main_route_table_id is None
    assert not any(getattr(vpc.complete, name) for name in type(vpc.complete).model_fields)
    for name in type(vpc.complete).model_fields:
        assert cause(normalized, "vpcs", identity, "complete", name) == subject
    assert normalized.provenance.missing["vpcs", identity].supply == (
        "add the template or the API responses of the network"
    )
    assert pointer(normalized, "vpcs", identity) == "/Resources/Subnet/Properties/VpcId"


def test_a_vpc_by_the_value_of_a_parameter() -> None:
    sections = "Parameters: {VpcId: {Type: 'AWS::EC2::VPC::Id'}}\n"
    resources = "Subnet: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref VpcId, CidrBlock: 10.0.1.0/24}}\n"
    normalized = read(resources, sections, parameters={"VpcId": "vpc-7"})
    assert record(normalized, "subnets", "Subnet").vpc_id == "vpc-7"
    assert cause(normalized, "vpcs", "vpc-7", "complete", "subnets") == "VPC vpc-7"


@pytest.mark.parametrize(
    "kind", ["AWS::CloudFormation::Stack", "AWS::Serverless::Application", "My::Net::Part::MODULE"]
)
def test_a_nested_stack_that_gets_the_vpc_may_add_to_it(kind: str) -> None:
    other = "Other: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.9.0.0/16}}\n"
    stack = f"Stack: {{Type: '{kind}', Properties: {{Parameters: {{Vpc: !Ref Vpc, Tags: [a]}}}}}}\n"
    normalized = read(VPC + other + stack)
    assert not record(normalized, "vpcs", "Vpc").complete.vpc_endpoints
    assert record(normalized, "vpcs", "Other").complete.vpc_endpoints
    assert cause(normalized, "vpcs", "Vpc", "complete", "vpc_endpoints") == "resource Stack"


@pytest.mark.parametrize(
    "handed",
    [
        "{Vpc: !If [Wanted, !Ref Vpc, !Ref 'AWS::NoValue']}",
        "!If [Wanted, {Vpc: !Ref Vpc}, {Vpc: none}]",
        "{'Fn::ForEach::Names': [Name, !Ref Names, {'${Name}': !Ref Vpc}]}",
    ],
)
@pytest.mark.parametrize("condition", ["", "Condition: Wanted, "])
def test_a_nested_stack_that_may_get_the_vpc_may_add_to_it(handed: str, condition: str) -> None:
    sections = (
        "Parameters: {Want: {Type: String}, Names: {Type: CommaDelimitedList}}\n"
        "Conditions: {Wanted: !Equals [!Ref Want, 'yes']}\n"
    )
    stack = f"Stack: {{Type: 'AWS::CloudFormation::Stack', {condition}Properties: {{Parameters: {handed}}}}}\n"
    normalized = read(VPC + stack, sections)
    assert not record(normalized, "vpcs", "Vpc").complete.vpc_endpoints
    assert normalized.provenance.skipped == []


def test_a_loop_over_names_of_elsewhere_leaves_everything_open() -> None:
    loop = "'Fn::ForEach::Endpoints': [Name, !Ref Names, {'Endpoint${Name}': {Type: 'AWS::EC2::VPCEndpoint'}}]\n"
    normalized = read(VPC + loop)
    complete = record(normalized, "vpcs", "Vpc").complete
    assert not any(getattr(complete, name) for name in type(complete).model_fields)


@pytest.mark.parametrize(
    ("transform", "noted"),
    [("AWS::Serverless-2016-10-31", False), ("[AWS::LanguageExtensions]", False), ("[{Name: MyMacro}]", True)],
)
def test_a_macro_is_assumed_to_add_nothing(transform: str, noted: bool) -> None:  # noqa: FBT001
    normalized = read(VPC, f"Transform: {transform}\n")
    found = [one.subject for one in normalized.provenance.assumptions() if one.subject.startswith("transform")]
    assert found == (["transform MyMacro"] if noted else [])


@pytest.mark.parametrize(
    "resource",
    [
        "Type: 'Custom::VpcRestrictDefaultSG', Properties: {DefaultSecurityGroupId: !GetAtt Vpc.DefaultSecurityGroup}",
        "Type: 'Custom::DeleteDefaultSecurityGroupRules', Properties: {vpcId: !Ref Vpc}",
    ],
)
def test_known_custom_resources_empty_the_default_group(resource: str) -> None:
    group = record(read(VPC + f"Restrict: {{{resource}}}\n"), "security_groups", "Vpc/default-group")
    assert (keys(group.ingress), keys(group.egress)) == ([], [])
