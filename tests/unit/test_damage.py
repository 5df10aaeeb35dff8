"""What the damage to documents leaves of them."""

from __future__ import annotations

import copy
from typing import Any

from tests.fixtures import damage

ENTRY = "AWS::EC2::NetworkAclEntry"
TEMPLATE: dict[str, Any] = {
    "Parameters": {"Given": {"Type": "String"}},
    "Resources": {
        "Acl": {"Type": "AWS::EC2::NetworkAcl", "Properties": {"VpcId": {"Ref": "Given"}}},
        "Own": {"Type": ENTRY, "Properties": {"NetworkAclId": {"Ref": "Acl"}, "RuleNumber": 90}},
        "Named": {"Type": ENTRY, "Properties": {"NetworkAclId": {"Fn::GetAtt": ["Acl", "Id"]}, "Protocol": 6}},
        "Foreign": {"Type": ENTRY, "Properties": {"NetworkAclId": "acl-1"}},
        "Handed": {"Type": ENTRY, "Properties": {"NetworkAclId": {"Ref": "Given"}}},
        "Link": {"Type": "AWS::EC2::SubnetNetworkAclAssociation", "Properties": {"NetworkAclId": {"Ref": "Acl"}}},
    },
}


def forgotten() -> set[damage.Path]:
    """Return what is forgotten of the template in one of many tries."""
    found: set[damage.Path] = set()
    for number in range(200):
        template = copy.deepcopy(TEMPLATE)
        assert damage.forget("cloudformation", template, damage.dice(number))
        resources = template["Resources"]
        changed = {"Ref": damage.UNTOLD}
        found.update(at for at in damage.paths(resources) if damage.part(resources, at) == changed)
    return found


def test_a_fact_is_forgotten_of_any_resource_but_not_of_what_it_is_a_part() -> None:
    assert forgotten() == {
        ("Acl", "Properties", "VpcId"),
        ("Own", "Properties", "RuleNumber"),
        ("Named", "Properties", "Protocol"),
        # What is of another template already is not made to be.
        ("Foreign", "Properties", "NetworkAclId"),
        ("Handed", "Properties", "NetworkAclId"),
        ("Link", "Properties", "NetworkAclId"),
    }
