"""The report in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mwaa_policy.decision import SEVERITIES
from mwaa_policy.report.records import Summary

if TYPE_CHECKING:
    from mwaa_policy.report.records import EnvironmentSummary, Finding, NotApplicable, Passed, Undecided


def summarize(
    environments: Sequence[EnvironmentSummary],
    findings: Sequence[Finding],
    undecided: Sequence[Undecided],
    passed: Sequence[Passed],
    not_applicable: Sequence[NotApplicable],
) -> Summary:
    """Return the parts of a report in numbers."""
    return Summary(
        environments=len(environments),
        findings={severity: sum(one.severity == severity for one in findings) for severity in SEVERITIES},
        undecided=len(undecided),
        blocking=sum(one.blocks for one in undecided),
        passed=len(passed),
        not_applicable=len(not_applicable),
        verified_fixes=sum(one.fix is not None and one.fix.verified for one in findings),
    )
