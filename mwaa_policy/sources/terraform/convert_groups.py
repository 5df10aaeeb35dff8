"""Makes records of security groups and their rules."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_policy.model import Direction, GroupRule, Listing, SecurityGroup
from mwaa_policy.model.normal import ALL, EVERY_PORT, EVERYWHERE_IPV4, cidr_rule, group_rule
from mwaa_policy.sources.terraform.elements import Element, elements, separate
from mwaa_policy.sources.terraform.facts import State, is_configured
from mwaa_policy.sources.terraform.group_rules import RULE, RULES, direction_of, explode
from mwaa_policy.sources.terraform.kinds import DEFAULT_GROUP, GROUP
from mwaa_policy.sources.terraform.satellites import Satellites, gather
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.snapshot import DATA, Resource
from mwaa_policy.sources.terraform.words import NO_ACCOUNT, NO_DYNAMIC, UNMANAGED, not_described
from mwaa_policy.sources.terraform.world import World

_DIRECTIONS: tuple[Direction, ...] = ("ingress", "egress")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What says something about groups beside the groups themselves."""

    rules: Satellites
    former: Satellites


def convert_groups(world: World) -> None:
    """Add the groups that Terraform manages or reads, those of AWS, and those that only get rules."""
    parts = _Parts(
        rules=gather(world, world.of(RULE, *RULES), "security_group_id", owner="security_groups"),
        former=gather(world, world.former(RULE, *RULES), "security_group_id", owner="security_groups"),
    )
    for resource in (*world.of(GROUP, DEFAULT_GROUP), *world.data(GROUP)):
        if world.is_first("security_groups", resource):
            sheet = Sheet(world, "security_groups", resource)
            world.draft.add("security_groups", _described(sheet, parts), sheet.origin())
    for vpc, identity in world.made_by_aws("default_security_group_id", "security_groups"):
        world.draft.add("security_groups", _made_by_aws(world, vpc, identity, parts), vpc.origin())
    for identity, rules in parts.rules.by_owner.items():
        if world.draft.find("security_groups", identity) is None:
            sheet = Sheet(world, "security_groups", rules[0], identity=identity)
            sheet.miss_at((), not_described(identity))
            world.draft.add("security_groups", _bare(sheet, parts))


def _described(sheet: Sheet, parts: _Parts) -> SecurityGroup:
    default = sheet.resource.type == DEFAULT_GROUP
    name = "default" if default else sheet.text("name")
    return SecurityGroup(
        id=sheet.id,
        name=name,
        vpc_id=sheet.adopted_vpc() if default else sheet.vpc(),
        owner_id=sheet.owner(),
        default=None if name is None and sheet.resource.mode == DATA else name == "default",
        ingress=_rules(sheet, parts, "ingress"),
        egress=_rules(sheet, parts, "egress"),
    )


def _made_by_aws(world: World, vpc: Resource, identity: str, parts: _Parts) -> SecurityGroup:
    sheet = Sheet(world, "security_groups", vpc, identity=identity)
    account = world.draft.context.account_id
    rules = {
        "ingress": group_rule("ingress", ALL, EVERY_PORT, identity, account=account),
        "egress": cidr_rule("egress", ALL, EVERY_PORT, EVERYWHERE_IPV4),
    }
    if not vpc.is_new:
        sheet.assume("ingress", UNMANAGED)
        sheet.assume("egress", UNMANAGED)
    made = {
        direction: _separate(sheet, parts, direction, Gathered(items={rules[direction].key: rules[direction]}))
        for direction in _DIRECTIONS
    }
    return SecurityGroup(
        id=identity,
        name="default",
        vpc_id=world.identity(vpc),
        owner_id=sheet.owner(),
        default=True,
        ingress=made["ingress"],
        egress=made["egress"],
    )


def _bare(sheet: Sheet, parts: _Parts) -> SecurityGroup:
    why = not_described(sheet.id)
    return SecurityGroup(
        id=sheet.id,
        name=None,
        vpc_id=None,
        owner_id=None,
        default=None,
        ingress=_separate(sheet, parts, "ingress", Gathered(doubts=[why])),
        egress=_separate(sheet, parts, "egress", Gathered(doubts=[why])),
    )


def _rules(sheet: Sheet, parts: _Parts, direction: Direction) -> Listing[GroupRule]:
    gathered: Gathered[GroupRule] = Gathered()
    if sheet.resource.mode != DATA:
        _take_inline(sheet, parts, gathered, direction)
    gathered.doubt(sheet.why_incomplete("rules"))
    return _separate(sheet, parts, direction, gathered)


def _take_inline(sheet: Sheet, parts: _Parts, gathered: Gathered[GroupRule], direction: Direction) -> None:
    inline, state = elements(sheet.world, sheet.resource, direction)
    sheet.note(direction)
    for element in inline:
        _add(sheet, gathered, element, direction)
    if state is State.UNKNOWN:
        members = sheet.world.members(sheet.resource, direction, of="security_groups")
        gathered.doubt(sheet.world.why_unknown(sheet.resource, direction, members=members))
    elif state is State.ABSENT and sheet.resource.is_new:
        # The provider takes away what AWS gives to a new group, and what a default group has.
        sheet.assume(direction, NO_DYNAMIC)
    if is_configured(sheet.resource, direction) is False:
        # The list is the provider's reading of AWS, and still holds what apply takes away.
        for element in separate(sheet.world, parts.former.of(sheet.id)):
            for key in _keys(element, direction, sheet.id):
                gathered.items.pop(key, None)


def _separate(sheet: Sheet, parts: _Parts, direction: Direction, gathered: Gathered[GroupRule]) -> Listing[GroupRule]:
    for element in separate(sheet.world, parts.rules.of(sheet.id)):
        found = direction_of(element)
        if found == direction:
            _add(sheet, gathered, element, direction)
        elif found is None:
            gathered.doubt(sheet.world.why_unknown(element.resource, "type"))
    for part in parts.rules.doubts(sheet.id):
        element = Element(world=sheet.world, resource=part.resource)
        if direction_of(element) in {direction, None}:
            gathered.doubt(part.why)
    return sheet.listing(direction, gathered)


def _add(sheet: Sheet, gathered: Gathered[GroupRule], element: Element, direction: Direction) -> None:
    try:
        exploded = explode(element, direction, sheet.id)
    except ValueError as problem:
        gathered.doubt(sheet.skip(problem, *element.path, resource=element.resource))
        return
    for rule in exploded.rules:
        part = (direction, rule.key)
        gathered.items.setdefault(rule.key, rule)
        sheet.note_at(part, *element.path, resource=element.resource)
        if rule.group_id is not None and rule.group_account is None:
            sheet.miss_at((*part, "group_account"), NO_ACCOUNT)
        if rule.key in exploded.missing:
            sheet.miss_at(part, exploded.missing[rule.key])
        sheet.propose_at(part, exploded.candidates.get(rule.key, ()))
    for missing in exploded.doubts:
        gathered.doubt(missing)
    for fault in exploded.problems:
        gathered.doubt(sheet.skip(fault, *element.path, resource=element.resource))


def _keys(element: Element, direction: Direction, own: str) -> list[str]:
    """Return the keys of the rules of this direction that apply takes away."""
    if direction_of(element) != direction:
        return []
    try:
        return [rule.key for rule in explode(element, direction, own).rules]
    except ValueError:
        return []
