"""The report: a decision joined with the catalog and with the places of facts."""

from __future__ import annotations

from mwaa_policy.report.build import build_report
from mwaa_policy.report.groups import MissingGroup, group_by_cause
from mwaa_policy.report.places import has_lines, place_text
from mwaa_policy.report.records import (
    Applicability,
    Branched,
    EnvironmentSummary,
    Explanation,
    Finding,
    NotApplicable,
    Passed,
    Place,
    Repair,
    Report,
    Software,
    Undecided,
)
from mwaa_policy.report.schema import flows_schema, report_schema
from mwaa_policy.report.status import MEANINGS, Outcome, outcome
from mwaa_policy.report.words import name_of

__all__ = [
    "MEANINGS",
    "Applicability",
    "Branched",
    "EnvironmentSummary",
    "Explanation",
    "Finding",
    "MissingGroup",
    "NotApplicable",
    "Outcome",
    "Passed",
    "Place",
    "Repair",
    "Report",
    "Software",
    "Undecided",
    "build_report",
    "flows_schema",
    "group_by_cause",
    "has_lines",
    "name_of",
    "outcome",
    "place_text",
    "report_schema",
]
