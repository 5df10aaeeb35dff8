"""Findings as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from mwaa_policy.render.text.pen import Pen, any_of, clean
from mwaa_policy.report import Finding, Repair, name_of, place_text


def blocks(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Return neighbours of one rule that have one severity and one remedy together."""
    alike = groupby(findings, key=lambda one: (one.rule, one.severity, one.remedy))
    return [list(block) for _, block in alike]


def block_lines(block: Sequence[Finding], pen: Pen) -> Iterator[str]:
    """Yield a block of findings; their remedy is told once."""
    for found in block:
        yield from _lines(found, pen)
    yield from pen.labelled("remedy", block[0].remedy)


def _lines(found: Finding, pen: Pen) -> Iterator[str]:
    label = pen.paint(found.severity, f"{found.severity:<8}")
    where = place_text(found.location) if found.location else "implied"
    yield f"{label} {pen.paint('strong', found.rule)}  {clean(where)}  {clean(name_of(found.resource))}"
    yield from pen.prose(found.message, indent=2)
    if found.when:
        yield from pen.labelled("with", any_of(found.when))
    if found.evidence is not None and "text" in found.evidence:
        yield from pen.labelled("witness", found.evidence["text"])
    for cause in found.explanations:
        place = f", {place_text(cause.location)}" if cause.location else ""
        yield from pen.labelled("cause", f"{cause.message} [{cause.rule}{place}]")
    if found.fix is not None:
        yield from pen.labelled("fix", _fix(found.fix))


def _fix(fix: Repair) -> str:
    why = f": {fix.reason}" if fix.reason else ""
    trust = "verified" if fix.verified else f"not verified{why}"
    return f"{'; '.join(fix.steps)} ({fix.applicability}, {trust})"
