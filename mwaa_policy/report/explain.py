"""Findings of rules that only explain, given to the findings that they explain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from mwaa_policy.catalog import RuleSpec
from mwaa_policy.report.messages import message_of
from mwaa_policy.report.places import place_of
from mwaa_policy.report.records import Explanation

if TYPE_CHECKING:
    from mwaa_policy.decision import Finding
    from mwaa_policy.provenance import Path, Provenance

_RECORD = 2


class Explanations:
    """Answers which findings explain which.

    A finding without severity explains those of the rules that its own rule names, where they are
    about the same object and their arguments do not contradict it: a rule for port 443 with the
    wrong protocol does not explain why port 5432 is closed.
    """

    def __init__(self, findings: Sequence[Finding], rules: Mapping[str, RuleSpec], provenance: Provenance) -> None:
        self._rules = rules
        self._provenance = provenance
        self._causes: dict[int, list[Finding]] = {}
        self._used: set[int] = set()
        causes = [one for one in findings if one.severity is None]
        explained = {name for cause in causes for name in rules[cause.rule].explains}
        index = _index(one for one in findings if one.severity is not None and one.rule in explained)
        for cause in causes:
            self._attach(cause, index)

    def uses(self, finding: Finding) -> bool:
        """Return whether a finding is told as the explanation of another."""
        return id(finding) in self._used

    def of(self, finding: Finding) -> tuple[Explanation, ...]:
        """Return what explains a finding."""
        return tuple(
            Explanation(
                rule=cause.rule,
                subject=cause.subject,
                message=message_of(cause, self._rules[cause.rule]),
                location=place_of(self._provenance.location(cause.at)),
            )
            for cause in self._causes.get(id(finding), ())
        )

    def _attach(self, cause: Finding, index: _Index) -> None:
        keys = [(name, at) for name in self._rules[cause.rule].explains for at in (cause.subject, cause.at[:_RECORD])]
        related = list({id(one): one for key in keys for one in index.get(key, ())}.values())
        fitting = [one for one in related if not _contradict(cause, one)] or related
        for finding in fitting:
            self._causes.setdefault(id(finding), []).append(cause)
            self._used.add(id(cause))


_Index: TypeAlias = "dict[tuple[str, str | Path], list[Finding]]"


def _index(findings: Iterator[Finding]) -> _Index:
    """Return findings by their rule and each object that they are about."""
    index: _Index = {}
    for finding in findings:
        objects: set[str | Path] = {finding.subject, *finding.at, finding.at[:_RECORD]}
        for about in objects:
            index.setdefault((finding.rule, about), []).append(finding)
    return index


def _contradict(cause: Finding, finding: Finding) -> bool:
    """Return whether what is told of the two differs: another port, another endpoint."""
    told = {**(finding.evidence or {}), **finding.args}
    # A packet has the protocol that is wanted, its explanation the one that is there.
    return any(cause.args[name] != told[name] for name in cause.args.keys() & told.keys() - {"case", "protocol"})
