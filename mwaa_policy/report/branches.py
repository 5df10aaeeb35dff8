"""What holds in every branch of a template whose conditions hang on parameters without a value.

The report on what is known leaves open what hangs on them. Where each branch gives the same verdict,
that is the verdict; where they differ, what each would give is told with what stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from mwaa_policy.frozen import Frozen
from mwaa_policy.report.inputs import fact
from mwaa_policy.report.messages import rank
from mwaa_policy.report.records import (
    Branched,
    BranchVerdict,
    EnvironmentSummary,
    Finding,
    MissingFact,
    NotApplicable,
    Passed,
    Report,
    Undecided,
)
from mwaa_policy.report.summary import summarize

if TYPE_CHECKING:
    from mwaa_policy.catalog import RuleSpec
    from mwaa_policy.decision import Decision, Verdict
    from mwaa_policy.sources._draft import Normalized
    from mwaa_policy.sources._forks import Branch, Fork

    _Outcome: TypeAlias = tuple[Branch, Verdict | None]

_Value = TypeVar("_Value")
_Told = TypeVar("_Told", Finding, Undecided, NotApplicable)
_HIDDEN = ("environments",)
"""What is not complete while nobody knows which environments there are."""


class Judged(Frozen):
    """A branch, and what becomes of it."""

    branch: Branch
    """The values of its parameters."""
    normalized: Normalized
    """What is judged."""
    decision: Decision
    """The engine's answer."""
    report: Report
    """The report on it."""


def with_branches(
    base: Judged,
    branches: Sequence[Judged],
    rules: Mapping[str, RuleSpec],
) -> Report:
    """Return the report on what holds whatever the parameters are: that of the base, where they decide nothing.

    Args:
        base: What is judged while they are open.
        branches: What is judged in each way in which they may turn out.
        rules: The catalog, by rule id.
    """
    taken = [one for one in base.normalized.forks if one.name in branches[0].branch.values]
    because = {one.name: fact(_HIDDEN, one.cause, base.normalized.provenance) for one in taken}
    merge = _Merge(base, branches, because, rules)
    for rule, subject in merge.open_checks():
        merge.settle(rule, subject)
    merged = merge.report()
    if merged == base.report:
        return base.report
    return replace(merged, branches=told_of(taken))


def told_of(forks: Iterable[Fork]) -> tuple[Branched, ...]:
    """Return the parameters that were judged with each of their values."""
    return tuple(Branched(parameter=one.name, values=one.values, others=not one.closed) for one in forks)


def decisive(outcomes: Sequence[tuple[Branch, object]]) -> frozenset[str]:
    """Return the parameters that make a difference: two branches that differ in one alone come out differently."""
    names = outcomes[0][0].values
    return frozenset(name for name in names if _differ(name, outcomes))


def _differ(name: str, outcomes: Sequence[tuple[Branch, object]]) -> bool:
    found: dict[str, object] = {}
    for branch, verdict in outcomes:
        others = str(branch.only(branch.values.keys() - {name}))
        if found.setdefault(others, verdict) != verdict:
            return True
    return False


def _by_check(told: Iterable[_Told]) -> dict[tuple[str, str], list[_Told]]:
    """Return what branches tell, each once, by rule and object."""
    found: dict[tuple[str, str], list[_Told]] = {}
    for one in told:
        same = found.setdefault((one.rule, one.subject), [])
        if one not in same:
            same.append(one)
    return found


class _Merge:
    """The parts of the report on all branches."""

    def __init__(
        self,
        base: Judged,
        branches: Sequence[Judged],
        because: Mapping[str, MissingFact],
        rules: Mapping[str, RuleSpec],
    ) -> None:
        self._base = base
        self._branches = branches
        self._because = because
        self._rules = rules
        report = base.report
        self._findings = list(report.findings)
        self._undecided = {(one.rule, one.subject): one for one in report.undecided}
        self._passed = list(report.passed)
        self._not_applicable = list(report.not_applicable)
        # What is known to mend one branch is not known to mend all.
        self._wrong_in = [[replace(found, fix=None) for found in one.report.findings] for one in branches]
        self._wrong = _by_check(found for findings in self._wrong_in for found in findings)
        self._left_open = _by_check(found for one in branches for found in one.report.undecided)
        self._reasons = _by_check(found for one in branches for found in one.report.not_applicable)

    def open_checks(self) -> list[tuple[str, str]]:
        """Return the checks that the base leaves open, or of which it does not know the object."""
        verdicts = self._base.decision.verdicts
        found = {
            (rule, subject): verdicts.get(rule, {}).get(subject)
            for branch in self._branches
            for rule, subjects in branch.decision.verdicts.items()
            for subject in subjects
        }
        return sorted(check for check, verdict in found.items() if verdict in {None, "undecided"})

    def settle(self, rule: str, subject: str) -> None:
        """Take the verdict on a check on which all branches agree that have its object; tell all if they do not."""
        check = (rule, subject)
        outcomes = [(one.branch, one.decision.verdicts.get(rule, {}).get(subject)) for one in self._branches]
        verdicts = {verdict for _, verdict in outcomes if verdict is not None}
        if verdicts == {"pass"}:
            self._passed.append(Passed(rule=rule, subject=subject))
        elif verdicts == {"not_applicable"}:
            self._not_applicable.extend(self._reasons.get(check, [])[:1])
        elif verdicts == {"fail"} and check in self._wrong:
            self._findings.extend(self._told_when(found, outcomes) for found in self._wrong[check])
        else:
            self._leave_open(check, outcomes)
            return
        self._undecided.pop(check, None)

    def _told_when(self, found: Finding, outcomes: Sequence[_Outcome]) -> Finding:
        """Return a finding with the branches in which it holds, unless it holds in all that have its object."""
        holds = [
            (branch, None if verdict is None else found in wrong)
            for (branch, verdict), wrong in zip(outcomes, self._wrong_in, strict=True)
        ]
        if all(truth is not False for _, truth in holds):
            return found
        names = decisive(holds)
        return replace(found, when=tuple(dict.fromkeys(str(branch.only(names)) for branch, truth in holds if truth)))

    def _leave_open(self, check: tuple[str, str], outcomes: Sequence[_Outcome]) -> None:
        told = self._undecided.get(check) or self._told_in_a_branch(check)
        names = decisive(outcomes)
        idle = {fact.cause for name, fact in self._because.items() if name not in names}
        because = tuple(fact for fact in told.because if fact.cause not in idle)
        by_values = {str(branch.only(names)): verdict for branch, verdict in outcomes if verdict is not None}
        verdicts = tuple(BranchVerdict(when=when, verdict=verdict) for when, verdict in by_values.items())
        self._undecided[check] = replace(
            told, because=because or told.because, outcomes=verdicts if len(set(by_values.values())) > 1 else ()
        )

    def _told_in_a_branch(self, check: tuple[str, str]) -> Undecided:
        """Return a check of an object that the base does not know, left open as in a branch, or by the parameters."""
        if check in self._left_open:
            return self._left_open[check][0]
        rule = self._rules[check[0]]
        return Undecided(
            rule=check[0],
            severity=rule.severities[0] if rule.severities else None,
            subject=check[1],
            because=tuple(self._because.values()),
            blocks=rule.blocks,
            outcomes=(),
        )

    def report(self) -> Report:
        """Return the report."""
        base = self._base.report
        findings = sorted(self._findings, key=lambda one: (rank(one.severity), one.rule, one.subject))
        undecided = sorted(
            self._undecided.values(), key=lambda one: (not one.blocks, rank(one.severity), one.rule, one.subject)
        )
        passed = sorted(self._passed, key=lambda one: (one.rule, one.subject))
        not_applicable = sorted(self._not_applicable, key=lambda one: (one.rule, one.subject))
        environments = self._environments()
        all_judged = all(branch.report.unjudged is None for branch in self._branches)
        return replace(
            base,
            findings=tuple(findings),
            undecided=tuple(undecided),
            passed=tuple(passed),
            not_applicable=tuple(not_applicable),
            environments=environments,
            unjudged=None if all_judged else base.unjudged,
            summary=summarize(environments, findings, undecided, passed, not_applicable),
        )

    def _environments(self) -> tuple[EnvironmentSummary, ...]:
        """Return the environments of all branches, with the routing mode on which those agree that have one."""
        found = {one.id: [one] for one in self._base.report.environments}
        told: dict[str, list[EnvironmentSummary]] = {}
        for branch in self._branches:
            for one in branch.report.environments:
                told.setdefault(one.id, []).append(one)
        found.update(told)
        return tuple(_agreed(found[identity]) for identity in sorted(found))


def _agreed(ways: Sequence[EnvironmentSummary]) -> EnvironmentSummary:
    return EnvironmentSummary(
        id=ways[0].id,
        routing=agreed([one.routing for one in ways]) or "indeterminate",
        region=agreed([one.region for one in ways]),
        account=agreed([one.account for one in ways]),
    )


def agreed(values: Sequence[_Value]) -> _Value | None:
    """Return the value that all are, `None` if they differ."""
    return values[0] if all(value == values[0] for value in values) else None
