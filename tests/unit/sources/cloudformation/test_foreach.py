"""Fn::ForEach at the top of the resources."""

from __future__ import annotations

from mwaa_policy import normalize
from mwaa_policy.document import read_document
from mwaa_policy.sources._draft import Normalized

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
RANGES = "Mappings: {Ranges: {a: {Range: 10.9.1.0/24}, b: {Range: 10.9.2.0/24}}}\n"


def read(resources: str, sections: str = RANGES) -> Normalized:
    text = f"Transform: AWS::LanguageExtensions\n{sections}Resources:\n{VPC}{resources}"
    return normalize(read_document(text, name="template.yaml"))


def subnets(found: Normalized) -> dict[str, str]:
    return {one.id: one.cidr.text if one.cidr else "?" for one in found.inventory.subnets.items}


def test_what_is_repeated_is_written_out() -> None:
    found = read(SUBNETS)
    assert subnets(found) == {"Subneta": "10.9.1.0/24", "Subnetb": "10.9.2.0/24"}
    assert [one.zone_name for one in found.inventory.subnets.items] == ["eu-west-1a", "eu-west-1b"]
    [vpc] = found.inventory.vpcs.items
    assert vpc.complete.subnets


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
      - ["1", "2"]
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


def test_nothing_is_repeated_for_no_name() -> None:
    found = read(SUBNETS.replace("[a, b]", "[]"))
    assert subnets(found) == {}
    assert found.inventory.vpcs.items[0].complete.subnets


def test_names_that_are_not_in_the_template_leave_the_vpc_open() -> None:
    parameters = "Parameters: {Zones: {Type: CommaDelimitedList}}\n"
    for collection in ("!Ref Zones", "[a, !Ref Zones]", "a"):
        found = read(SUBNETS.replace("[a, b]", collection), RANGES + parameters)
        assert subnets(found) == {}
        assert not found.inventory.vpcs.items[0].complete.subnets


def test_too_many_names_leave_the_vpc_open() -> None:
    many = ", ".join(f"z{number}" for number in range(1_001))
    found = read(SUBNETS.replace("[a, b]", f"[{many}]"))
    assert subnets(found) == {}
    assert not found.inventory.vpcs.items[0].complete.subnets
