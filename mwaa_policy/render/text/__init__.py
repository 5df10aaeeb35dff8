"""The report as text, for a terminal or a pipe."""

from __future__ import annotations

from mwaa_policy.render.text import frame
from mwaa_policy.render.text.findings import block_lines, blocks
from mwaa_policy.render.text.missing import missing_lines
from mwaa_policy.render.text.options import TextOptions
from mwaa_policy.render.text.pen import Pen
from mwaa_policy.report import Report

__all__ = ["TextOptions", "render_text"]


def render_text(report: Report, options: TextOptions | None = None) -> str:
    """Return a report as text that ends with its outcome and the exit status."""
    chosen = options or TextOptions()
    pen = Pen(width=chosen.width, colour=chosen.colour)
    sections = (
        frame.heading(report, pen),
        *(block_lines(block, pen) for block in blocks(report.findings)),
        missing_lines(report, chosen, pen),
        frame.skipped(report, pen),
        frame.unjudged(report, pen),
        frame.branches(report, pen),
        frame.details(report, pen) if chosen.verbose else (),
        frame.every_assumption(report, pen) if chosen.verbose else frame.assumed(report, pen),
        frame.conclusion(report, chosen, pen),
    )
    return "\n".join("\n".join(lines) + "\n" for section in sections if (lines := list(section)))
