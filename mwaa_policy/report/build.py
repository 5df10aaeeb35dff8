"""The join of a decision with the catalog and with the places of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from mwaa_policy import decision as decided
from mwaa_policy.catalog import RuleSpec
from mwaa_policy.report.explain import Explanations
from mwaa_policy.report.facts import Facts
from mwaa_policy.report.fixes import FindingKey, ProposedFix, repairs
from mwaa_policy.report.inputs import assumed, missing_fact, skipped, unjudged, whereabouts
from mwaa_policy.report.messages import message_of, rank, reason_text, remedy_of
from mwaa_policy.report.places import place_of
from mwaa_policy.report.records import (
    REPORT_SCHEMA,
    EnvironmentSummary,
    Finding,
    NotApplicable,
    Passed,
    Policies,
    Repair,
    Report,
    Software,
    Source,
    Undecided,
)
from mwaa_policy.report.summary import summarize
from mwaa_policy.report.witness import witness

if TYPE_CHECKING:
    from mwaa_policy.engines import EngineInfo
    from mwaa_policy.sources._draft import Normalized

NOT_IN_USE = "not-in-use"


def build_report(  # noqa: PLR0913 - it joins this many things
    decision: decided.Decision,
    normalized: Normalized,
    rules: Mapping[str, RuleSpec],
    *,
    tool: Software,
    engine: EngineInfo,
    fixes: Iterable[ProposedFix] = (),
) -> Report:
    """Return the report on what a source read and an engine decided.

    Args:
        decision: The engine's answer.
        normalized: What was judged, and where it came from.
        rules: The catalog, by rule id.
        tool: What the report names as its author.
        engine: What gave the decision.
        fixes: Changes that would mend findings.
    """
    join = _Join(normalized, rules, repairs(fixes))
    findings = join.findings(decision.findings)
    undecided = tuple(map(join.undecided, decision.undecided))
    passed = _passed(decision)
    environments = tuple(_environment(one, normalized) for one in decision.environments)
    not_applicable = tuple(join.not_applicable(one) for one in decision.not_applicable if one.because != NOT_IN_USE)
    return Report(
        schema=REPORT_SCHEMA,
        tool=tool,
        policy=Policies(revision=engine.revision),
        engine=Software(name=engine.name, version=engine.version),
        source=Source(kind=normalized.kind, documents=tuple(normalized.provenance.documents)),
        findings=findings,
        undecided=tuple(sorted(undecided, key=lambda one: (not one.blocks, rank(one.severity), one.rule, one.subject))),
        passed=passed,
        not_applicable=tuple(sorted(not_applicable, key=lambda one: (one.rule, one.subject))),
        assumed=assumed(normalized.provenance),
        skipped=skipped(normalized.provenance),
        environments=environments,
        unjudged=unjudged(normalized.provenance),
        branches=(),
        summary=summarize(environments, findings, undecided, passed, not_applicable),
    )


def _environment(facts: decided.EnvironmentFacts, normalized: Normalized) -> EnvironmentSummary:
    region, account = whereabouts(normalized, facts.id)
    return EnvironmentSummary(id=facts.id, routing=facts.routing, region=region, account=account)


class _Join:
    """What the parts of a report are made from."""

    def __init__(
        self, normalized: Normalized, rules: Mapping[str, RuleSpec], fixes: Mapping[FindingKey, Repair]
    ) -> None:
        self._facts = Facts(normalized.inventory)
        self._provenance = normalized.provenance
        self._rules = rules
        self._fixes = fixes

    def findings(self, found: Iterable[decided.Finding]) -> tuple[Finding, ...]:
        """Return what is wrong, worst first, with what explains it."""
        every = sorted(found, key=lambda one: (rank(one.severity), one.rule, one.subject, one.at))
        explanations = Explanations(every, self._rules, self._provenance)
        return tuple(self._finding(one, explanations) for one in every if not explanations.uses(one))

    def _finding(self, found: decided.Finding, explanations: Explanations) -> Finding:
        rule = self._rules[found.rule]
        origin = self._provenance.origin(found.at)
        identity = found.at[1] if len(found.at) > 1 else found.subject
        return Finding(
            rule=found.rule,
            severity=found.severity or "info",
            subject=found.subject,
            resource=(origin.address if origin else None) or identity,
            message=message_of(found, rule),
            remedy=remedy_of(found, rule),
            location=place_of(self._provenance.location(found.at)),
            evidence=None if found.evidence is None else witness(found.evidence, self._facts, self._provenance),
            fix=self._fixes.get((found.rule, found.subject, found.at)),
            explanations=explanations.of(found),
        )

    def undecided(self, one: decided.Undecided) -> Undecided:
        """Return a check that is left open, with what is missing."""
        rule = self._rules[one.rule]
        return Undecided(
            rule=one.rule,
            severity=rule.severities[0] if rule.severities else None,
            subject=one.subject,
            because=tuple(missing_fact(path, self._provenance, self._facts) for path in one.because),
            blocks=rule.blocks and not one.quiet,
            outcomes=(),
        )

    def not_applicable(self, one: decided.NotApplicable) -> NotApplicable:
        """Return a check without object, with the reason in words."""
        text = reason_text(one.rule, one.because, self._rules)
        return NotApplicable(rule=one.rule, subject=one.subject, because=one.because, text=text)


def _passed(decision: decided.Decision) -> tuple[Passed, ...]:
    return tuple(
        Passed(rule=rule, subject=subject)
        for rule, verdicts in sorted(decision.verdicts.items())
        for subject, verdict in sorted(verdicts.items())
        if verdict == "pass"
    )
