"""Mistakes with what an environment is, who owns what, and the bucket."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mwaa_policy.model import AirflowVersion, Inventory, PublicAccessBlock
from mwaa_policy.model.normal import group_rule, port_range
from tests.fixtures.networks import ACCOUNT, BUCKET, all_of
from tests.oracle.changes import Change, changed, found, put, with_group, with_other_vpc, with_subnet
from tests.oracle.endpoint_changes import model_endpoint

_MODES = ("PRIVATE_ONLY", "PUBLIC_ONLY", "PUBLIC_AND_PRIVATE", "PUBLIC_AND_PRIVATE")
_VERSIONS = ((2, 10), (3, 0), (3, 1), (3, 2), (3, 3), (4, 0), (2, 11))
_STATUSES = (
    *("planned", "PENDING", "PENDING", "CREATING", "AVAILABLE", "UPDATING", "DELETING", "MAINTENANCE"),
    *("CREATE_FAILED", "UPDATE_FAILED", "UNAVAILABLE", "ROLLING_BACK"),
)
_OWN_PORTS = {"mwaa.database": 5432, "mwaa.webserver": 443}
_OTHER_ACCOUNT = "210987654321"
_SWITCHES = tuple(PublicAccessBlock.model_fields)

ZONE_NAMES = {
    **{f"euw1-az{number}": f"eu-west-1{letter}" for number, letter in enumerate("abc", start=1)},
    **{f"use1-az{number}": f"us-east-1{letter}" for number, letter in enumerate("abcd", start=1)},
    "use1-bos1-az1": "us-east-1-bos-1a",
    "use2-az3": "us-east-2c",
    "cac1-az3": "ca-central-1d",
}
"""The names of zones in the account, by their ids."""
_AMERICAN_ZONES = ("use1-az1", "use1-az3", "use1-az3", "use1-az4", "use1-bos1-az1", "use2-az3", "cac1-az3")
_OTHER_STATES = ("available", "planned", "failed", "deleting")
OTHER_SETTINGS: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("Bucket", "public_access_block"): st.booleans().map(lambda on: PublicAccessBlock(**dict.fromkeys(_SWITCHES, on))),
    ("Environment", "airflow_version"): st.sampled_from(_VERSIONS).map(
        lambda one: AirflowVersion(major=one[0], minor=one[1])
    ),
    ("Environment", "error_code"): st.sampled_from(("none", "INCORRECT_CONFIGURATION")),
    ("Environment", "status"): st.sampled_from(_STATUSES),
    ("NatGateway", "availability_mode"): st.sampled_from(("zonal", "regional")),
    ("NatGateway", "connectivity"): st.sampled_from(("public", "private")),
    ("NatGateway", "has_address"): st.booleans(),
    ("NatGateway", "state"): st.sampled_from(_OTHER_STATES),
    ("NatGateway", "subnet_id"): st.sampled_from(("none", "subnet-a")),
    ("Policy", "error"): st.sampled_from(("none", "not-json")),
    ("Policy", "explicit"): st.booleans(),
    ("Policy", "size"): st.sampled_from((600, 20480, 20481)),
    **{("PublicAccessBlock", one): st.booleans() for one in _SWITCHES},
    ("Route", "state"): st.sampled_from(("active", "planned", "blackhole")),
    ("SecurityGroup", "default"): st.booleans(),
    ("SecurityGroup", "vpc_id"): st.sampled_from(("vpc", "vpc-2")),
    ("Subnet", "owner_id"): st.sampled_from((ACCOUNT, _OTHER_ACCOUNT)),
    ("Subnet", "zone_id"): st.sampled_from(("euw1-az1", "euw1-az2", "use1-az3")),
    ("Vpc", "igw_block"): st.sampled_from(("off", "ingress", "bidirectional")),
    ("VpcEndpoint", "environment_id"): st.sampled_from(("airflow", "another", "none")),
    ("VpcEndpoint", "state"): st.sampled_from(_OTHER_STATES),
}
"""Values that an attribute may have, by kind of record and name."""


def webserver_modes(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Choose who may see the web server, and the version of Airflow."""
    major, minor = draw(st.sampled_from(_VERSIONS))
    members = {"airflow_version": AirflowVersion(major=major, minor=minor)}
    return changed(inventory, "environments", "airflow", webserver_access_mode=draw(st.sampled_from(_MODES)), **members)


def status(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Change how the environment is, and how its last change ended."""
    error = draw(st.sampled_from(("none", "none", "none", "INCORRECT_CONFIGURATION")))
    return changed(inventory, "environments", "airflow", status=draw(st.sampled_from(_STATUSES)), error_code=error)


def owners(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let another account own a subnet, or the environment."""
    other = draw(st.sampled_from((_OTHER_ACCOUNT, _OTHER_ACCOUNT, ACCOUNT)))
    management = draw(st.sampled_from(("SERVICE", "SERVICE", "CUSTOMER")))
    inventory = changed(inventory, "environments", "airflow", endpoint_management=management)
    if draw(st.integers(0, 3)) == 0:
        # The role of an environment is of its account.
        role = f"arn:aws:iam::{other}:role/airflow"
        return changed(inventory, "environments", "airflow", account_id=other, execution_role_arn=role)
    for subnet in draw(st.sampled_from((("subnet-a",), ("subnet-a", "subnet-b")))):
        inventory = changed(inventory, "subnets", subnet, owner_id=other)
    return inventory


def american_zones(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Put the subnets into zones of the region where one is not supported."""
    for subnet in ("subnet-a", "subnet-b"):
        zone = draw(st.sampled_from(_AMERICAN_ZONES))
        inventory = changed(inventory, "subnets", subnet, zone_id=zone, zone_name=ZONE_NAMES[zone])
    return inventory


def groups_elsewhere(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Take a group of another VPC, or a subnet, or the default group."""
    kind = draw(st.sampled_from(("group", "subnet", "default", "default")))
    if kind == "default":
        some = draw(st.sampled_from((("vpc/default-group",), ("group", "vpc/default-group"))))
        return changed(inventory, "environments", "airflow", security_group_ids=all_of(*some))
    inventory = with_other_vpc(inventory)
    if kind == "subnet":
        return changed(inventory, "subnets", draw(st.sampled_from(("subnet-a", "subnet-b"))), vpc_id="vpc-2")
    inventory = changed(with_group(inventory, "second"), "security_groups", "second", vpc_id="vpc-2")
    some = draw(st.sampled_from((("second",), ("group", "second"))))
    return changed(inventory, "environments", "airflow", security_group_ids=all_of(*some))


def other_protocols(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Name the required ports by rules of the group itself, one of them for another protocol."""
    protocols = {port: draw(st.sampled_from(("6", "17", "17", "1", "50"))) for port in (443, 5432)}
    rules = [
        group_rule("ingress", protocol, port_range(protocol, first, last), peer, account=ACCOUNT)
        for port, protocol in protocols.items()
        for first, last in (draw(st.sampled_from(((port, port), (port, port), (0, 65535), (port + 1, 65535)))),)
        for peer in (draw(st.sampled_from(("group", "group", "sg-foreign"))),)
    ]
    unique = {one.key: one for one in rules}
    return changed(inventory, "security_groups", "group", ingress=all_of(*unique.values()))


def switches(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Switch some blocks of public access off, or do not say whether they are on."""
    blocks: list[PublicAccessBlock | None] = []
    for _ in ("bucket", "account"):
        off = draw(st.sampled_from(((), (), _SWITCHES, draw(st.sampled_from([(one,) for one in _SWITCHES])))))
        block = PublicAccessBlock(**{one: one not in off for one in _SWITCHES})
        blocks.append(block if draw(st.integers(0, 5)) else None)
    inventory = changed(inventory, "buckets", BUCKET, public_access_block=blocks[0])
    context = inventory.context.model_copy(update={"account_public_access_block": blocks[1]})
    return inventory.model_copy(update={"context": context})


def customer(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let the customer make the endpoints to the environment's parts, and get one thing wrong."""
    mode = draw(st.sampled_from(("PRIVATE_ONLY", "PRIVATE_ONLY", "PUBLIC_ONLY")))
    state = draw(st.sampled_from(("PENDING", "AVAILABLE", "planned")))
    inventory = with_group(inventory, "doors")
    inventory = changed(inventory, "security_groups", "doors", ingress=all_of(*_doors(draw)))
    members: dict[str, Any] = {"endpoint_management": "CUSTOMER", "webserver_access_mode": mode, "status": state}
    inventory = changed(inventory, "environments", "airflow", **members)
    for service in draw(st.sampled_from((tuple(_OWN_PORTS), tuple(_OWN_PORTS), ("mwaa.database",), ()))):
        second = draw(st.sampled_from(("", "", "-2")))
        made = {"id": f"endpoint-{service}{second}", "security_group_ids": all_of("doors")}
        inventory = put(inventory, "vpc_endpoints", model_endpoint(service).model_copy(update=made))
    return own_endpoint(draw, inventory) if draw(st.booleans()) else inventory


def _doors(draw: st.DrawFn) -> list[Any]:
    protocol = draw(st.sampled_from(("6", "6", "6", "17")))
    spans = ((443, 443), (5432, 5432), (draw(st.sampled_from((444, 5433))), 65535))
    dropped = draw(st.integers(0, 8))
    return [
        group_rule("ingress", protocol, port_range(protocol, *one), "group", account=ACCOUNT)
        for number, one in enumerate(spans)
        if number != dropped
    ]


def own_endpoint(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Change an endpoint to the environment's own parts."""
    ids = [one.id for one in inventory.vpc_endpoints.items if str(one.service).startswith("mwaa.")]
    if not ids:
        return inventory
    match draw(st.sampled_from(("state", "subnets", "groups", "environment", "vpc"))):
        case "state":
            states = ("pending", "pendingacceptance", "failed", "rejected", "expired", "deleting")
            members: dict[str, Any] = {"state": draw(st.sampled_from(states))}
        case "subnets":
            inventory = with_subnet(inventory)
            some = draw(st.sampled_from((("subnet-a",), ("subnet-b", "subnet-c"), ("subnet-a", "subnet-c"), ())))
            members = {"subnet_ids": all_of(*some)}
        case "groups":
            members = {"security_group_ids": all_of(*draw(st.sampled_from((("group",), ("group", "doors"), ()))))}
            inventory = with_group(inventory, "doors")
        case "environment":
            members = {"environment_id": "another"}
        case _:
            inventory = with_other_vpc(inventory)
            members = {"vpc_id": "vpc-2"}
    return changed(inventory, "vpc_endpoints", draw(st.sampled_from(ids)), **members)


def placed_near(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Put a third subnet into a zone of the environment, known by its name or its id."""
    inventory = with_subnet(inventory)
    near = found(inventory, "subnets", draw(st.sampled_from(("subnet-a", "subnet-b"))))
    known = draw(st.sampled_from(("both", "name", "id")))
    return changed(
        inventory,
        "subnets",
        "subnet-c",
        zone_name=near.zone_name if known != "id" else None,
        zone_id=near.zone_id if known != "name" else None,
    )


SETTINGS: tuple[Change, ...] = (
    webserver_modes,
    status,
    owners,
    american_zones,
    groups_elsewhere,
    other_protocols,
    other_protocols,
    switches,
    customer,
    customer,
    customer,
    own_endpoint,
    placed_near,
)
