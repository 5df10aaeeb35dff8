"""Joins reports on networks of several regions and accounts: each was judged by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from mwaa_policy.report.messages import rank
from mwaa_policy.report.records import Source
from mwaa_policy.report.summary import summarize

if TYPE_CHECKING:
    from mwaa_policy.report.flow_records import FlowReport
    from mwaa_policy.report.records import Report

_T = TypeVar("_T")


def join_reports(reports: Sequence[Report]) -> Report:
    """Return one report of several; objects whose ids are the same in two of them are named with their place."""
    parts = _told_apart(reports)
    findings = _sorted(parts, "findings", lambda one: (rank(one.severity), one.rule, one.subject))
    undecided = _sorted(parts, "undecided", lambda one: (not one.blocks, rank(one.severity), one.rule, one.subject))
    passed = _sorted(parts, "passed", lambda one: (one.rule, one.subject))
    not_applicable = _sorted(parts, "not_applicable", lambda one: (one.rule, one.subject))
    environments = _sorted(parts, "environments", lambda one: one.id)
    return replace(
        parts[0],
        source=_source(parts),
        findings=findings,
        undecided=undecided,
        passed=passed,
        not_applicable=not_applicable,
        assumed=_each(one for part in parts for one in part.assumed),
        skipped=_each(one for part in parts for one in part.skipped),
        environments=environments,
        unjudged=next((part.unjudged for part in parts if part.unjudged), None),
        branches=_each(one for part in parts for one in part.branches),
        summary=summarize(environments, findings, undecided, passed, not_applicable),
    )


def join_flow_reports(reports: Sequence[FlowReport]) -> FlowReport:
    """Return one report on flows of several."""
    shared = _shared([{one.id for one in report.environments} for report in reports])
    environments = [
        replace(one, id=_scoped(one.id, shared, one.region, one.account))
        for report in reports
        for one in report.environments
    ]
    return replace(
        reports[0],
        source=_source(reports),
        environments=tuple(sorted(environments, key=lambda one: one.id)),
        unjudged=next((report.unjudged for report in reports if report.unjudged), None),
        assumed=_each(one for report in reports for one in report.assumed),
        skipped=_each(one for report in reports for one in report.skipped),
        branches=_each(one for report in reports for one in report.branches),
    )


def _told_apart(reports: Sequence[Report]) -> list[Report]:
    shared = _shared([_subjects(report) for report in reports])
    return [_with_place(report, shared, number) for number, report in enumerate(reports)] if shared else [*reports]


def _subjects(report: Report) -> set[str]:
    checks: tuple[Any, ...] = (*report.findings, *report.undecided, *report.passed, *report.not_applicable)
    return {one.id for one in report.environments} | {one.subject for one in checks}


def _shared(parts: Sequence[set[str]]) -> frozenset[str]:
    counts = Counter(name for part in parts for name in part)
    return frozenset(name for name, number in counts.items() if number > 1)


def _with_place(report: Report, shared: frozenset[str], number: int) -> Report:
    """Return a report whose objects of shared ids bear the place; one that has no environment bears its number."""
    first = next(iter(report.environments), None)
    region, account = (first.region, first.account) if first else (None, None)

    def scoped(name: str) -> str:
        return _scoped(name, shared, region, account or str(number + 1))

    def placed(found: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(replace(one, subject=scoped(one.subject)) for one in found)

    return replace(
        report,
        findings=placed(report.findings),
        undecided=placed(report.undecided),
        passed=placed(report.passed),
        not_applicable=placed(report.not_applicable),
        environments=tuple(replace(one, id=scoped(one.id)) for one in report.environments),
    )


def _scoped(name: str, shared: frozenset[str], region: str | None, account: str | None) -> str:
    return "/".join(part for part in (account, region, name) if part) if name in shared else name


def _sorted(parts: Sequence[Report], name: str, key: Callable[[Any], Any]) -> tuple[Any, ...]:
    return tuple(sorted((one for part in parts for one in getattr(part, name)), key=key))


def _source(parts: Sequence[Report | FlowReport]) -> Source:
    kinds = dict.fromkeys(kind for part in parts for kind in part.source.kind.split(" + "))
    documents = dict.fromkeys(name for part in parts for name in part.source.documents)
    return Source(kind=" + ".join(kinds), documents=tuple(documents))


def _each(found: Iterable[_T]) -> tuple[_T, ...]:
    """Return what is found, each once."""
    told: list[_T] = []
    for one in found:
        if one not in told:
            told.append(one)
    return tuple(told)
