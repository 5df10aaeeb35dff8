"""The intrinsic functions that make lists, or take a member of one."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from mwaa_policy.model.unknown import Unknown
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.call import Call, one_of
from mwaa_policy.sources.cloudformation.values import Cell, Choice, Zones, joined_assumptions, why

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.resolve import Resolver

_MOST_BLOCKS = 256
_BITS = {4: 32, 6: 128}


def split(resolver: Resolver, call: Call) -> Cell:
    """Return `Fn::Split`."""
    delimiter, raw = call.arguments(2, what="a delimiter, and a text")
    if not isinstance(delimiter, str) or not delimiter:
        raise call.refusal("the delimiter of Fn::Split is a text")
    source = call.cell(resolver, raw, 1)
    text = resolver.text(source)
    if isinstance(text, Unknown):
        return call.result(text, source)
    cause = resolver.tokens.cause_of(text)
    if cause is not None:
        return call.result(Unknown(cause), source)
    parts = tuple(Cell(part, call.place, source.assumed) for part in text.split(delimiter))
    return call.result(parts, source)


def select(resolver: Resolver, call: Call) -> Cell:
    """Return `Fn::Select`; a zone by its number is a token."""
    raw_index, raw = call.arguments(2, what="an index, and a list")
    index = call.number(resolver, call.cell(resolver, raw_index, 0), "the index of Fn::Select")
    source = call.cell(resolver, raw, 1)
    if isinstance(index, Unknown):
        return call.result(index, source)
    if isinstance(source.value, Choice):
        arms = [_selected(resolver, call, index, arm) for arm in source.value.arms]
        return call.result(one_of(resolver, why(source.value), *arms), source)
    return _selected(resolver, call, index, source)


def _selected(resolver: Resolver, call: Call, index: int, source: Cell) -> Cell:
    members = resolver.sequence(source)
    if members is None:
        raise call.refusal("Fn::Select takes an index, and a list")
    if isinstance(members, Zones):
        return call.result(resolver.tokens.make(f"AZ:{index}", causes.ZONES), source)
    if isinstance(members, Unknown):
        return call.result(members, source)
    if not 0 <= index < len(members):
        raise call.refusal(f"Fn::Select asks for member {index} of a list of {len(members)}")
    found = members[index]
    return Cell(found.value, call.place, source.assumed | found.assumed)


def get_azs(resolver: Resolver, call: Call) -> Cell:
    """Return `Fn::GetAZs`, of which only the order is known."""
    # CloudFormation takes null for an empty text here.
    region = call.cell(resolver, "" if call.argument is None else call.argument)
    text = resolver.text(region)
    if isinstance(text, Unknown):
        return call.result(text, region)
    if text and text != resolver.pseudo("AWS::Region"):
        return call.result(Unknown(causes.REGION), region)
    return call.result(Zones(), region)


def cidr(resolver: Resolver, call: Call) -> Cell:
    """Return `Fn::Cidr`."""
    arguments = call.arguments(2, 3, what="a block, a count, and the number of subnet bits")
    cells = [call.cell(resolver, raw, index) for index, raw in enumerate(arguments)]
    block = resolver.text(cells[0])
    count = call.number(resolver, cells[1], "the count of Fn::Cidr")
    bits = call.number(resolver, cells[2], "the number of subnet bits") if len(cells) > 2 else 8  # noqa: PLR2004
    unknown = [why(part) for part in (block, count, bits) if isinstance(part, Unknown)]
    if isinstance(block, str) and (cause := resolver.tokens.cause_of(block)):
        unknown.append(cause)
    if unknown or not (isinstance(block, str) and isinstance(count, int) and isinstance(bits, int)):
        return call.result(Unknown(causes.merged(unknown)), *cells)
    blocks = _blocks(call, block, count, bits)
    assumed = joined_assumptions(*cells)
    return call.result(tuple(Cell(part, call.place, assumed) for part in blocks), *cells)


def _blocks(call: Call, block: str, count: int, bits: int) -> list[str]:
    try:
        network = ipaddress.ip_network(block, strict=False)
    except ValueError as error:
        raise call.refusal(f"{block!r} is not a CIDR block") from error
    prefix = _BITS[network.version] - bits
    if not 1 <= count <= _MOST_BLOCKS:
        raise call.refusal(f"the count of Fn::Cidr is {count}; 1 to {_MOST_BLOCKS} is wanted")
    if not network.prefixlen <= prefix <= _BITS[network.version]:
        raise call.refusal(f"a block with {bits} subnet bits does not fit into {block}")
    if count > 2 ** (prefix - network.prefixlen):
        raise call.refusal(f"{count} blocks with {bits} subnet bits do not fit into {block}")
    blocks = network.subnets(new_prefix=prefix)
    return [str(next(blocks)) for _ in range(count)]


def length(resolver: Resolver, call: Call) -> Cell:
    """Return `Fn::Length`."""
    cell = call.cell(resolver, call.argument)
    members = resolver.sequence(cell)
    if isinstance(members, tuple):
        return call.result(len(members), cell)
    if isinstance(members, Unknown):
        return call.result(members, cell)
    raise call.refusal("Fn::Length takes a list")
