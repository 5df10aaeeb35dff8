"""An engine whose rules are Python functions, and edits as rules would propose them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from mwaa_policy.decision import Decision, Edit, Finding, Severity
from mwaa_policy.engines import EngineInfo
from mwaa_policy.flow_decision import Flows
from mwaa_policy.model import Inventory, Listing
from mwaa_policy.provenance import Provenance
from mwaa_policy.sources._draft import Normalized

GROUP = ("security_groups", "group")
ACL = ("network_acls", "acl")


@dataclass
class Told:
    """What a toy rule says about one environment."""

    rule: str
    verdict: Any
    """A verdict, or `absent`."""
    at: tuple[str, ...] = (*GROUP, "ingress")
    severity: Severity | None = "high"
    edits: Iterable[Edit] = ()


ToyRule = Callable[[Inventory], Iterable[Told]]


@dataclass
class ToyEngine:
    """Judges each environment by toy rules, and counts how often it is asked."""

    rules: list[ToyRule]
    asked: list[Inventory] = field(default_factory=list)

    @property
    def info(self) -> EngineInfo:
        """Which engine this is."""
        return EngineInfo(name="toy", version="0", revision="0")

    def evaluate(self, inventory: Inventory) -> Decision:
        """Return what the rules say."""
        self.asked.append(inventory)
        verdicts: dict[str, dict[str, Any]] = {}
        findings, edits = [], []
        for part in inventory.networks():
            for environment in part.environments.items:
                for told in (one for rule in self.rules for one in rule(part)):
                    own = verdicts.setdefault(told.rule, {})
                    if told.verdict != "absent":
                        own[environment.id] = told.verdict
                    if told.verdict == "fail":
                        common: dict[str, Any] = {"rule": told.rule, "subject": environment.id, "at": told.at}
                        findings.append(Finding(severity=told.severity, args={}, evidence=None, **common))
                        edits += [edit.model_copy(update=common) for edit in told.edits]
        return Decision(
            evaluated=tuple(verdicts),
            environments=(),
            verdicts=verdicts,
            findings=tuple(findings),
            undecided=(),
            not_applicable=(),
            edits=tuple(edits),
        )

    def flows(self, inventory: Inventory) -> Flows:  # noqa: ARG002 - as engines have it
        """Return no flows: fixes ask for none."""
        return Flows(environments=(), flows=())


def normalized(inventory: Inventory) -> Normalized:
    """Return an inventory as sources return it."""
    return Normalized(kind="normalized", inventory=inventory, provenance=Provenance())


def changed(inventory: Inventory, collection: Any, identity: str, **members: Any) -> Inventory:
    """Return an inventory with some members of one record replaced."""
    listing = getattr(inventory, collection)
    items = tuple(one.model_copy(update=members) if one.id == identity else one for one in listing.items)
    return inventory.model_copy(update={collection: listing.model_copy(update={"items": items})})


def all_of(*items: Any) -> Listing[Any]:
    """Return a complete listing."""
    return Listing[Any](items=items, complete=True)


def edit(verb: Any, target: tuple[str, ...], value: Any, applicability: Any = "safe", **members: Any) -> Edit:
    """Return an edit; a toy rule says which finding it is for."""
    finding = {"rule": "TOY", "subject": "airflow", "at": (*GROUP, "ingress")}
    return Edit(verb=verb, target=target, value=value, applicability=applicability, **{**finding, **members})


def self_rule(port: int, applicability: Any = "safe", group: str = "group") -> Edit:
    """Return the edit that admits a group's own packets on a port."""
    value = {"direction": "ingress", "protocol": "6", "from_port": port, "to_port": port, "group_id": group}
    return edit("add_group_rule", ("security_groups", group), value, applicability)


def entry(number: int, cidr: str = "10.0.11.0/24", direction: str = "ingress", port: int = 443) -> Edit:
    """Return the edit that adds an entry to the ACL."""
    ports = {"from_port": port, "to_port": port}
    return edit(
        "add_acl_entry", ACL, {"direction": direction, "number": number, "protocol": "6", "cidr": cidr, **ports}
    )


def ports_open(inventory: Inventory) -> set[int | None]:
    """Return the first ports of the inbound rules of the environment's group."""
    (group,) = (one for one in inventory.security_groups.items if one.default is False)
    return {rule.from_port for rule in group.ingress.items}


def needs(port: int, *edits: Edit, rule: str | None = None, severity: Severity | None = "high") -> ToyRule:
    """Return the rule that a port must be open, with what it proposes when it is not."""

    def told(inventory: Inventory) -> Iterable[Told]:
        verdict = "pass" if port in ports_open(inventory) else "fail"
        yield Told(rule or f"NEEDS-{port}", verdict, severity=severity, edits=edits)

    return told


def forbids(port: int, verdict: str = "fail") -> ToyRule:
    """Return the rule that a port must not be open."""

    def told(inventory: Inventory) -> Iterable[Told]:
        yield Told(f"FORBIDS-{port}", verdict if port in ports_open(inventory) else "pass")

    return told
