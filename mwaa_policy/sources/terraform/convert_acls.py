"""Makes records of network ACLs and their entries."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_policy.model import AclEntry, Direction, NetworkAcl, parse_cidr
from mwaa_policy.model.implied import default_acl
from mwaa_policy.model.normal import MAX_RULE_NUMBER, Ports, acl_entry, port_range, protocol_number
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.terraform.convert_vpcs import has_ipv6
from mwaa_policy.sources.terraform.elements import Element, elements, separate
from mwaa_policy.sources.terraform.facts import State, is_configured
from mwaa_policy.sources.terraform.kinds import ACL, DEFAULT_ACL
from mwaa_policy.sources.terraform.satellites import Satellites, gather
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.snapshot import Resource
from mwaa_policy.sources.terraform.values import as_flag, as_number
from mwaa_policy.sources.terraform.words import APPLIED, NO_DYNAMIC, UNMANAGED, not_described
from mwaa_policy.sources.terraform.world import World

_DIRECTIONS: tuple[Direction, ...] = ("ingress", "egress")
_RULE = "aws_network_acl_rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What says something about ACLs beside the ACLs themselves."""

    rules: Satellites
    former: Satellites


def convert_acls(world: World) -> None:
    """Add the ACLs that Terraform manages or reads, those of AWS, and those that only get entries."""
    parts = _Parts(
        rules=gather(world, world.of(_RULE), "network_acl_id", owner="network_acls"),
        former=gather(world, world.former(_RULE), "network_acl_id", owner="network_acls"),
    )
    for resource in world.of(ACL, DEFAULT_ACL):
        if world.is_first("network_acls", resource):
            sheet = Sheet(world, "network_acls", resource)
            world.draft.add("network_acls", _described(sheet, parts), sheet.origin())
    for vpc, identity in world.made_by_aws("default_network_acl_id", "network_acls"):
        world.draft.add("network_acls", _made_by_aws(world, vpc, identity, parts), vpc.origin())
    for identity, rules in parts.rules.by_owner.items():
        if world.draft.find("network_acls", identity) is None:
            sheet = Sheet(world, "network_acls", rules[0], identity=identity)
            sheet.miss_at((), not_described(identity))
            gathered: Gathered[AclEntry] = Gathered(doubts=[not_described(identity)])
            world.draft.add("network_acls", _acl(sheet, parts, gathered, vpc=None, default=None))


def _described(sheet: Sheet, parts: _Parts) -> NetworkAcl:
    gathered: Gathered[AclEntry] = Gathered()
    default = sheet.resource.type == DEFAULT_ACL
    for direction in _DIRECTIONS:
        _take_inline(sheet, gathered, direction, blocks=default)
        if is_configured(sheet.resource, direction) is False and not default:
            # The list is the provider's reading of AWS, and still holds what apply takes away.
            for element in separate(sheet.world, parts.former.of(sheet.id)):
                gathered.items.pop(_key(element, direction), None)
    gathered.doubt(sheet.why_incomplete("entries"))
    vpc = sheet.adopted_vpc() if default else sheet.vpc()
    return _acl(sheet, parts, gathered, vpc=vpc, default=default)


def _made_by_aws(world: World, vpc: Resource, identity: str, parts: _Parts) -> NetworkAcl:
    sheet = Sheet(world, "network_acls", vpc, identity=identity)
    made = default_acl(world.identity(vpc), ipv6=has_ipv6(world, vpc))
    if not vpc.is_new:
        sheet.assume("entries", UNMANAGED)
    gathered = Gathered(items={entry.key: entry for entry in made.entries.items})
    return _acl(sheet, parts, gathered, vpc=made.vpc_id, default=True)


def _acl(
    sheet: Sheet, parts: _Parts, gathered: Gathered[AclEntry], *, vpc: str | None, default: bool | None
) -> NetworkAcl:
    for element in separate(sheet.world, parts.rules.of(sheet.id)):
        _add(sheet, gathered, element, None)
    for part in parts.rules.doubts(sheet.id):
        gathered.doubt(part.why)
    return NetworkAcl(id=sheet.id, vpc_id=vpc, default=default, entries=sheet.listing("entries", gathered))


def _take_inline(sheet: Sheet, gathered: Gathered[AclEntry], direction: Direction, *, blocks: bool) -> None:
    inline, state = elements(sheet.world, sheet.resource, direction, blocks=blocks)
    sheet.note("entries", direction)
    for element in inline:
        _add(sheet, gathered, element, direction)
    if state is State.UNKNOWN:
        gathered.doubt(sheet.world.why_unknown(sheet.resource, direction))
    elif state is State.ABSENT and sheet.resource.is_new and not blocks:
        sheet.assume("entries", NO_DYNAMIC)


def _add(sheet: Sheet, gathered: Gathered[AclEntry], element: Element, direction: Direction | None) -> None:
    resource = element.resource
    if direction is not None and not (element.fact("rule_no").known or element.fact("action").known):
        # What a dynamic block will make of a list that is not known yet: none, one or many.
        gathered.doubt(sheet.world.why_unknown(resource, direction))
        return
    try:
        entry = _entry(sheet, element, direction)
    except ValueError as problem:
        gathered.doubt(sheet.skip(problem, *element.path, resource=resource))
        return
    if gathered.items.setdefault(entry.key, entry) == entry:
        sheet.note_at(("entries", entry.key), *element.path, resource=resource)
    else:
        clash = ValueError(f"{sheet.id} has another entry {entry.key}, and AWS takes only one")
        gathered.doubt(sheet.skip(clash, *element.path, resource=resource))


def _entry(sheet: Sheet, element: Element, direction: Direction | None) -> AclEntry:
    protocol = element.fact("protocol")
    number = element.fact("rule_no" if element.path else "rule_number")
    action = element.fact("action" if element.path else "rule_action")
    ranges = [element.fact(name) for name in ("cidr_block", "ipv6_cidr_block")]
    cidr = next((found.value for found in ranges if found.known), None)
    name = protocol_number(protocol.value) if protocol.known else None
    entry = acl_entry(
        number=_rule_number(number.value) if number.known else None,
        direction=direction or _direction(element),
        action=str(action.value) if action.known else None,
        protocol=name,
        cidr=None if cidr is None else parse_cidr(str(cidr)),
        ports=_ports(element, name),
    )
    if None in (entry.number, entry.direction, entry.action, entry.protocol, entry.cidr, entry.from_port):
        sheet.miss_at(("entries", entry.key), _why_unknown(element))
    return entry


def _rule_number(value: object) -> int:
    number = as_number(value)
    if not 1 <= number <= MAX_RULE_NUMBER:
        msg = f"{number} is not a rule number: 1 to {MAX_RULE_NUMBER} is wanted"
        raise ValueError(msg)
    return number


def _direction(element: Element) -> Direction | None:
    egress = element.fact("egress")
    if egress.known:
        return "egress" if as_flag(egress.value) else "ingress"
    return "ingress" if egress.absent else None


def _ports(element: Element, protocol: str | None) -> Ports:
    """Return the ports; without any, AWS is sent port 0, and nobody says what that means for TCP."""
    first, last = element.fact("from_port"), element.fact("to_port")
    return port_range(
        protocol,
        as_number(first.value) if first.known else None,
        as_number(last.value) if last.known else None,
    )


def _why_unknown(element: Element) -> Missing:
    return Missing(
        subject=element.label,
        text=f"a part of {element.label} is not set, or known only after apply",
        supply=APPLIED,
        origin=element.resource.origin(*element.path),
    )


def _key(element: Element, direction: Direction) -> str:
    """Return the key of an entry of this direction that apply takes away."""
    number = element.fact("rule_number")
    try:
        return f"{direction}/{number.value}" if _direction(element) == direction else ""
    except ValueError:
        return ""
