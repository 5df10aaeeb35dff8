"""Reports as JSON: the contracts that programs read."""

from __future__ import annotations

from pydantic_core import to_json

from mwaa_policy.report import FlowReport, Report


def render_json(report: Report | FlowReport) -> bytes:
    """Return a report as JSON, in UTF-8, as `report_schema` or `flows_schema` describes it."""
    return to_json(report, indent=2) + b"\n"
