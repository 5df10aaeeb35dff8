"""Mistakes with security groups."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mwaa_policy.model import GroupRule, Inventory, TrustedSource, parse_cidr
from mwaa_policy.model.normal import (
    ALL,
    EVERY_PORT,
    EVERYWHERE_IPV4,
    cidr_rule,
    group_rule,
    port_range,
    prefix_list_rule,
)
from tests.fixtures.networks import ACCOUNT, all_of
from tests.oracle.changes import (
    PROTOCOLS,
    S3_LIST,
    Change,
    changed,
    found,
    ports,
    ranges,
    stated,
    with_group,
    with_list,
)
from tests.oracle.network_changes import halved

_GROUPS = ("group", "second", "group-3", "group-4", "group-5", "group-6")
_OFFICE = "pl-0ffice"


def rules(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Change some rules of the first or the second group of the environment."""
    name = draw(st.sampled_from(("group", "group", "second")))
    inventory = with_group(inventory, name)
    if name == "second" and draw(st.booleans()):
        inventory = changed(inventory, "environments", "airflow", security_group_ids=all_of("group", "second"))
    direction: Any = draw(st.sampled_from(("ingress", "egress")))
    written = list(getattr(found(inventory, "security_groups", name), direction).items)
    for _ in range(draw(st.integers(1, 4))):
        written = draw(st.sampled_from((_added, _added, _split, _dropped, _narrowed)))(draw, direction, written)
    unique = {one.key: one for one in written}
    used = {one.prefix_list_id for one in unique.values()}
    if _OFFICE in used:
        inventory = with_list(inventory, _OFFICE, "none", draw(st.lists(ranges, max_size=3, unique=True)))
    if S3_LIST in used and not found(inventory, "prefix_lists", S3_LIST):
        inventory = with_list(inventory, S3_LIST, "s3", ("3.5.64.0/21", "52.218.0.0/17"))
    return changed(inventory, "security_groups", name, **{direction: all_of(*unique.values())})


def _added(draw: st.DrawFn, direction: Any, written: list[GroupRule]) -> list[GroupRule]:
    protocol = draw(st.sampled_from(PROTOCOLS))
    reach = port_range(protocol, *ports(draw))
    match draw(st.sampled_from(("cidr", "cidr", "cidr", "group", "group", "prefix_list"))):
        case "cidr":
            rule = cidr_rule(direction, protocol, reach, parse_cidr(draw(ranges)))
        case "group":
            group = draw(st.sampled_from(("group", "group", "second", "endpoints", "sg-foreign")))
            rule = group_rule(direction, protocol, reach, group, account=ACCOUNT)
        case _:
            rule = prefix_list_rule(direction, protocol, reach, draw(st.sampled_from((S3_LIST, _OFFICE))))
    return [*written, rule]


def _split(draw: st.DrawFn, direction: Any, written: list[GroupRule]) -> list[GroupRule]:
    """Write a rule as two, each for half of the addresses or of the ports."""
    if not written:
        return written
    index = draw(st.integers(0, len(written) - 1))
    chosen = written[index]
    reach = port_range(chosen.protocol, chosen.from_port, chosen.to_port)
    parts = [chosen]
    if chosen.cidr is not None:
        halves = halved(chosen.cidr.text)
        parts = [cidr_rule(direction, chosen.protocol, reach, parse_cidr(half)) for half in halves]
    elif chosen.protocol == "6" and chosen.group_id:
        middle = draw(st.sampled_from((442, 443, 5431, 5432)))
        spans = ((0, middle), (middle + 1, 65535))
        parts = [group_rule(direction, "6", port_range("6", *span), chosen.group_id, account=ACCOUNT) for span in spans]
    return [*written[:index], *parts, *written[index + 1 :]]


def _dropped(draw: st.DrawFn, _direction: Any, written: list[GroupRule]) -> list[GroupRule]:
    if not written:
        return written
    index = draw(st.integers(0, len(written) - 1))
    return [*written[:index], *written[index + 1 :]]


def _narrowed(draw: st.DrawFn, direction: Any, _written: list[GroupRule]) -> list[GroupRule]:
    """Allow what is required from the group itself, over TCP or something else, and one thing more."""
    protocol = draw(st.sampled_from(("6", "6", "6", ALL, "17")))
    own = [
        group_rule(direction, protocol, port_range(protocol, one, one), "group", account=ACCOUNT) for one in (443, 5432)
    ]
    if direction == "egress":
        peer = draw(st.sampled_from(("0.0.0.0/0", "10.0.0.0/16", "3.0.0.0/8")))
        own.append(cidr_rule(direction, "6", port_range("6", 443, 443), parse_cidr(peer)))
        own.append(prefix_list_rule(direction, "6", port_range("6", 443, 443), S3_LIST))
    dropped = draw(st.integers(0, 2 * len(own)))
    return [one for number, one in enumerate(own) if number != dropped]


def group_count(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Give the environment other groups."""
    names = draw(st.lists(st.sampled_from(_GROUPS), max_size=6, unique=True))
    for name in names:
        inventory = with_group(inventory, name)
    return changed(inventory, "environments", "airflow", security_group_ids=all_of(*names))


def webserver(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Choose who may see the web server."""
    mode = draw(st.sampled_from(("PRIVATE_ONLY", "PUBLIC_ONLY")))
    return changed(inventory, "environments", "airflow", webserver_access_mode=mode)


def trusted(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Take some sources as intended."""
    cidr = draw(ranges)
    sources = (
        TrustedSource(kind="cidr", text=cidr, cidr=parse_cidr(cidr)),
        TrustedSource(kind="group", text="sg-foreign", cidr=None),
        TrustedSource(kind="prefix_list", text=_OFFICE, cidr=None),
    )
    return stated(inventory, trusted_sources=tuple(draw(st.lists(st.sampled_from(sources), unique=True))))


def management(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Let the customer make the endpoints to the environment itself."""
    return changed(
        inventory,
        "environments",
        "airflow",
        endpoint_management=draw(st.sampled_from(("SERVICE", "CUSTOMER"))),
    )


def everybody_inbound(_draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Admit everybody, in place of the group itself."""
    rule = cidr_rule("ingress", ALL, EVERY_PORT, EVERYWHERE_IPV4)
    return changed(inventory, "security_groups", "group", ingress=all_of(rule))


GROUPS: tuple[Change, ...] = (
    rules,
    rules,
    rules,
    rules,
    group_count,
    webserver,
    trusted,
    management,
    everybody_inbound,
)
