"""What a run comes to: the exit status of the command line, and its meaning."""

from __future__ import annotations

from enum import IntEnum

from mwaa_policy.decision import SEVERITIES, Severity
from mwaa_policy.report.records import Report


class Outcome(IntEnum):
    """The exit status of `mwaa-policy`."""

    PROVEN = 0
    FINDINGS = 1
    USAGE = 2
    NO_ANSWER = 3
    UNDECIDED = 4
    NO_ENVIRONMENT = 5


MEANINGS: dict[Outcome, str] = {
    Outcome.PROVEN: "proven: every blocking rule is proven to pass",
    Outcome.FINDINGS: "findings at or above --fail-on",
    Outcome.USAGE: "wrong usage",
    Outcome.NO_ANSWER: "no answer: unreadable input, an engine that failed, or a bug of ours",
    Outcome.UNDECIDED: "undecided where it matters (--undecided=ignore turns it off)",
    Outcome.NO_ENVIRONMENT: (
        "no MWAA environment in the input, nothing was judged (--no-environment=ignore turns it off)"
    ),
}


def outcome(
    report: Report,
    *,
    fail_on: Severity = "medium",
    ignore_undecided: bool = False,
    ignore_no_environment: bool = False,
) -> Outcome:
    """Return what a report comes to. Findings come before what is undecided.

    Args:
        report: The report.
        fail_on: The least severity that counts as a finding.
        ignore_undecided: Whether undecided verdicts of blocking rules are let pass, and environments
            that may exist.
        ignore_no_environment: Whether an input without an environment is let pass.
    """
    if report.unjudged is not None and not report.environments and not ignore_undecided:
        return Outcome.UNDECIDED
    if not report.environments:
        return Outcome.PROVEN if ignore_no_environment else Outcome.NO_ENVIRONMENT
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    if any(report.summary.findings[severity] for severity in worst):
        return Outcome.FINDINGS
    if (report.summary.blocking or report.unjudged) and not ignore_undecided:
        return Outcome.UNDECIDED
    return Outcome.PROVEN
