"""The words for what decides a step of a flow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mwaa_policy.flow_decision import Decider
from mwaa_policy.model import Listing, Route
from mwaa_policy.report.facts import Facts
from mwaa_policy.report.records import Path
from mwaa_policy.report.words import DIRECTIONS, hop_words, item_words, name_of, part_words

_SHOWN = 3


def decider_words(decider: Decider, calls: Sequence[str], facts: Facts) -> str:
    """Return what decides, without the record to which it belongs: `rule 90 (deny tcp 5432 from 10.0.0.0/16)`.

    Args:
        decider: The decider.
        calls: The calls that it stops.
        facts: The records of the inventory.
    """
    return _WORDS[decider.kind](decider.path, calls, facts)


def _implied_deny(path: Path, calls: Sequence[str], _: Facts) -> str:
    if path[0] == "network_acls":
        return f"the last {DIRECTIONS[path[-1].partition('/')[0]]} rule (* deny)"
    return f"no statement allows {_some(calls)}"


def _no_rule(path: Path, _: Sequence[str], __: Facts) -> str:
    return f"no {DIRECTIONS[path[2]]} rule" if path[0] == "security_groups" else "no security group"


def _no_route(_: Path, __: Sequence[str], ___: Facts) -> str:
    return "no route to a NAT gateway for all of the Internet"


def _route(path: Path, _: Sequence[str], facts: Facts) -> str:
    if path[0] == "vpc_endpoints":
        return f"prefix list of S3 → {path[1]} in route table {path[-1]}"
    return _fact(path, (), facts)


def _statement(path: Path, calls: Sequence[str], facts: Facts) -> str:
    return _fact(path, (), facts) + (f" stops {_some(calls)}" if calls else "")


def _policy(_: Path, __: Sequence[str], ___: Facts) -> str:
    return "the policy lets every call through"


def _absent(path: Path, _: Sequence[str], __: Facts) -> str:
    collection, identity, *rest = path
    if collection == "vpcs":
        return f"no endpoint for {rest[-1]}"
    if collection == "vpc_endpoints":
        return f"route table {rest[-1]} is not among those of {identity}"
    return f"no endpoint to the {part_words(rest)}"


def _fact(path: Path, _: Sequence[str], facts: Facts) -> str:
    """Return an entry, a rule, a route or a statement as it is written, and any other fact with its value."""
    value = facts.find(path)
    if isinstance(value, Route):
        return hop_words(value) + (", a blackhole" if value.state == "blackhole" else "")
    words = item_words(value, path) or part_words(path[2:])
    match value:
        case bool() if path[-1] == "has_address":
            return f"{'an' if value else 'no'} {words}"
        case bool():
            return f"{words} {'on' if value else 'off'}"
        case str():
            return f"{words} {value}"
        case Listing() if value.items and all(isinstance(item, str) for item in value.items):
            return f"{words} {', '.join(map(name_of, value.items))}"
        case _:
            return words


def _some(calls: Sequence[str]) -> str:
    """Return calls, of many the first ones."""
    more = len(calls) - _SHOWN
    return ", ".join(calls if more <= 1 else [*calls[:_SHOWN], f"and {more} more calls"])


_WORDS: Mapping[str, Callable[[Path, Sequence[str], Facts], str]] = {
    "acl_entry": _fact,
    "implied_deny": _implied_deny,
    "group_rule": _fact,
    "no_rule": _no_rule,
    "route": _route,
    "no_route": _no_route,
    "statement": _statement,
    "policy": _policy,
    "fact": _fact,
    "absent": _absent,
}
