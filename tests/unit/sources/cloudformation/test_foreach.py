"""Fn::ForEach in the sections of a template, and within properties."""

from __future__ import annotations

from typing import Any

import pytest

from mwaa_policy import InputError, check, normalize
from mwaa_policy.document import Document, read_document
from mwaa_policy.sources._draft import Normalized
from tests.unit.sources.cloudformation.templates import pointer

VPC = "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}\n"
SUBNETS = """
  Fn::ForEach::Subnets:
    - Zone
    - [a, b]
    - Subnet${Zone}:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Vpc
          AvailabilityZone: !Sub "eu-west-1${Zone}"
          CidrBlock: !FindInMap [Ranges, !Ref Zone, Range]
"""
RANGES = "Mappings: {Ranges: {a: {Range: 10.9.1.0/24, Zones: [b, a]}, b: {Range: 10.9.2.0/24}}}\n"
ZONES = "Parameters: {Zones: {Type: CommaDelimitedList}}\n"
ENVIRONMENT = """
  Environment:
    Type: AWS::MWAA::Environment
    Properties:
      Name: one
      NetworkConfiguration:
        SubnetIds: [!Ref Subneta, !Ref Subnetb]
"""


def template(resources: str, sections: str = RANGES, *, name: str = "template.yaml") -> Document:
    return read_document(f"Transform: AWS::LanguageExtensions\n{sections}Resources:\n{VPC}{resources}", name=name)


def read(resources: str, sections: str = RANGES, **options: Any) -> Normalized:
    return normalize(template(resources, sections), **options)


def refused(resources: str, sections: str = RANGES, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        read(resources, sections, **options)
    return caught.value


def over(collection: str) -> str:
    return SUBNETS.replace("[a, b]", collection)


def subnets(found: Normalized) -> dict[str, str]:
    return {one.id: one.cidr.text if one.cidr else "?" for one in found.inventory.subnets.items}


def why_open(found: Normalized) -> str | None:
    """Return what hides subnets of the VPC, `None` when all are known."""
    [vpc] = found.inventory.vpcs.items
    missing = found.provenance.why_missing(("vpcs", "Vpc", "complete", "subnets"))
    assert vpc.complete.subnets is (missing is None)
    return None if missing is None else missing.subject


def test_what_is_repeated_is_written_out() -> None:
    found = read(SUBNETS)
    assert subnets(found) == {"Subneta": "10.9.1.0/24", "Subnetb": "10.9.2.0/24"}
    assert [one.zone_name for one in found.inventory.subnets.items] == ["eu-west-1a", "eu-west-1b"]
    assert why_open(found) is None


def test_its_place_is_that_of_what_is_repeated() -> None:
    location = read(SUBNETS).provenance.location(("subnets", "Subneta", "cidr"))
    assert location is not None
    assert location.pointer == "/Resources/Fn::ForEach::Subnets/2/Subnet${Zone}/Properties/CidrBlock"
    assert location.line == 14
    assert location.address is None


def test_one_within_another() -> None:
    found = read("""
  Fn::ForEach::Outer:
    - Net
    - ["10.1", "10.2"]
    - Fn::ForEach::Inner:
      - Part
      - [1, 2]
      - Subnet&{Net}x${Part}:
          Type: AWS::EC2::Subnet
          Properties: {VpcId: !Ref Vpc, CidrBlock: !Sub "${Net}.${Part}.0/24"}
""")
    assert subnets(found) == {
        "Subnet101x1": "10.1.1.0/24",
        "Subnet101x2": "10.1.2.0/24",
        "Subnet102x1": "10.2.1.0/24",
        "Subnet102x2": "10.2.2.0/24",
    }
    assert (
        pointer(found, "subnets", "Subnet102x1")
        == "/Resources/Fn::ForEach::Outer/2/Fn::ForEach::Inner/2/Subnet&{Net}x${Part}"
    )


@pytest.mark.parametrize("depth", [5, 6])
def test_loops_are_nested_five_levels_deep_at_most(depth: int) -> None:
    names = [f"N{level}" for level in range(depth)]
    body = "{'Subnet" + "".join(f"${{{name}}}" for name in names) + "': {Type: 'AWS::EC2::Subnet'}}"
    for name in reversed(names[1:]):
        body = f"{{'Fn::ForEach::{name}': [{name}, [a, b], {body}]}}"
    loop = f"  Fn::ForEach::N0: [N0, [a, b], {body}]\n"
    if depth == 5:
        assert len(subnets(read(loop))) == 32
    else:
        error = refused(loop)
        assert "more than 5 levels" in str(error)
        assert error.line == 5


def test_nothing_is_repeated_for_no_name() -> None:
    found = read(over("[]"))
    assert subnets(found) == {}
    assert why_open(found) is None


# -- collections ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameter", "given"),
    [("{Type: CommaDelimitedList}", {"Zones": "a, b"}), ("{Type: CommaDelimitedList, Default: 'a,b'}", {})],
)
def test_a_collection_may_be_a_parameter(parameter: str, given: dict[str, str]) -> None:
    found = read(over("!Ref Zones"), f"{RANGES}Parameters: {{Zones: {parameter}}}\n", parameters=given)
    assert subnets(found) == {"Subneta": "10.9.1.0/24", "Subnetb": "10.9.2.0/24"}
    assert why_open(found) is None
    assumed = found.provenance.assumed
    texts = {
        path: one.text for path, one in assumed.items() if path in {("subnets", "Subneta"), ("vpcs", "Vpc", "complete")}
    }
    default = "parameter Zones is a,b (its default)"
    assert texts == ({} if given else {("subnets", "Subneta"): default, ("vpcs", "Vpc", "complete"): default})


def test_a_collection_may_be_found_in_a_map() -> None:
    assert list(subnets(read(over("!FindInMap [Ranges, a, Zones]")))) == ["Subneta", "Subnetb"]


def test_a_member_of_a_collection_may_be_a_parameter() -> None:
    sections = f"{RANGES}Parameters: {{Zone: {{Type: String}}}}\n"
    assert list(subnets(read(over("[a, !Ref Other]").replace("Zone}", "Z}"), sections))) == []
    found = read(SUBNETS.replace("[a, b]", "[a, !Ref Second]"), f"{RANGES}Parameters: {{Second: {{Type: String}}}}\n")
    assert why_open(found) == "parameter Second"


@pytest.mark.parametrize(
    ("collection", "subject"),
    [
        ("!Ref Zones", "parameter Zones"),
        ("[a, !Ref Zones]", "parameter Zones"),
        ("[a, [b]]", "unreadable part"),
        ("a", "unreadable part"),
        ("[a, !Ref AWS::AccountId]", "account"),
        ("!Ref Nothing", "unreadable part"),
    ],
)
def test_names_that_are_not_known_leave_the_vpc_open(collection: str, subject: str) -> None:
    found = read(over(collection), RANGES + ZONES)
    assert subnets(found) == {}
    assert (why_open(found) or "").startswith(subject)


def test_a_loop_that_is_none_leaves_the_vpc_open() -> None:
    found = read("  Fn::ForEach::Subnets: [Zone, [a]]\n")
    assert (why_open(found) or "").startswith("unreadable part /Resources/Fn::ForEach::Subnets")
    assert [one.origin.pointer for one in found.provenance.skipped] == ["/Resources/Fn::ForEach::Subnets"]


def test_too_many_names_leave_the_vpc_open() -> None:
    many = ", ".join(f"z{number}" for number in range(1_001))
    found = read(over(f"[{many}]"))
    assert subnets(found) == {}
    assert why_open(found) is not None


def test_loops_within_loops_do_not_write_without_end() -> None:
    many = ", ".join(f"z{number}" for number in range(300))
    body = "1"
    for name in ("Inner", "Middle", "Outer"):
        body = f"{{'Fn::ForEach::{name}': [{name}, [{many}], {{'${{{name}}}': {body}}}]}}"
    found = read(f"  Subnet: {{Type: AWS::EC2::Subnet, Metadata: {body}, Properties: {{VpcId: !Ref Vpc}}}}\n")
    assert subnets(found) == {"Subnet": "?"}
    assert found.provenance.skipped


def test_what_may_be_made_for_a_name_that_is_not_known_is_no_mistake() -> None:
    found = read(over("!Ref Zones") + ENVIRONMENT, RANGES + ZONES)
    [environment] = found.inventory.environments.items
    assert not environment.subnet_ids.complete
    missing = found.provenance.why_missing(("environments", "Environment", "subnet_ids"))
    assert missing is not None
    assert (missing.subject, missing.supply) == ("parameter Zones", "--parameter Zones=…")
    assert found.provenance.skipped == []
    given = read(over("!Ref Zones") + ENVIRONMENT, RANGES + ZONES, parameters={"Zones": "a,b"})
    [environment] = given.inventory.environments.items
    assert environment.subnet_ids.items == ("Subneta", "Subnetb")


# -- keys that collide ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "resources",
    [
        over("[a, a]"),
        "  Subneta: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}\n" + SUBNETS,
        SUBNETS + "  Subneta: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}\n",
        SUBNETS + SUBNETS.replace("::Subnets", "::Others"),
    ],
)
def test_a_key_that_is_written_twice_is_refused(resources: str) -> None:
    error = refused(resources)
    assert str(error).startswith("template.yaml:")
    assert "Subneta is written a second time" in str(error)
    assert error.line is not None
    assert "the first is at /Resources/" in (error.hint or "")


def test_a_key_without_the_identifier_is_refused() -> None:
    error = refused(SUBNETS.replace("Subnet${Zone}", "Subnet"))
    assert error.pointer == "/Resources/Fn::ForEach::Subnets/2/Subnet"
    assert error.line == 9


# -- names that functions make ----------------------------------------------------------------------


def test_references_take_names_that_a_function_makes() -> None:
    found = read(
        SUBNETS
        + """
  Fn::ForEach::Gateways:
    - Zone
    - [a, b]
    - Nat${Zone}:
        Type: AWS::EC2::NatGateway
        Condition: !FindInMap [Gateways, Condition, !Ref Zone, {DefaultValue: !Ref "AWS::NoValue"}]
        Properties:
          SubnetId: !Ref {"Fn::Sub": "Subnet${Zone}"}
          AllocationId: !GetAtt [!Sub "Address${Zone}", AllocationId]
      Address${Zone}: {Type: AWS::EC2::EIP}
""",
        "Mappings: {Gateways: {Condition: {b: IsNeeded}}, Ranges: {a: {Range: 10.9.1.0/24}, b: {Range: 10.9.2.0/24}}}\n"
        "Conditions: {IsNeeded: !Equals [a, b]}\n",
    )
    assert [(one.id, one.subnet_id) for one in found.inventory.nat_gateways.items] == [("Nata", "Subneta")]
    assert found.provenance.skipped == []


@pytest.mark.parametrize(("name", "expected"), [("one", "10.8.0.0/16"), (None, None), ("two", None)])
def test_a_name_that_a_function_makes_of_a_parameter(name: str | None, expected: str | None) -> None:
    found = read(
        "  Netone: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.8.0.0/16}}\n"
        "  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: "
        '!GetAtt [!Sub "Net${Name}", CidrBlock]}}\n',
        "Parameters: {Name: {Type: String}}\n",
        parameters={} if name is None else {"Name": name},
    )
    [subnet] = found.inventory.subnets.items
    assert (subnet.cidr.text if subnet.cidr else None) == expected
    missing = found.provenance.why_missing(("subnets", "Subnet", "cidr"))
    subjects = {None: "parameter Name", "one": None, "two": "unreadable part"}
    assert (missing.subject.partition(" /")[0] if missing else None) == subjects[name]


# -- conditions -------------------------------------------------------------------------------------

CONDITIONS = """
Conditions:
  Fn::ForEach::Wanted:
    - Zone
    - COLLECTION
    - Has${Zone}: !Equals [!Ref Zone, a]
"""
CONDITIONAL = SUBNETS.replace("        Type:", "        Condition: Has${Zone}\n        Type:")


def test_conditions_are_written_out() -> None:
    found = read(CONDITIONAL, RANGES + CONDITIONS.replace("COLLECTION", "[a, b]"))
    assert list(subnets(found)) == ["Subneta"]
    assert found.provenance.skipped == []


def test_conditions_for_names_that_are_not_known_leave_open_what_hangs_on_them() -> None:
    sections = RANGES + ZONES + CONDITIONS.replace("COLLECTION", "!Ref Zones")
    found = read(CONDITIONAL, sections)
    assert subnets(found) == {}
    assert why_open(found) == "parameter Zones"
    assert found.provenance.skipped == []
    assert list(subnets(read(CONDITIONAL, sections, parameters={"Zones": "b,a"}))) == ["Subneta"]


def test_a_condition_that_cannot_be_read_is_named_where_it_is_repeated() -> None:
    found = read(CONDITIONAL, RANGES + CONDITIONS.replace("COLLECTION", "[a, b]").replace("[!Ref Zone, a]", "a"))
    assert {one.origin.pointer for one in found.provenance.skipped} == {
        "/Conditions/Fn::ForEach::Wanted/2/Has${Zone}/Fn::Equals"
    }


# -- outputs ----------------------------------------------------------------------------------------

OUTPUTS = """
Outputs:
  Fn::ForEach::Ids:
    - Zone
    - COLLECTION
    - SubnetId${Zone}:
        Value: !Ref {"Fn::Sub": "Subnet${Zone}"}
        Export: {Name: !Sub "network-${Zone}"}
"""
IMPORTING = """
Resources:
  Environment:
    Type: AWS::MWAA::Environment
    Properties:
      Name: one
      NetworkConfiguration: {SubnetIds: [!ImportValue network-a, !ImportValue network-b]}
"""


@pytest.mark.parametrize("zones", [None, "a,b"])
def test_exports_are_written_out(zones: str | None) -> None:
    collection = "[a, b]" if zones is None else "!Ref Zones"
    sections = RANGES + ZONES.replace("}}", f", Default: '{zones}'}}}}") + OUTPUTS.replace("COLLECTION", collection)
    found = normalize(template(SUBNETS, sections, name="network.yaml"), read_document(IMPORTING, name="airflow.yaml"))
    [environment] = found.inventory.environments.items
    assert environment.subnet_ids.items == ("network/Subneta", "network/Subnetb")
    assert environment.subnet_ids.complete
    assumed = {one.text for one in found.provenance.assumptions()}
    assert ("parameter Zones is a,b (its default)" in assumed) is (zones is not None)


def test_exports_for_names_that_are_not_known_are_not_taken_for_those_of_another_stack() -> None:
    sections = RANGES + ZONES + OUTPUTS.replace("COLLECTION", "!Ref Zones")
    found = normalize(template(SUBNETS, sections, name="network.yaml"), read_document(IMPORTING, name="airflow.yaml"))
    [environment] = found.inventory.environments.items
    assert not environment.subnet_ids.items
    missing = found.provenance.why_missing(("environments", "airflow/Environment", "subnet_ids"))
    assert missing is not None
    assert missing.subject == "parameter Zones"


NESTING = """
Parameters:
  Zones: {Type: CommaDelimitedList, Default: "a,b"}
Resources:
  Network:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://example.com/network.yaml
      Parameters: {Zones: !Join [",", !Ref Zones]}
  Environment:
    Type: AWS::MWAA::Environment
    Properties:
      Name: one
      NetworkConfiguration: {SubnetIds: [!GetAtt Network.Outputs.SubnetIda, !GetAtt Network.Outputs.SubnetIdb]}
"""


@pytest.mark.parametrize(
    ("given", "expected"), [({}, ("Network/Subneta", "Network/Subnetb")), ({"Zones": "b"}, ("Network/Subnetb",))]
)
def test_a_nested_stack_repeats_for_what_it_is_handed(given: dict[str, str], expected: tuple[str, ...]) -> None:
    network = template(
        over("!Ref Zones"), RANGES + ZONES + OUTPUTS.replace("COLLECTION", "!Ref Zones"), name="network.yaml"
    )
    found = normalize(read_document(NESTING, name="root.yaml"), network, parameters=given)
    [environment] = found.inventory.environments.items
    assert environment.subnet_ids.items == expected
    assert [one.text for one in found.provenance.skipped] == (
        [] if not given else ["network.yaml has no output SubnetIda"]
    )


def test_outputs_of_a_nested_stack_for_names_that_are_not_known_are_no_mistake() -> None:
    sections = RANGES + ZONES + OUTPUTS.replace("COLLECTION", "!Ref Zones")
    root = NESTING.replace(', Default: "a,b"', "")
    found = normalize(read_document(root, name="root.yaml"), template(SUBNETS, sections, name="network.yaml"))
    assert found.provenance.skipped == []
    missing = found.provenance.why_missing(("environments", "Environment", "subnet_ids"))
    assert missing is not None
    assert missing.subject == "parameter Zones"


def test_stacks_that_are_repeated_are_nested() -> None:
    root = """
Resources:
  Fn::ForEach::Networks:
    - Range
    - !Ref Ranges
    - Network&{Range}:
        Type: AWS::CloudFormation::Stack
        Properties: {TemplateURL: "https://example.com/network.yaml", Parameters: {Range: !Ref Range}}
Parameters: {Ranges: {Type: CommaDelimitedList}}
"""
    network = (
        "Parameters: {Range: {Type: String}}\n"
        "Resources: {Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Ref Range}}}\n"
    )
    documents = (read_document(root, name="root.yaml"), read_document(network, name="network.yaml"))
    found = normalize(*documents, parameters={"Ranges": "10.1.0.0/16,10.2.0.0/16"})
    assert {one.id: one.cidrs.items[0].text for one in found.inventory.vpcs.items} == {
        "Network1010016/Vpc": "10.1.0.0/16",
        "Network1020016/Vpc": "10.2.0.0/16",
    }


# -- properties -------------------------------------------------------------------------------------


def test_properties_are_written_out() -> None:
    found = read(
        """
  Subnet:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Vpc
      Fn::ForEach::Both: [Name, [CidrBlock], {"${Name}": !FindInMap [Ranges, a, Range]}]
"""
    )
    assert subnets(found) == {"Subnet": "10.9.1.0/24"}
    assert pointer(found, "subnets", "Subnet", "cidr") == "/Resources/Subnet/Properties/Fn::ForEach::Both/2/${Name}"


@pytest.mark.parametrize("collection", ["[Subnet, SecurityGroup]", "!Ref Names"])
def test_members_of_a_property_are_written_out(collection: str) -> None:
    found = read(
        f"""
  Subneta: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc}}}}
  Group: {{Type: AWS::EC2::SecurityGroup, Properties: {{VpcId: !Ref Vpc, GroupDescription: g}}}}
  Environment:
    Type: AWS::MWAA::Environment
    Properties:
      Name: one
      NetworkConfiguration:
        Fn::ForEach::Lists:
          - Kind
          - {collection}
          - ${{Kind}}Ids: [!If ["IsSubnet${{Kind}}", !Ref Subneta, !Ref Group]]
      Tags: {{Owner: me, "Fn::ForEach::Tags": [Tag, !Ref Names, {{"${{Tag}}Name": !Ref Tag}}]}}
""",
        """
Parameters: {Names: {Type: CommaDelimitedList, Default: "Subnet,SecurityGroup"}}
Conditions: {"Fn::ForEach::Kinds": [Kind, [Subnet, SecurityGroup], {"IsSubnet${Kind}": !Equals [!Ref Kind, Subnet]}]}
""",
    )
    [environment] = found.inventory.environments.items
    assert environment.subnet_ids.items == ("Subneta",)
    assert environment.security_group_ids.items == ("Group",)
    assert pointer(found, "environments", "Environment", "subnet_ids", "Subneta").startswith(
        "/Resources/Environment/Properties/NetworkConfiguration/Fn::ForEach::Lists/2/${Kind}Ids/0"
    )
    path = ("environments", "Environment", "subnet_ids")
    assert (path in found.provenance.assumed) is (collection == "!Ref Names")


def test_properties_for_names_that_are_not_known_are_open() -> None:
    found = read(
        """
  Environment:
    Type: AWS::MWAA::Environment
    Properties:
      Name: one
      NetworkConfiguration: {"Fn::ForEach::Lists": [Kind, !Ref Zones, {"${Kind}Ids": []}]}
      Fn::ForEach::Others: [Other, !Ref Zones, {"${Other}": true}]
""",
        ZONES,
    )
    [environment] = found.inventory.environments.items
    assert environment.name == "one"
    assert not environment.subnet_ids.complete
    for attribute in ("subnet_ids", "webserver_access_mode"):
        missing = found.provenance.why_missing(("environments", "Environment", attribute))
        assert missing is not None
        assert missing.subject == "parameter Zones", attribute
    assert found.provenance.skipped == []


def test_a_property_that_is_written_twice_is_refused() -> None:
    error = refused(
        '  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: a, "Fn::ForEach::A": [N, [VpcId], {"${N}": b}]}}\n'
    )
    assert error.pointer == "/Resources/Subnet/Properties/Fn::ForEach::A/2/${N}"


def test_a_key_within_what_is_repeated_keeps_its_place() -> None:
    found = read(
        """
  Fn::ForEach::Subnets:
    - Name
    - [CidrBlock]
    - Subnet${Name}:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Vpc
          ${Name}: 10.9.1.0/24
"""
    )
    assert subnets(found) == {"SubnetCidrBlock": "10.9.1.0/24"}
    location = found.provenance.location(("subnets", "SubnetCidrBlock", "cidr"))
    assert location is not None
    assert location.pointer == "/Resources/Fn::ForEach::Subnets/2/Subnet${Name}/Properties/${Name}"
    assert location.line == 13


# -- what may be made for names that are not known --------------------------------------------------

GROUP = """
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: g}}
  Other: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: o}}
  Fn::ForEach::Rules:
    - Port
    - !Ref Ports
    - Rule${Port}:
        Type: AWS::EC2::SecurityGroupIngress
        Properties: {GroupId: GROUP, IpProtocol: tcp, FromPort: !Ref Port, ToPort: !Sub "${Port}", CidrIp: 10.0.0.0/8}
"""
PORTS = "Parameters: {Ports: {Type: CommaDelimitedList}}\n"


def test_rules_for_ports_that_are_not_known_leave_open_the_rules_of_their_group() -> None:
    found = read(GROUP.replace("GROUP", "!Ref Group"), PORTS)
    assert {one.id: one.ingress.complete for one in found.inventory.security_groups.items} == {
        "Group": False,
        "Other": True,
        "Vpc/default-group": True,
    }
    path = ("security_groups", "Group", "ingress")
    missing = found.provenance.why_missing(path)
    assert missing is not None
    assert missing.subject == "parameter Ports"
    assert found.provenance.candidates[path] == ("Rule${Port}",)
    assert found.provenance.skipped == []


def test_rules_of_groups_that_are_not_known_leave_open_the_rules_of_all() -> None:
    found = read(GROUP.replace("GROUP", '!Ref {"Fn::Sub": "Group${Port}"}'), PORTS)
    assert not any(one.ingress.complete for one in found.inventory.security_groups.items)


@pytest.mark.parametrize("inner", [False, True])
def test_entries_for_names_that_are_not_known_keep_an_acl_from_passing(inner: bool) -> None:  # noqa: FBT001
    entry = "Type: 'AWS::EC2::NetworkAclEntry', Properties: {NetworkAclId: !Ref Acl, RuleNumber: !Ref Number}"
    loop = f"[Number, !Ref Ports, {{'Deny${{Number}}': {{{entry}}}}}]"
    if inner:
        loop = f"[Zone, [a, b], {{'Fn::ForEach::${{Zone}}': {loop.replace('Deny', 'Deny${Zone}')}}}]"
    found = read(
        f"  Acl: {{Type: AWS::EC2::NetworkAcl, Properties: {{VpcId: !Ref Vpc}}}}\n  Fn::ForEach::Denials: {loop}\n",
        PORTS,
    )
    [acl] = [one for one in found.inventory.network_acls.items if one.id == "Acl"]
    assert not acl.entries.complete
    names = ("Denya${Number}", "Denyb${Number}") if inner else ("Deny${Number}",)
    assert found.provenance.candidates[("network_acls", "Acl", "entries")] == names


def test_environments_for_names_that_are_not_known_are_open() -> None:
    loop = "  Fn::ForEach::All: [Name, !Ref Names, {'Env${Name}': {Type: 'AWS::MWAA::Environment'}}]\n"
    document = template(loop, "Parameters: {Names: {Type: CommaDelimitedList}}\n")
    found = normalize(document)
    assert not found.inventory.environments.complete
    assert found.provenance.candidates[("environments",)] == ("Env${Name}",)
    report = check(document)
    assert report.unjudged is not None
    assert report.unjudged.supply == "--parameter Names=…"
    assert [one.id for one in check(document, parameters={"Names": "a,b"}).environments] == ["Enva", "Envb"]


def test_what_a_loop_may_make_is_not_there_if_its_condition_does_not_hold() -> None:
    loop = GROUP.replace("GROUP", "!Ref Group").replace("        Type:", "        Condition: Never\n        Type:")
    found = read(loop, PORTS + "Conditions: {Never: !Equals [a, b]}\n")
    assert all(one.ingress.complete for one in found.inventory.security_groups.items)


def test_a_finding_points_at_what_is_repeated() -> None:
    groups = """
  Fn::ForEach::Groups:
    - Name
    - [one, two]
    - Group${Name}:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: !Sub "the ${Name}"
          VpcId: !Ref Vpc
          SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
"""
    opened = ENVIRONMENT + "        SecurityGroupIds: [!Ref Groupone]\n"
    report = check(template(SUBNETS + groups + opened))
    [finding] = [one for one in report.findings if one.rule == "SG-OPEN-INGRESS"]
    assert finding.location is not None
    pointer = "/Resources/Fn::ForEach::Groups/2/Group${Name}/Properties/SecurityGroupIngress/0"
    assert (finding.location.pointer, finding.location.line) == (pointer, 24)
