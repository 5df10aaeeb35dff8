"""What an engine answers: ids, paths and values, no prose and no file names."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

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
FLOWS_SCHEMA = "mwaa-policy-flows/v1"
Stage = Literal[
    "endpoint",
    "name",
    "groups_out",
    "acl_out",
    "route",
    "nat_acl_in",
    "nat",
    "nat_acl_out",
    "acl_in",
    "groups_in",
    "policy",
    "reply_out",
    "nat_reply_in",
    "nat_reply_out",
    "reply_in",
    "further",
]
STAGES: tuple[Stage, ...] = get_args(Stage)
"""The parts of a way, in their order: there, and back."""
Fate = Literal["stopped", "undecided", "not_judged", "passes"]
FATES: tuple[Fate, ...] = get_args(Fate)
"""What becomes of a flow, the worst first: it is what becomes of its worst step."""


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


class Decider(Record):
    """What decides a step."""

    kind: Literal[
        "acl_entry",
        "implied_deny",
        "group_rule",
        "no_rule",
        "route",
        "no_route",
        "statement",
        "policy",
        "fact",
        "absent",
    ]
    """What it is: an entry, a rule, a route, a statement, or that there is none; another fact, or its absence."""
    path: tuple[str, ...]
    """Where it is, or would be."""


class Step(Record):
    """What a packet or a call passes, and what becomes of it there."""

    stage: Stage
    """Which part of the way it is."""
    rule: str | None
    """Id of the rule that judges it; `None` for a route inside the VPC."""
    subnet: str | None
    """The subnet at whose border, or by whose route table, it is."""
    peer: str | None
    """The subnet at the other end, if there is one."""
    through: tuple[tuple[str, ...], ...]
    """Paths of the records that are passed."""
    verdict: Fate
    """What becomes of it."""
    deciders: tuple[Decider, ...]
    """By what it passes, or is stopped."""
    because: tuple[tuple[str, ...], ...]
    """Paths of the facts for want of which it is undecided."""
    reason: str | None
    """Why it is not judged: a reason code of the rule, or the id of a rule that fails already."""
    calls: tuple[str, ...]
    """The calls that a policy stops."""
    quiet: bool
    """Whether that it is undecided leaves nothing open."""


class Flow(Record):
    """Something that an environment must be able to send, with the steps on its way."""

    environment: str
    """Environment id."""
    name: str
    """`database`, `webserver`, a service, `endpoint` for one of an unknown service, `internet`, or `further`."""
    endpoint: str | None
    """The endpoint that it takes, if there is one."""
    subnet: str | None
    """The subnet from which it comes; `None` when none is known."""
    protocol: str
    """Protocol number as text."""
    port: int | None
    """The port to which requests go."""
    verdict: Fate
    """What becomes of it."""
    steps: tuple[Step, ...]
    """The steps, in the order of their stages."""


class Flows(Record):
    """The flows of one inventory. Every part is sorted."""

    environments: tuple[EnvironmentFacts, ...]
    """What was derived about each environment."""
    flows: tuple[Flow, ...]
    """What each environment must be able to send."""
