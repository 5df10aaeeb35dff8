"""Mistakes with endpoints, their policies aside."""

from __future__ import annotations

from hypothesis import strategies as st

from mwaa_policy.model import Inventory, Listing, VpcEndpoint, parse_cidr
from mwaa_policy.model.normal import cidr_rule, group_rule, port_range
from tests.fixtures.networks import ACCOUNT, all_of, private
from tests.oracle.changes import (
    S3_LIST,
    S3_RANGES,
    Change,
    changed,
    found,
    put,
    stated,
    with_acl,
    with_group,
    with_list,
    with_other_vpc,
    with_subnet,
)
from tests.oracle.network_changes import zones

_DOORS = (
    *(
        cidr_rule("ingress", "6", port_range("6", *reach), parse_cidr(text))
        for text, reach in (
            ("10.0.11.0/24", (443, 443)),
            ("10.0.12.0/24", (443, 443)),
            ("10.0.8.0/21", (443, 443)),
            ("10.0.8.0/21", (444, 9999)),
        )
    ),
    *(
        group_rule("ingress", protocol, port_range(protocol, *reach), "group", account=ACCOUNT)
        for protocol, reach in (("6", (0, 65535)), ("17", (443, 443)))
    ),
)
INTERFACES = ("kms", "logs", "monitoring", "sqs")
_MORE = ("ecr.api", "ecr.dkr", "airflow.api", "airflow.env", "airflow.ops", "other", "mwaa.database", "mwaa.webserver")
_SERVICES = (*INTERFACES, "s3", *_MORE)


def model_endpoint(service: str) -> VpcEndpoint:
    """Return an endpoint as it should be."""
    kind = "s3" if service == "s3" else "sqs"
    found_one: VpcEndpoint = found(private(), "vpc_endpoints", f"endpoint-{kind}")
    update = {"id": f"endpoint-{service}", "service": service}
    if service.startswith("mwaa."):
        update |= {"environment_id": "airflow"}
    return found_one.model_copy(update=update)


def chosen(draw: st.DrawFn, inventory: Inventory, *, interface: bool = False) -> str:
    """Return the id of some endpoint, `` where there is none."""
    ids = [one.id for one in inventory.vpc_endpoints.items if not interface or one.type == "Interface"]
    return draw(st.sampled_from(ids)) if ids else ""


def dropped(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Leave an endpoint out."""
    identity = chosen(draw, inventory)
    kept = tuple(one for one in inventory.vpc_endpoints.items if one.id != identity)
    return inventory.model_copy(update={"vpc_endpoints": Listing[VpcEndpoint](items=kept, complete=True)})


def added(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Add an endpoint, or a second one of its service."""
    service = draw(st.sampled_from(_SERVICES))
    second = draw(st.sampled_from(("", "-2")))
    endpoint = model_endpoint(service).model_copy(update={"id": f"endpoint-{service}{second}"})
    return with_list(put(inventory, "vpc_endpoints", endpoint), S3_LIST, "s3", S3_RANGES)


def answering(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Change whether the usual name leads to an endpoint."""
    identity = chosen(draw, inventory, interface=True)
    if not identity:
        return inventory
    members: dict[str, bool | None] = {"private_dns": draw(st.booleans()), "private_dns_inbound_only": None}
    if found(inventory, "vpc_endpoints", identity).service == "s3":
        members["private_dns_inbound_only"] = draw(st.booleans())
    return changed(inventory, "vpc_endpoints", identity, **members)


def addressed(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let the names of an endpoint lead to addresses of IPv6 only."""
    identity = chosen(draw, inventory, interface=True)
    return changed(inventory, "vpc_endpoints", identity, ipv4=False) if identity else inventory


def placed(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Put an interface endpoint into other subnets, one of which may have an ACL of its own."""
    identity = chosen(draw, inventory, interface=True)
    if not identity:
        return inventory
    inventory = with_subnet(inventory)
    if draw(st.booleans()):
        inventory = with_acl(inventory, "acl-2")
        inventory = changed(inventory, "subnets", "subnet-c", network_acl_ids=all_of("acl-2"))
    some = draw(st.lists(st.sampled_from(("subnet-a", "subnet-b", "subnet-c")), max_size=3, unique=True))
    return changed(inventory, "vpc_endpoints", identity, subnet_ids=all_of(*some))


def guarded(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Give an interface endpoint another group, which lets nobody in, or some."""
    identity = chosen(draw, inventory, interface=True)
    if not identity:
        return inventory
    some = draw(st.sampled_from((("endpoints",), ("group", "endpoints"), ("group",), ("vpc/default-group",), ())))
    for name in some:
        inventory = with_group(inventory, name)
    if "endpoints" in some:
        doors = draw(st.lists(st.sampled_from(_DOORS), max_size=3, unique=True))
        inventory = changed(inventory, "security_groups", "endpoints", ingress=all_of(*doors))
    return changed(inventory, "vpc_endpoints", identity, security_group_ids=all_of(*some))


def gateway_tables(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Put a gateway endpoint into other route tables."""
    ids = [one.id for one in inventory.vpc_endpoints.items if one.type == "Gateway"]
    if not ids:
        return inventory
    some = draw(st.lists(st.sampled_from(("table-a", "table-b", "vpc/main-routes")), max_size=3, unique=True))
    return changed(inventory, "vpc_endpoints", draw(st.sampled_from(ids)), route_table_ids=all_of(*some))


def s3_interface(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Make the S3 endpoint an interface endpoint, or add one; DNS may be off, without which no zone leads to it."""
    answers = draw(st.booleans())
    endpoint = model_endpoint("sqs").model_copy(
        update={
            "id": draw(st.sampled_from(("endpoint-s3", "endpoint-s3", "endpoint-s3-interface"))),
            "service": "s3",
            "private_dns": answers or draw(st.booleans()),
            "private_dns_inbound_only": not answers and draw(st.booleans()),
            "ipv4": draw(st.sampled_from((True, True, False))),
            "policy": model_endpoint("s3").policy,
        }
    )
    inventory = changed(inventory, "vpcs", "vpc", dns_hostnames=draw(st.booleans()))
    return put(inventory, "vpc_endpoints", endpoint)


def managed(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let MWAA be the one who made an endpoint."""
    identity = chosen(draw, inventory)
    return changed(inventory, "vpc_endpoints", identity, requester_managed=True) if identity else inventory


def states(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let an endpoint fail, or be made later; or let all of them be made later."""
    identity = chosen(draw, inventory)
    if not identity:
        return inventory
    if draw(st.integers(0, 2)) == 0:
        planned = [one.model_copy(update={"state": "planned"}) for one in inventory.vpc_endpoints.items]
        return put(inventory, "vpc_endpoints", *planned)
    state = draw(st.sampled_from(("pending", "planned", "planned", "failed", "deleting", "rejected")))
    return changed(inventory, "vpc_endpoints", identity, state=state)


def doubled(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Plan a second endpoint beside one, with which it may share less."""
    identity = chosen(draw, inventory)
    if not identity:
        return inventory
    first = found(inventory, "vpc_endpoints", identity)
    prefix = draw(st.sampled_from(("", "a-", "z-")))
    second = first.model_copy(update={"id": f"{prefix}{identity}-2", "state": "planned"})
    if draw(st.booleans()):
        first = first.model_copy(update={"state": draw(st.sampled_from(("planned", "failed")))})
    if draw(st.booleans()):
        tables = draw(st.sampled_from((("table-a",), ("vpc/main-routes",))))
        named = draw(st.sampled_from(({"private_dns": False}, {"fips": True})))
        second = second.model_copy(update={"route_table_ids": all_of(*tables)} if first.type == "Gateway" else named)
    return put(inventory, "vpc_endpoints", first, second)


def elsewhere(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let an endpoint lead to another region, or stand in another VPC."""
    identity = chosen(draw, inventory)
    if not identity:
        return inventory
    if draw(st.integers(0, 2)) == 0:
        return changed(with_other_vpc(inventory), "vpc_endpoints", identity, vpc_id="vpc-2")
    region, partition = draw(st.sampled_from((("us-east-1", "aws"), ("cn-north-1", "aws-cn"))))
    return changed(inventory, "vpc_endpoints", identity, service_region=region, service_partition=partition)


def variant(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let an interface endpoint lead to the FIPS variant of its service, alone or beside the usual one."""
    identity = chosen(draw, inventory, interface=True)
    if not identity:
        return inventory
    if draw(st.booleans()):
        return changed(inventory, "vpc_endpoints", identity, fips=True)
    [usual] = [one for one in inventory.vpc_endpoints.items if one.id == identity]
    return put(inventory, "vpc_endpoints", usual.model_copy(update={"id": f"{identity}-fips", "fips": True}))


def dns(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Switch the DNS of the VPC."""
    name = draw(st.sampled_from(("dns_support", "dns_hostnames", "custom_dns")))
    return changed(inventory, "vpcs", "vpc", **{name: draw(st.booleans())})


def profile(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Ask for other endpoints, all of them present at first or only some."""
    wanted = draw(st.sampled_from(("current", "legacy-2022")))
    if wanted == "legacy-2022" and draw(st.booleans()):
        inventory = put(inventory, "vpc_endpoints", *(model_endpoint(one) for one in _MORE[:5]))
    external = draw(st.lists(st.sampled_from(_SERVICES[:10]), max_size=4, unique=True))
    return stated(inventory, endpoint_profile=wanted, external_endpoints=tuple(external))


ENDPOINTS: tuple[Change, ...] = (
    dropped,
    added,
    added,
    answering,
    addressed,
    placed,
    guarded,
    guarded,
    gateway_tables,
    s3_interface,
    s3_interface,
    s3_interface,
    managed,
    states,
    states,
    doubled,
    doubled,
    elsewhere,
    variant,
    zones,
    dns,
    profile,
)
