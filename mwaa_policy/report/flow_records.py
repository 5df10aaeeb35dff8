"""The records of a report on flows: every flow that environments require, and the steps on its way.

The fields of these records, in this order, are the JSON of `mwaa-policy explain --flows`;
`flows_schema` gives its schema.
"""

from __future__ import annotations

from typing import Literal

from mwaa_policy.decision import Routing
from mwaa_policy.flow_decision import Fate, Stage
from mwaa_policy.frozen import Frozen
from mwaa_policy.report.records import (
    Assumed,
    Branched,
    MissingFact,
    Path,
    Place,
    Policies,
    SkippedPart,
    Software,
    Source,
    Unjudged,
)

FLOW_REPORT_SCHEMA: Literal["mwaa-policy-flow-report/v1"] = "mwaa-policy-flow-report/v1"


class Decider(Frozen):
    """What decides a step."""

    kind: str
    """What it is: `acl_entry`, `implied_deny`, `group_rule`, `no_rule`, `route`, `statement` and the like."""
    path: Path
    """Path of it in the normalized document, by ids and names."""
    text: str
    """It in words, without the record to which it belongs."""
    place: str
    """Its place as findings show it, `template.yaml:88`; empty for what no document writes down."""
    location: Place | None
    """The same place as a record."""


class Step(Frozen):
    """What a packet or a call passes on its way, and what becomes of it there."""

    stage: Stage
    """Which part of the way it is."""
    verdict: Fate
    """What becomes of it: `passes`, `stopped`, `undecided` or `not_judged`."""
    rule: str | None
    """Id of the rule that judges it; none for a route inside the VPC."""
    subnet: str | None
    """The subnet at whose border, or by whose route table, it is."""
    peer: str | None
    """The subnet at the other end."""
    through: tuple[Path, ...]
    """Paths of what is passed: the ACL, the groups, the route table, the endpoint, the NAT gateway."""
    deciders: tuple[Decider, ...]
    """By what it passes, or is stopped."""
    missing: tuple[MissingFact, ...]
    """The facts for want of which it is undecided."""
    reason: str | None
    """Why it is not judged, in words."""
    calls: tuple[str, ...]
    """The calls that a policy stops."""
    quiet: bool
    """Whether that it is undecided is a note, and leaves nothing open."""


class BranchFate(Frozen):
    """What becomes of a flow in one branch of the conditions of a template."""

    when: str
    """The values of the parameters that make the difference."""
    verdict: Fate | None
    """What becomes of it; none where there is no such flow."""


class Flow(Frozen):
    """Something that an environment must be able to send."""

    name: str
    """`database`, `webserver`, a service, `internet`; `further` for what the documents leave open."""
    endpoint: str | None
    """Id of the endpoint that it takes."""
    subnet: str | None
    """The subnet from which it comes; none where no subnet is known."""
    protocol: str
    """Its protocol, `tcp`."""
    port: int | None
    """The port to which requests go."""
    verdict: Fate
    """What becomes of it: what becomes of its worst step. Where conditions hang on parameters without a value,
    it is what becomes of it in every branch, though each may stop it elsewhere."""
    steps: tuple[Step, ...]
    """The steps on its way there, and on the way back."""
    outcomes: tuple[BranchFate, ...]
    """What would become of it in each branch of the conditions of a template, where that differs."""


class EnvironmentFlows(Frozen):
    """The flows of an environment."""

    id: str
    """Its id."""
    routing: Routing
    """Its routing mode."""
    region: str | None
    """The region in which it is; none where nothing tells."""
    account: str | None
    """The account that owns it."""
    flows: tuple[Flow, ...]
    """What it must be able to send."""


class FlowReport(Frozen):
    """The flows of one input. Every part is sorted."""

    schema: Literal["mwaa-policy-flow-report/v1"]
    """Version of this contract."""
    tool: Software
    """What wrote the report."""
    policy: Policies
    """What was evaluated."""
    engine: Software
    """What evaluated it."""
    source: Source
    """What was read."""
    environments: tuple[EnvironmentFlows, ...]
    """The environments and their flows."""
    unjudged: Unjudged | None
    """What hides further environments."""
    assumed: tuple[Assumed, ...]
    """Defaults that were used as values."""
    skipped: tuple[SkippedPart, ...]
    """Parts of the documents that were not read."""
    branches: tuple[Branched, ...]
    """The parameters whose values were all judged, because conditions hang on them and nobody gives them one."""
