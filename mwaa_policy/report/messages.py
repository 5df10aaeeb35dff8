"""The words of findings: the catalog's templates, filled with the arguments of a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_policy.catalog import RuleSpec
from mwaa_policy.decision import SEVERITIES, Finding, Severity
from mwaa_policy.report.words import DIRECTIONS, name_of


def message_of(finding: Finding, rule: RuleSpec) -> str:
    """Return what is wrong.

    Raises:
        InternalError: the rule's templates and its arguments do not fit.
    """
    return rule.message(_spoken(finding))


def remedy_of(finding: Finding, rule: RuleSpec) -> str:
    """Return what would mend it.

    Raises:
        InternalError: the rule's templates and its arguments do not fit.
    """
    return rule.remedy_text(_spoken(finding))


def _spoken(finding: Finding) -> Mapping[str, Any]:
    """Return the arguments of the templates: directions and environments as people name them."""
    words = {name: value if name == "case" else _in_words(value) for name, value in finding.args.items()}
    return {**words, "subject": name_of(finding.subject)}


def _in_words(value: Any) -> Any:  # noqa: ANN401 - whatever a rule gives its templates
    if isinstance(value, list | tuple):
        return [_in_words(item) for item in value]
    return DIRECTIONS.get(value) or name_of(value) if isinstance(value, str) else value


def rank(severity: Severity | None) -> int:
    """Return a number by which severities sort, worst first."""
    return len(SEVERITIES) if severity is None else SEVERITIES.index(severity)
