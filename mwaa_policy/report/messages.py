"""The words of findings: the catalog's templates, filled with the arguments of a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mwaa_policy.catalog import RuleSpec
from mwaa_policy.decision import SEVERITIES, Finding, Severity
from mwaa_policy.model.cidr import span_text
from mwaa_policy.report.words import DIRECTIONS, TOWARD, name_of, statement_name, target_kind_words

_SHOWN = 3
_NAMES = {"kind": target_kind_words, "statement": statement_name}


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


def reason_text(rule: str, because: str, rules: Mapping[str, RuleSpec]) -> str:
    """Return why a rule has nothing to say, for a reason code of its own or the id of another rule."""
    text = rules[rule].reasons.get(because)
    if text is None:
        return f"{because} fails already" if because in rules else because
    return text


def _spoken(finding: Finding) -> Mapping[str, Any]:
    """Return the arguments of the templates: directions, addresses and what else there is as people name them."""
    words = {name: value if name == "case" else _in_words(value) for name, value in finding.args.items()}
    for name, spoken in _NAMES.items():
        if isinstance(told := finding.args.get(name), str):
            words[name] = spoken(told)
    direction = finding.args.get("direction")
    toward = {"toward": TOWARD[direction]} if isinstance(direction, str) else {}
    return {**words, **toward, "subject": name_of(finding.subject)}


def _in_words(value: Any) -> Any:  # noqa: ANN401 - whatever a rule gives its templates
    match value:
        case [{"first": _, "after": _}, *_]:
            return _spans_words([span_text(span["first"], span["after"]) for span in value])
        case list() | tuple():
            return [_in_words(item) for item in value]
        case str():
            return DIRECTIONS.get(value) or name_of(value)
        case _:
            return value


def _spans_words(spans: list[str]) -> list[str]:
    """Return address ranges, of many the first ones."""
    more = len(spans) - _SHOWN
    return spans if more <= 1 else [*spans[:_SHOWN], f"and {more} more ranges"]


def rank(severity: Severity | None) -> int:
    """Return a number by which severities sort, worst first."""
    return len(SEVERITIES) if severity is None else SEVERITIES.index(severity)
