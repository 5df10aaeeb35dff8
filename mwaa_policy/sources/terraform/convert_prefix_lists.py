"""Makes records of prefix lists."""

from __future__ import annotations

from mwaa_policy.model import Cidr, Listing, PrefixList
from mwaa_policy.sources.terraform.elements import Element, elements, separate
from mwaa_policy.sources.terraform.facts import State
from mwaa_policy.sources.terraform.kinds import ENDPOINT, MANAGED_LIST
from mwaa_policy.sources.terraform.satellites import Satellites, gather
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.snapshot import DATA, Resource, sequence
from mwaa_policy.sources.terraform.values import as_cidr
from mwaa_policy.sources.terraform.words import not_listed
from mwaa_policy.sources.terraform.world import World

_AWS_LISTS = frozenset({"s3", "dynamodb"})


def convert_prefix_lists(world: World) -> None:
    """Add the prefix lists that Terraform manages or reads, and those of gateway endpoints; after these."""
    entries = gather(world, world.of(f"{MANAGED_LIST}_entry"), "prefix_list_id", owner="prefix_lists")
    for resource in (*world.of(MANAGED_LIST), *world.data(MANAGED_LIST), *world.data("aws_prefix_list")):
        if world.is_first("prefix_lists", resource):
            sheet = Sheet(world, "prefix_lists", resource)
            world.draft.add("prefix_lists", _prefix_list(sheet, entries), sheet.origin())
    for resource in world.of(ENDPOINT):
        _add_list_of_endpoint(world, resource)


def _prefix_list(sheet: Sheet, separately: Satellites) -> PrefixList:
    gathered: Gathered[Cidr] = Gathered()
    resource = sheet.resource
    if resource.type == "aws_prefix_list":
        _take_ranges(sheet, gathered)
    else:
        _take_entries(sheet, gathered)
    for element in separate(sheet.world, separately.of(sheet.id)):
        _add(sheet, gathered, element)
    for part in separately.doubts(sheet.id):
        gathered.doubt(part.why)
    gathered.doubt(None if resource.mode == DATA else sheet.why_incomplete("entries"))
    name = sheet.text("service", "name") if resource.mode == DATA else ""
    return PrefixList(
        id=sheet.id, service=None if name is None else _service(name), entries=sheet.listing("entries", gathered)
    )


def _service(name: str) -> str:
    """Return whose list it is, by its name, `com.amazonaws.eu-west-1.s3`."""
    last = name.rpartition(".")[2]
    return last if name.startswith("com.amazonaws.") and last in _AWS_LISTS else "none"


def _take_entries(sheet: Sheet, gathered: Gathered[Cidr]) -> None:
    name = "entries" if sheet.resource.mode == DATA else "entry"
    inline, state = elements(sheet.world, sheet.resource, name)
    for element in inline:
        _add(sheet, gathered, element)
    if state is State.UNKNOWN:
        gathered.doubt(sheet.world.why_unknown(sheet.resource, name))


def _take_ranges(sheet: Sheet, gathered: Gathered[Cidr]) -> None:
    found = sheet.world.fact(sheet.resource, "cidr_blocks")
    if not (found.known and isinstance(found.value, list)):
        gathered.doubt(not_listed(sheet.resource.address, "ranges", sheet.origin()))
        return
    for place, value in enumerate(found.value):
        _take(sheet, gathered, value, sheet.resource, "cidr_blocks", place)


def _add(sheet: Sheet, gathered: Gathered[Cidr], element: Element) -> None:
    found = element.fact("cidr")
    if found.known:
        _take(sheet, gathered, found.value, element.resource, *element.path)
    else:
        gathered.doubt(sheet.world.why_unknown(element.resource, "cidr"))


def _take(sheet: Sheet, gathered: Gathered[Cidr], value: object, resource: Resource, *source: str | int) -> None:
    try:
        cidr = as_cidr(value)
    except ValueError as problem:
        gathered.doubt(sheet.skip(problem, *source, resource=resource))
    else:
        gathered.items[cidr.text] = cidr
        sheet.note_at(("entries", cidr.text), *source, resource=resource)


def _add_list_of_endpoint(world: World, resource: Resource) -> None:
    """Add the list that AWS makes of the ranges of a gateway endpoint's service."""
    endpoint = world.draft.find("vpc_endpoints", world.identity(resource))
    if endpoint is None or endpoint.type != "Gateway":
        return
    live = resource.value("prefix_list_id")
    identity = live if isinstance(live, str) and live else f"{endpoint.id}.prefix_list_id"
    if world.draft.find("prefix_lists", identity) is not None:
        return
    sheet = Sheet(world, "prefix_lists", resource, identity=identity)
    sheet.note("service", "service_name")
    gathered: Gathered[Cidr] = Gathered()
    for place, value in enumerate(sequence(resource.value("cidr_blocks"))):
        _take(sheet, gathered, value, resource, "cidr_blocks", place)
    if not gathered.items:
        gathered.doubt(world.why_unknown(resource, "cidr_blocks"))
    service = None if endpoint.service is None else _service(f"com.amazonaws.{resource.value('service_name')}")
    entries: Listing[Cidr] = sheet.listing("entries", gathered)
    world.draft.add("prefix_lists", PrefixList(id=identity, service=service, entries=entries), sheet.origin())
