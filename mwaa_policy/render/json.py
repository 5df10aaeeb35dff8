"""Reports as JSON: the contracts that programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic_core import to_json

if TYPE_CHECKING:
    from mwaa_policy.report import Report
    from mwaa_policy.report.flow_records import FlowReport


def render_json(report: Report | FlowReport) -> bytes:
    """Return a report as JSON, in UTF-8, as `report_schema` or `flows_schema` describes it."""
    return to_json(report, indent=2) + b"\n"
