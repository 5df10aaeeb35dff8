"""What an engine answers when it is asked for flows: apart from the decision, which most runs want alone."""

from typing import Literal, get_args

from mwaa_policy.decision import EnvironmentFacts
from mwaa_policy.model._base import Record

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
