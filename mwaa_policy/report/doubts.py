"""Facts that are known and leave a verdict open all the same: where they lead, or whom they stop, nobody tells."""

from __future__ import annotations

from typing import NamedTuple

from mwaa_policy.model import AclEntry, Listing, Route
from mwaa_policy.report.facts import Facts
from mwaa_policy.report.records import Path
from mwaa_policy.report.words import path_words

_PLAIN = frozenset({None, "local", "internet_gateway", "nat_gateway", "egress_only"})
"""Targets of which it is known what lies behind them; and one that is not known itself."""
_INTENT = """--params '{"routing": "public"}', or '{"routing": "private", "external_endpoints": ["sqs", …]}'"""
_MATCHED = frozenset({"actions", "resources"})
_UNRESOLVED = "${"


class Doubt(NamedTuple):
    """What a known fact leaves open."""

    text: str
    """What is not known, in words."""
    supply: str = ""
    """How to tell; empty when nothing can."""


_SWITCHES = {
    (False, "private_dns"): Doubt("has no private DNS, and whether a hosted zone leads to it"),
    (True, "custom_dns"): Doubt("has DNS servers of its own, and what they answer"),
    (True, "fips"): Doubt(
        "leads to the FIPS variant of its service, and whether MWAA calls that",
        "add an endpoint for the service's usual name",
    ),
}
"""What is said of the owner of a switch, by its position and name."""


def doubt_of(path: Path, facts: Facts) -> Doubt | None:
    """Return what the fact at a path leaves open, nothing where the fact itself is what is missing."""
    match facts.find(path), path[-1]:
        case Route() as route, _ if _leads_outside(route):
            return Doubt(f"what lies behind {facts.describe(path)} is not known", _INTENT)
        case AclEntry(action="deny") as entry, _ if None not in (entry.number, entry.protocol, entry.cidr):
            return Doubt(f"whether the environment needs the addresses of {facts.describe(path)} is not known")
        case Listing() as listing, name if name in _MATCHED and _is_told(listing):
            return Doubt(f"whether {path_words(path)} hold what the environment needs is not known")
        case bool() as switch, name if (switch, name) in _SWITCHES:
            doubt = _SWITCHES[switch, name]
            return doubt._replace(text=f"{path_words(path[:2])} {doubt.text} is not known")
        case _:
            return None


def _leads_outside(route: Route) -> bool:
    known = None not in (route.destination, route.target_id, route.state)
    return known and route.target_kind not in _PLAIN


def _is_told(listing: Listing[str]) -> bool:
    return listing.complete and not any(_UNRESOLVED in item for item in listing.items)
