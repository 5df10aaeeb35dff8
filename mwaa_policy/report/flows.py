"""The join of flows with the catalog and with the places of facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mwaa_policy import flow_decision as decided
from mwaa_policy.catalog import RuleSpec
from mwaa_policy.model.normal import protocol_name
from mwaa_policy.report.deciders import decider_words
from mwaa_policy.report.facts import Facts
from mwaa_policy.report.flow_records import FLOW_REPORT_SCHEMA, Decider, EnvironmentFlows, Flow, FlowReport, Step
from mwaa_policy.report.inputs import assumed, missing_fact, skipped, unjudged, whereabouts
from mwaa_policy.report.messages import reason_text
from mwaa_policy.report.places import place_of, spot_text
from mwaa_policy.report.records import Policies, Software, Source

if TYPE_CHECKING:
    from mwaa_policy.decision import Routing
    from mwaa_policy.engines import EngineInfo
    from mwaa_policy.sources._draft import Normalized

_LISTENERS = ("database", "webserver")
_LAST = ("s3", "internet", "further")


def build_flow_report(
    flows: decided.Flows, normalized: Normalized, rules: Mapping[str, RuleSpec], *, tool: Software, engine: EngineInfo
) -> FlowReport:
    """Return the report on what a source read and an engine said of its flows.

    Args:
        flows: The engine's answer.
        normalized: What was judged, and where it came from.
        rules: The catalog, by rule id.
        tool: What the report names as its author.
        engine: What gave the answer.
    """
    join = _Join(normalized, rules)
    return FlowReport(
        schema=FLOW_REPORT_SCHEMA,
        tool=tool,
        policy=Policies(revision=engine.revision),
        engine=Software(name=engine.name, version=engine.version),
        source=Source(kind=normalized.kind, documents=tuple(normalized.provenance.documents)),
        environments=tuple(join.environment(one.id, one.routing, flows) for one in flows.environments),
        unjudged=unjudged(normalized.provenance),
        assumed=assumed(normalized.provenance),
        skipped=skipped(normalized.provenance),
        branches=(),
    )


class _Join:
    """What the parts of a report are made from."""

    def __init__(self, normalized: Normalized, rules: Mapping[str, RuleSpec]) -> None:
        self._normalized = normalized
        self._facts = Facts(normalized.inventory)
        self._provenance = normalized.provenance
        self._rules = rules

    def environment(self, identity: str, routing: Routing, flows: decided.Flows) -> EnvironmentFlows:
        """Return an environment with its flows."""
        region, account = whereabouts(self._normalized, identity)
        told = self._flows_of(identity, flows)
        return EnvironmentFlows(id=identity, routing=routing, region=region, account=account, flows=told)

    def _flows_of(self, environment: str, flows: decided.Flows) -> tuple[Flow, ...]:
        """Return the flows of an environment: between its interfaces first, then to services, at last outside."""
        own = sorted((one for one in flows.flows if one.environment == environment), key=rank_of)
        return tuple(map(self._flow, own))

    def _flow(self, flow: decided.Flow) -> Flow:
        return Flow(
            name=flow.name,
            endpoint=flow.endpoint,
            subnet=flow.subnet,
            protocol=protocol_name(flow.protocol),
            port=flow.port,
            verdict=flow.verdict,
            steps=tuple(map(self._step, flow.steps)),
            outcomes=(),
        )

    def _step(self, step: decided.Step) -> Step:
        return Step(
            stage=step.stage,
            verdict=step.verdict,
            rule=step.rule,
            subnet=step.subnet,
            peer=step.peer,
            through=step.through,
            deciders=tuple(self._decider(one, step.calls) for one in step.deciders),
            missing=tuple(missing_fact(path, self._provenance, self._facts) for path in step.because),
            reason=self._reason(step),
            calls=step.calls,
            quiet=step.quiet,
        )

    def _decider(self, decider: decided.Decider, calls: Sequence[str]) -> Decider:
        return Decider(
            kind=decider.kind,
            path=decider.path,
            text=decider_words(decider, calls, self._facts),
            place=spot_text(decider.path, self._provenance),
            location=place_of(self._provenance.location(decider.path)),
        )

    def _reason(self, step: decided.Step) -> str | None:
        if step.rule is None:
            return "no rule judges routes inside the VPC" if step.verdict == "not_judged" else None
        return None if step.reason is None else reason_text(step.rule, step.reason, self._rules)


def rank_of(flow: decided.Flow | Flow) -> tuple[int, str, str, str]:
    """Return what orders the flows of an environment, and tells one from the other."""
    first = _LISTENERS.index(flow.name) if flow.name in _LISTENERS else len(_LISTENERS)
    last = _LAST.index(flow.name) + 1 if flow.name in _LAST else 0
    return (first + last, flow.name, flow.endpoint or "", flow.subnet or "")
