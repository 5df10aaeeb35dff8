"""Networks of which something is not known, and what they may really be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from hypothesis import strategies as st

from mwaa_policy.model import (
    AclEntry,
    Environment,
    GroupRule,
    Inventory,
    Listing,
    Record,
    Subnet,
    VpcEndpoint,
    parse_cidr,
)
from mwaa_policy.model.normal import Ports, acl_entry, group_rule, port_range
from tests.oracle.changes import PORTS, PROTOCOLS, found, put, ranges
from tests.oracle.endpoint_changes import INTERFACES, model_endpoint
from tests.oracle.network_changes import nat, route
from tests.oracle.setting_changes import OTHER_SETTINGS, ZONE_NAMES
from tests.property.unknowing import Loss, losses

_MOST_LOSSES = 3
_FIXED = frozenset({"route_table_ids", "network_acl_ids", "subnet_ids", "cidrs", "statements", "routes"})
"""Listings that keep all of their members: without one of them, it would not be the same network."""
_PARTITIONS = {"cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov"}
_cidrs = st.builds(parse_cidr, ranges)
_others: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    **OTHER_SETTINGS,
    ("AclEntry", "number"): st.integers(1, 300),
    ("AclEntry", "direction"): st.sampled_from(("ingress", "egress")),
    ("AclEntry", "action"): st.sampled_from(("allow", "deny")),
    ("AclEntry", "protocol"): st.sampled_from(PROTOCOLS),
    ("AclEntry", "cidr"): _cidrs,
    ("AclEntry", "from_port"): st.sampled_from(PORTS),
    ("AclEntry", "to_port"): st.sampled_from(PORTS),
    ("GroupRule", "protocol"): st.sampled_from(PROTOCOLS),
    ("GroupRule", "cidr"): _cidrs,
    ("GroupRule", "group_id"): st.sampled_from(("group", "second", "sg-foreign")),
    ("GroupRule", "from_port"): st.sampled_from(PORTS),
    ("GroupRule", "to_port"): st.sampled_from(PORTS),
    ("Route", "destination"): _cidrs.filter(lambda one: one.family == "ipv4"),
    ("Route", "target_kind"): st.sampled_from(("nat_gateway", "transit_gateway", "internet_gateway", "instance")),
    ("Subnet", "cidr"): st.sampled_from(("10.0.14.0/24", "10.0.20.0/23", "10.0.7.0/28")).map(parse_cidr),
    ("Vpc", "dns_support"): st.booleans(),
    ("Vpc", "dns_hostnames"): st.booleans(),
    ("Vpc", "custom_dns"): st.booleans(),
    ("VpcEndpoint", "fips"): st.booleans(),
    ("VpcEndpoint", "private_dns"): st.booleans(),
    ("VpcEndpoint", "private_dns_inbound_only"): st.booleans(),
    ("VpcEndpoint", "ipv4"): st.booleans(),
    ("VpcEndpoint", "service"): st.sampled_from((*INTERFACES, "ecr.api", "other")),
    ("VpcEndpoint", "service_region"): st.sampled_from(("eu-west-1", "us-east-1")),
    ("VpcEndpoint", "requester_managed"): st.booleans(),
    ("Environment", "endpoint_management"): st.sampled_from(("SERVICE", "CUSTOMER")),
    ("Environment", "webserver_access_mode"): st.sampled_from(("PRIVATE_ONLY", "PUBLIC_ONLY", "PUBLIC_AND_PRIVATE")),
    ("Environment", "kms_key"): st.sampled_from(
        ("aws-owned", "arn:aws:kms:eu-west-1:123456789012:key/1234", "arn:aws:kms:eu-west-1:123456789012:key/77")
    ),
    ("Environment", "source_bucket_arn"): st.sampled_from(("arn:aws:s3:::airflow-dags", "arn:aws:s3:::other-bucket")),
    ("Environment", "execution_role_arn"): st.sampled_from(
        ("arn:aws:iam::123456789012:role/airflow", "arn:aws:iam::123456789012:role/other")
    ),
    ("Statement", "effect"): st.sampled_from(("Allow", "Deny")),
}
"""Values that an attribute may have, by kind of record and name."""
_members: dict[tuple[str, str], st.SearchStrategy[Any]] = {
    ("NetworkAcl", "entries"): st.builds(
        acl_entry,
        number=st.integers(1, 300),
        direction=st.sampled_from(("ingress", "egress")),
        action=st.sampled_from(("allow", "deny")),
        protocol=st.just("6"),
        cidr=_cidrs,
        ports=st.sampled_from((port_range("6", 0, 65535), port_range("6", 443, 443), port_range("6", 40000, 50000))),
    ),
    ("SecurityGroup", "ingress"): st.builds(
        group_rule,
        st.just("ingress"),
        st.sampled_from(("6", "-1")),
        st.just(port_range("6", 0, 65535)),
        st.sampled_from(("group", "sg-foreign")),
        account=st.just("123456789012"),
    ),
    ("Statement", "actions"): st.sampled_from(("*", "s3:*", "sqs:*", "logs:*", "kms:*")),
    ("Statement", "resources"): st.sampled_from(("*", "arn:aws:s3:::*")),
    ("PrefixList", "entries"): _cidrs,
    ("InternetGateway", "attached_vpc_ids"): st.just("vpc"),
    ("RouteTable", "routes"): st.builds(
        lambda destination, kind: route(parse_cidr(destination), kind),
        st.sampled_from(("0.0.0.0/0", "0.0.0.0/1", "8.8.8.0/24", "172.16.0.0/12")),
        st.sampled_from(("nat_gateway", "transit_gateway", "internet_gateway", "instance")),
    ),
}
"""Members that a listing may have beside those that are known."""


class Doubt(NamedTuple):
    """A network that is partly known, and some of the networks that it may be."""

    known: Inventory
    possible: tuple[Inventory, ...]


class _Place(NamedTuple):
    """Where a fact stands, by names that hold in every one of the networks."""

    collection: str
    identity: str
    attributes: tuple[str, ...]
    """Attributes, with the keys of members of listings between them."""


@st.composite
def doubts(draw: st.DrawFn, whole: st.SearchStrategy[Inventory]) -> Doubt:
    """Return a network of which a few facts were forgotten: it may be what it was, or differ in just these."""
    truth = draw(whole)
    known, possible = truth, [truth]
    for number in range(draw(st.integers(1, _MOST_LOSSES))):
        loss = _own_token(draw(st.sampled_from(list(losses(known)))), number)
        other = _otherwise(draw, draw(st.sampled_from(possible)), _place(known, loss), loss)
        if other is not None:
            possible.append(other)
        known = loss.of(known)
    return Doubt(known, tuple(possible))


def _own_token(loss: Loss, number: int) -> Loss:
    """Return the loss with a token of its own: two texts that differ are not forgotten to be the same."""
    return replace(loss, value=loss.value.replace("}", f"{number}}}")) if isinstance(loss.value, str) else loss


def _place(inventory: Inventory, loss: Loss) -> _Place:
    collection, *path = loss.path
    if len(path) < len(("items", 0)):
        return _Place(str(collection), "", ())
    record = getattr(inventory, str(collection))
    names: list[str] = []
    for step in path:
        record = record[step] if isinstance(step, int) else getattr(record, step)
        if isinstance(step, int):
            names.append(str(getattr(record, "key", getattr(record, "id", ""))))
        elif step != "items":
            names.append(str(step))
    if collection == "context":
        return _Place("context", "", tuple(names))
    return _Place(str(collection), names[0], tuple(names[1:]))


def _otherwise(draw: st.DrawFn, inventory: Inventory, place: _Place, loss: Loss) -> Inventory | None:
    """Return the network with another value in a place that was forgotten, None where there is no good one."""
    record = found(inventory, place.collection, place.identity) if place.identity else None
    if record is None:
        return None
    if "complete" in place.attributes:
        return _with_one_more(draw, inventory, place.attributes[-1])
    other = _replaced(draw, record, place.attributes, loss)
    if other is None or not _is_of_partition(other, inventory.context.partition):
        return None
    return put(inventory, place.collection, other)


def _is_of_partition(record: Any, partition: str | None) -> bool:
    """Whether the ARNs of an environment are of the partition in which it is."""
    if not isinstance(record, Environment):
        return True
    texts = (record.source_bucket_arn, record.execution_role_arn, record.kms_key)
    return {text.split(":")[1] for text in texts if text is not None and text.startswith("arn:")} <= {partition}


def _replaced(draw: st.DrawFn, record: Any, attributes: tuple[str, ...], loss: Loss) -> Any:
    name, *rest = attributes or ("",)
    value = getattr(record, name, None)
    if isinstance(value, Listing) and rest:
        key, *below = rest
        items = [
            one if getattr(one, "key", None) != key else _replaced(draw, one, tuple(below), loss) for one in value.items
        ]
        return None if None in items else record.model_copy(update={name: all_of(items)})
    if isinstance(value, Listing):
        listing = _listing(draw, (type(record).__name__, name), value, loss.value)
        return None if listing is None else record.model_copy(update={name: listing})
    if isinstance(value, Record) and rest:
        inner = _replaced(draw, value, tuple(rest), loss)
        return None if inner is None else record.model_copy(update={name: inner})
    pool = _others.get((type(record).__name__, name))
    if value is None or pool is None:
        return None
    changed_one = record.model_copy(update={name: draw(pool)})
    return changed_one if _is_possible(changed_one) else None


def all_of(items: list[Any]) -> Listing[Any]:
    """Return a complete listing."""
    return Listing[Any](items=tuple(items), complete=True)


def _is_possible(record: Any) -> bool:
    """Whether ports are in order, and all of them where a protocol has none, and names agree that tell the same."""
    if isinstance(record, Subnet):
        return record.zone_id is None or record.zone_name in {None, ZONE_NAMES.get(record.zone_id)}
    if isinstance(record, VpcEndpoint):
        is_gateway_of_fips = record.type == "Gateway" and record.fips
        return not is_gateway_of_fips and record.service_partition == _PARTITIONS.get(str(record.service_region), "aws")
    if not isinstance(record, (AclEntry, GroupRule)):
        return True
    reach = Ports(record.from_port, record.to_port)
    is_ordered = (record.from_port or 0) <= (record.to_port or 0)
    return is_ordered and (record.protocol is None or port_range(record.protocol, *reach) == reach)


def _listing(draw: st.DrawFn, place: tuple[str, str], value: Listing[Any], left: Any) -> Listing[Any] | None:
    """Return a listing that has what was left of it, and something else or nothing."""
    keys = {_name(one) for one in left.items}
    kept = [one for one in value.items if _name(one) in keys or place[1] in _FIXED]
    pool = _members.get(place)
    if pool is not None and draw(st.booleans()):
        more = draw(pool)
        kept += [] if any(_name(one) == _name(more) for one in value.items) else [more]
    elif place[1] in _FIXED:
        return None
    return all_of(kept)


def _name(member: Any) -> str:
    return str(getattr(member, "key", getattr(member, "text", member)))


def _with_one_more(draw: st.DrawFn, inventory: Inventory, collection: str) -> Inventory | None:
    """Return the network with one more record of a collection that was not surveyed."""
    if collection == "vpc_endpoints":
        service = draw(st.sampled_from((*INTERFACES, "s3")))
        endpoint = model_endpoint(service)
        return put(inventory, collection, endpoint.model_copy(update={"id": f"endpoint-{service}-more"}))
    return put(inventory, collection, nat("nat-more")) if collection == "nat_gateways" else None
