"""The witness of a finding in words: a packet or a call, and what decides its fate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from mwaa_policy.model.cidr import address_text
from mwaa_policy.model.normal import protocol_name
from mwaa_policy.provenance import Provenance
from mwaa_policy.report.facts import Facts
from mwaa_policy.report.places import spot_text
from mwaa_policy.report.records import Path
from mwaa_policy.report.words import DIRECTIONS, NOUNS, name_of

_HEX_ADDRESS = r"[0-9a-f]{9}|[0-9a-f]{33}"
_ADDRESS = r"\d+(\.\d+){3}|[0-9a-f:]*:[0-9a-f:.]*"


def witness(evidence: Mapping[str, Any], facts: Facts, provenance: Provenance) -> dict[str, Any]:
    """Return the evidence of a finding as a report has it: addresses dotted, and `text` in words."""
    decider = evidence.get("decider") or {"kind": "unknown", "path": None}
    path = None if decider.get("path") is None else tuple(decider["path"])
    place = None if path is None else spot_text(path, provenance)
    fate = _fate(decider["kind"], path, evidence, facts) + (f", {place}" if place else "")
    if evidence.get("kind") == "call":
        return {**evidence, "text": f"{_call(evidence)} is {fate}"}
    packet = {**evidence, **{end: _address(evidence.get(end)) for end in ("source", "destination")}}
    return {**packet, "text": f"{_packet(packet, facts)} is {fate}"}


def _address(value: str | None) -> str | None:
    return address_text(value) if value is not None and re.fullmatch(_HEX_ADDRESS, value) else value


def _packet(packet: Mapping[str, Any], facts: Facts) -> str:
    """Return `TCP 10.0.1.4 → 10.0.2.4:5432`, or `TCP 443 from environment E to 10.0.2.4`."""
    protocol = protocol_name(packet.get("protocol")).upper()
    source, destination, port = (packet.get(part) for part in ("source", "destination", "port"))
    if _is_address(source) and _is_address(destination):
        return f"{protocol} {source} → {_with_port(destination, port)}"
    traffic = protocol if port is None else f"{protocol} {port}"
    origin = "" if source is None else f" from {_end(source, facts)}"
    target = "itself" if destination == source is not None else _end(destination, facts)
    return f"{traffic}{origin} to {target}"


def _is_address(value: str | None) -> TypeGuard[str]:
    return value is not None and re.fullmatch(_ADDRESS, value) is not None


def _end(value: str | None, facts: Facts) -> str:
    if value is None:
        return "an address that is not known"
    noun = next((noun for name, noun in NOUNS.items() if facts.find((name, value)) is not None), None)
    return value if noun is None else f"{noun} {name_of(value)}"


def _with_port(address: str, port: int | None) -> str:
    if port is None:
        return address
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _call(call: Mapping[str, Any]) -> str:
    principal = f" by {call['principal']}" if call.get("principal") else ""
    return f"{call.get('action')} on {call.get('resource')}{principal}"


def _fate(kind: str, path: Path | None, evidence: Mapping[str, Any], facts: Facts) -> str:
    call = evidence.get("kind") == "call"
    way = DIRECTIONS.get(str(evidence.get("direction")), "")
    owner = "" if path is None else f" of {NOUNS.get(path[0], path[0])} {path[1]}"
    if path is not None and kind in {"acl_entry", "statement", "route"}:
        verb = {"acl_entry": f"denied {way}", "statement": "denied", "route": _led(path, facts)}[kind]
        return f"{verb} by {facts.describe(path)}"
    if call:
        return f"allowed by no statement{' of the policy' if owner else ''}{owner}"
    if kind == "implied_deny":
        return f"denied {way} by the last rule (* deny){owner}: no {way} rule before it matches"
    return f"admitted by no {way} rule{owner}"


def _led(path: Path, facts: Facts) -> str:
    """Return how a route leads a packet astray: to the wrong target, to one that is gone, or not at all."""
    return "led nowhere" if path[-1] == "routes" or facts.find((*path, "state")) == "blackhole" else "led elsewhere"
