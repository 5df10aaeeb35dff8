"""What an engine answers: ids, paths and values, no prose and no file names."""

from collections.abc import Mapping
from typing import Any, Literal

from mwaa_policy.model._base import Record

Verdict = Literal["pass", "fail", "undecided", "not_applicable"]
Severity = Literal["critical", "high", "medium", "low", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "info")
Verb = Literal[
    "add_group_rule",
    "remove_group_rule",
    "add_acl_entry",
    "add_statement",
    "replace_statement",
    "set_attribute",
    "add_member",
    "add_route",
    "create_endpoint",
]
Routing = Literal["public", "private", "partial", "igw", "mixed", "indeterminate"]
DECISION_SCHEMA = "mwaa-policy-decision/v1"


class Finding(Record):
    """A rule that fails for a subject."""

    rule: str
    """Rule id."""
    subject: str
    """Id of the subject."""
    severity: Severity | None
    """How bad it is; `None` when the rule explains another's finding."""
    at: tuple[str, ...]
    """Path of the fact that is wrong."""
    args: Mapping[str, Any]
    """Values for the rule's message; `case` selects the message."""
    evidence: Mapping[str, Any] | None
    """The witness: a packet or a call, and what decides its fate."""


class Undecided(Record):
    """A rule that cannot be judged for a subject."""

    rule: str
    """Rule id."""
    subject: str
    """Id of the subject."""
    because: tuple[tuple[str, ...], ...]
    """Paths of the facts that are missing."""
    quiet: bool = False
    """Whether it is a note that leaves nothing open, though its rule blocks."""


class NotApplicable(Record):
    """A rule that has nothing to say about a subject."""

    rule: str
    """Rule id."""
    subject: str
    """Id of the subject."""
    because: str
    """Reason code of the rule, or the id of a rule that fails already."""


class Edit(Record):
    """A change in inventory space that would mend a finding."""

    rule: str
    """Rule id."""
    subject: str
    """Id of the subject."""
    at: tuple[str, ...]
    """`at` of the finding that it mends."""
    verb: Verb
    """What to do."""
    target: tuple[str, ...]
    """Path of the record that changes."""
    value: Any
    """The verb's argument."""
    applicability: Literal["safe", "unsafe", "placeholder", "manual"]
    """How far it may be trusted."""


class EnvironmentFacts(Record):
    """What was derived about an environment."""

    id: str
    """Environment id."""
    routing: Routing
    """The routing mode."""
    because: tuple[tuple[str, ...], ...]
    """Paths of the routes that decided, or of the facts that are missing."""


class Decision(Record):
    """The answer to one inventory. Every part is sorted."""

    evaluated: tuple[str, ...]
    """Ids of the rules that were evaluated."""
    environments: tuple[EnvironmentFacts, ...]
    """What was derived about each environment."""
    verdicts: Mapping[str, Mapping[str, Verdict]]
    """Rule id to subject to verdict."""
    findings: tuple[Finding, ...]
    """Every failure."""
    undecided: tuple[Undecided, ...]
    """Every verdict that hangs on something unknown."""
    not_applicable: tuple[NotApplicable, ...]
    """Every verdict without object."""
    edits: tuple[Edit, ...]
    """Changes that would mend findings."""
