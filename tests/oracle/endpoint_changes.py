"""Mistakes with endpoints, their policies aside."""

from __future__ import annotations

from hypothesis import strategies as st

from mwaa_policy.model import Inventory, Listing, VpcEndpoint
from tests.fixtures.networks import all_of, private
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
    with_subnet,
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
    members = {
        "private_dns": draw(st.booleans()),
        "private_dns_inbound_only": draw(st.sampled_from((None, True, False))),
    }
    if found(inventory, "vpc_endpoints", identity).service != "s3":
        members["private_dns_inbound_only"] = None
    return changed(inventory, "vpc_endpoints", identity, **members)


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
    """Give an interface endpoint another group."""
    identity = chosen(draw, inventory, interface=True)
    if not identity:
        return inventory
    some = draw(st.sampled_from((("endpoints",), ("group", "endpoints"), ("group",))))
    for name in some:
        inventory = with_group(inventory, name)
    return changed(inventory, "vpc_endpoints", identity, security_group_ids=all_of(*some))


def gateway_tables(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Put a gateway endpoint into other route tables."""
    ids = [one.id for one in inventory.vpc_endpoints.items if one.type == "Gateway"]
    if not ids:
        return inventory
    some = draw(st.lists(st.sampled_from(("table-a", "table-b", "vpc/main-routes")), max_size=3, unique=True))
    return changed(inventory, "vpc_endpoints", draw(st.sampled_from(ids)), route_table_ids=all_of(*some))


def s3_interface(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Make the S3 endpoint an interface endpoint, or add one."""
    endpoint = model_endpoint("sqs").model_copy(
        update={
            "id": draw(st.sampled_from(("endpoint-s3", "endpoint-s3-interface"))),
            "service": "s3",
            "private_dns": draw(st.booleans()),
            "private_dns_inbound_only": draw(st.booleans()),
            "policy": model_endpoint("s3").policy,
        }
    )
    return put(inventory, "vpc_endpoints", endpoint)


def managed(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let MWAA be the one who made an endpoint."""
    identity = chosen(draw, inventory)
    return changed(inventory, "vpc_endpoints", identity, requester_managed=True) if identity else inventory


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
    placed,
    guarded,
    gateway_tables,
    s3_interface,
    managed,
    dns,
    profile,
)
