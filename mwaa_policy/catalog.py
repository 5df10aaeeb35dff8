"""The rules, as their METADATA describes them: what is shown to people and never decides.

`catalog.json` is generated from the policies by `scripts/gen`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from mwaa_policy.decision import Severity
from mwaa_policy.errors import InternalError
from mwaa_policy.frozen import Frozen

CATALOG = Path(__file__).with_name("catalog.json")
Subject = Literal["environment", "subnet", "network_acl", "route_table", "nat_gateway", "vpc_endpoint"]
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_ABSENT = object()


class RuleSpec(Frozen):
    """What is told about a rule."""

    id: str
    """Public and permanent: `SG-COUNT`."""
    package: str
    """The Rego package, `mwaa.rules.sg_count`."""
    title: str
    """The defect, in one line."""
    description: str
    """What it checks, and why."""
    references: tuple[str, ...]
    """Pages of AWS, with the section."""
    severities: tuple[Severity, ...]
    """What its findings may have, worst first; none for a rule that explains another's finding."""
    subject: Subject
    """What it judges: the kind of record to which each of its verdicts belongs."""
    blocks: bool
    """Whether an undecided verdict leaves the whole run undecided."""
    source: Literal["page", "beyond"]
    """Whether the page about MWAA's VPC security states it, or another one."""
    sentence: str
    """What AWS says."""
    messages: Mapping[str, str]
    """Templates of its findings by case; `default` is that of a finding without one."""
    remedy: str
    """Template of what mends it."""
    reasons: Mapping[str, str]
    """Why it has nothing to say, by reason code."""
    fix: Literal["none", "sometimes", "always"]
    """Whether it proposes edits."""
    explains: tuple[str, ...]
    """Ids of the rules whose findings it explains."""
    tags: tuple[str, ...]
    """Topics."""
    since: str
    """The version of mwaa-policy that brought it."""

    def message(self, args: Mapping[str, Any]) -> str:
        """Return what a finding says; `args.case` selects the template.

        Args:
            args: values of the placeholders: the finding's `args`, and its `subject`.

        Raises:
            InternalError: the rule has no such case, or `args` lacks a placeholder.
        """
        case = str(args.get("case", "default"))
        if case not in self.messages:
            raise InternalError(f"rule {self.id} has no message for the case {case!r}")
        return self._render(self.messages[case], args)

    def remedy_text(self, args: Mapping[str, Any]) -> str:
        """Return what mends a finding; `args` are those of its message.

        Raises:
            InternalError: `args` lacks a placeholder.
        """
        return self._render(self.remedy, args)

    def _render(self, template: str, args: Mapping[str, Any]) -> str:
        def value_of(placeholder: re.Match[str]) -> str:
            value = args.get(placeholder[1], _ABSENT)
            if value is _ABSENT:
                raise InternalError(f"rule {self.id} gives no value for {placeholder[0]} of its text {template!r}")
            return _text(value)

        return _PLACEHOLDER.sub(value_of, template)


class Catalog(Frozen):
    """The rules of one revision of the policies."""

    revision: str
    """Revision of the bundle that holds the rules."""
    rules: Mapping[str, RuleSpec]
    """The rules by id, in the order of ids."""


@cache
def load_catalog() -> Catalog:
    """Return the catalog of the policies that this package carries."""
    return read_catalog(CATALOG)


def read_catalog(path: Path) -> Catalog:
    """Return the catalog that a file holds.

    Raises:
        InternalError: the file is missing, or was not made for this version of the package.
    """
    # pydantic's reader is loaded already, json is not.
    from pydantic_core import from_json  # noqa: PLC0415 - most of the package does without

    try:
        return parse_catalog(from_json(path.read_bytes()))
    except (OSError, ValueError, InternalError) as error:
        raise InternalError(f"{path} is not the catalog of this version: {error}") from error


def parse_catalog(content: Mapping[str, Any]) -> Catalog:
    """Return the catalog that a JSON value describes.

    Raises:
        InternalError: a member is missing, or there is one that nobody knows.
    """
    try:
        specs = [RuleSpec(**{name: _frozen(value) for name, value in rule.items()}) for rule in content["rules"]]
        return Catalog(revision=content["revision"], rules={spec.id: spec for spec in specs})
    except (AttributeError, KeyError, TypeError) as error:
        raise InternalError(f"a rule is not described in full: {error}") from error


def _frozen(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    return tuple(value) if isinstance(value, list) else value


def _text(value: object) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(_text, value))
        case _:
            return str(value)
