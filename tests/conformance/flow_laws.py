"""What flows and a decision on the same inventory have to do with each other."""

from __future__ import annotations

from collections.abc import Iterator

from mwaa_policy.catalog import load_catalog
from mwaa_policy.decision import Decision, Finding
from mwaa_policy.flow_decision import Flow, Flows, Step
from mwaa_policy.model import Inventory, VpcEndpoint

TAKING_PART = frozenset(
    {
        *("ENV-CUSTOMER-ENDPOINTS", "EP-POLICY-BLOCKS", "EP-S3-DAG", "EP-S3-ECR", "EPR-DNS", "EPR-REGION"),
        *("EPR-REQUIRED", "EPR-S3-ROUTES", "EPR-SECURITY-GROUP", "EPR-STATE", "EPR-TYPE", "NACL-FLOW"),
        *("NACL-NAT-SUBNET", "NACL-RETURN", "RT-BLACKHOLE", "RT-DEFAULT-NAT", "RT-NAT-PUBLIC", "SG-DATABASE"),
        *("SG-EGRESS", "SG-WEBSERVER", "EP-GATEWAY-PRINCIPAL", "EPR-SHADOW"),
    }
)
"""The rules that say whether something gets through. The others judge what is there, or how well it is made."""
_OWN = ("database", "webserver")
_CROSSED = {"acl_out", "acl_in", "reply_out", "reply_in"}
_OUTSIDE = {"groups_out", "acl_out", "route", "reply_in"}


def disagreements(flows: Flows, decision: Decision, inventory: Inventory) -> list[str]:
    """Return what flows say otherwise than a decision on the same inventory."""
    rules = load_catalog().rules
    found = list(_incomplete(flows, inventory))
    for rule in sorted(TAKING_PART):
        steps = [(flow.environment, step) for flow in flows.flows for step in flow.steps if step.rule == rule]
        if rules[rule].subject == "environment":
            for environment in inventory.environments.items:
                own = [step for one, step in steps if one == environment.id]
                found += _verdicts(f"{rule} on {environment.id}", own, [decision.verdicts[rule][environment.id]])
        else:
            found += _verdicts(rule, [step for _, step in steps], list(decision.verdicts[rule].values()))
        found += _places(rule, [step for _, step in steps], decision)
    return found


def _verdicts(about: str, steps: list[Step], verdicts: list[str]) -> Iterator[str]:
    """Yield where a step is stopped and the rule does not fail, or the other way round; and so for undecided."""
    if any(step.verdict == "stopped" for step in steps) != ("fail" in verdicts):
        yield f"{about}: {verdicts}, and steps that are {sorted({step.verdict for step in steps})}"
    is_open = any(step.verdict == "undecided" for step in steps)
    if "fail" not in verdicts and is_open != ("undecided" in verdicts):
        yield f"{about}: {verdicts}, and steps that are {sorted({step.verdict for step in steps})}"


def _places(rule: str, steps: list[Step], decision: Decision) -> Iterator[str]:
    """Yield findings whose place, or that of their witness, decides no step, and facts that are not the same."""
    deciding = {one.path for step in steps if step.verdict == "stopped" for one in step.deciders}
    for finding in decision.findings:
        if finding.rule == rule and deciding.isdisjoint(_places_of(finding)):
            yield f"{rule} finds {finding.at}, and what stops is {sorted(deciding)}"
    wanted = {path for one in decision.undecided if one.rule == rule for path in one.because}
    given = {path for step in steps if step.verdict == "undecided" for path in step.because}
    if "fail" not in decision.verdicts[rule].values() and wanted != given:
        yield f"{rule} hangs on {sorted(wanted)}, and its steps on {sorted(given)}"


def _places_of(finding: Finding) -> set[tuple[str, ...]]:
    witness = (finding.evidence or {}).get("decider") or {}
    return {finding.at, tuple(witness.get("path") or ())}


def _incomplete(flows: Flows, inventory: Inventory) -> Iterator[str]:
    """Yield flows that pass although a part of their way is not judged."""
    endpoints = {one.id: one for one in inventory.vpc_endpoints.items}
    for flow in flows.flows:
        if flow.verdict != "passes" or flow.name == "further":
            continue
        missing = _wanted(flow, endpoints.get(flow.endpoint or "")) - {step.stage for step in flow.steps}
        if missing or flow.subnet is None:
            yield f"{flow.name} from {flow.subnet} passes without {sorted(missing)}"


def _wanted(flow: Flow, endpoint: VpcEndpoint | None) -> set[str]:
    """Return the stages that a flow cannot do without."""
    if flow.name in _OWN:
        # The customer's own endpoint to a part takes the place of the environment's groups.
        ends = {"groups_in"} if all(step.stage != "endpoint" for step in flow.steps) else set()
        return {"groups_out", *_CROSSED, *ends}
    if endpoint is None:
        return _OUTSIDE
    if endpoint.type == "Gateway":
        return {*_OUTSIDE, "policy"} if endpoint.service == "s3" else set()
    # Traffic within a subnet meets no ACL.
    return {"groups_out", "groups_in", *(_CROSSED if {*endpoint.subnet_ids.items} - {flow.subnet} else ())}
