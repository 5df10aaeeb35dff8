"""The records of a report: the answer that people and programs read.

The fields of these records, in this order, are the JSON report; `report_schema` gives its schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from mwaa_policy.decision import Routing, Severity, Verdict
from mwaa_policy.frozen import Frozen

REPORT_SCHEMA: Literal["mwaa-policy-report/v1"] = "mwaa-policy-report/v1"
Applicability = Literal["safe", "unsafe", "placeholder", "manual"]
Path = tuple[str, ...]


class Software(Frozen):
    """A program, and which one of its versions."""

    name: str
    """Its name; of an engine `wasm`, or the address of an OPA server."""
    version: str
    """Its version."""


class Policies(Frozen):
    """The policies that were evaluated."""

    revision: str
    """Revision of the bundle."""


class Source(Frozen):
    """What was read."""

    kind: str
    """Kind of the documents: `cloudformation`, `terraform-plan`, `boto3` and the like."""
    documents: tuple[str, ...]
    """Names of the documents."""


class Place(Frozen):
    """A place in a document."""

    document: str
    """Name of the document."""
    pointer: str
    """JSON pointer (RFC 6901) into the document's value."""
    line: int | None
    """Line, from 1."""
    column: int | None
    """Column, from 1."""


class Explanation(Frozen):
    """A likely cause of a finding, named by a rule that only explains."""

    rule: str
    """Id of the rule that explains."""
    subject: str
    """Id of the object that it judged."""
    message: str
    """The cause in words."""
    location: Place | None
    """Where it is."""


class Repair(Frozen):
    """A change that would mend a finding."""

    applicability: Applicability
    """How far it may be trusted: `safe`, `unsafe`, `placeholder` or `manual`."""
    verified: bool
    """Whether the changed document was evaluated again: finding gone, nothing lost."""
    reason: str
    """Why it is not verified; empty when it is."""
    steps: tuple[str, ...]
    """What is changed, in words."""
    patch: tuple[Mapping[str, Any], ...]
    """Operations of a JSON Patch (RFC 6902) on the normalized document of its region and account; none when only a
    human can make the change."""


class Finding(Frozen):
    """A rule that fails for an object."""

    rule: str
    """Id of the rule."""
    severity: Severity
    """How bad it is."""
    subject: str
    """Id of the object that was judged."""
    resource: str
    """The object that is wrong: resource address, logical id or id."""
    message: str
    """What is wrong, in words."""
    remedy: str
    """What would mend it, in words."""
    location: Place | None
    """Where it is wrong; nowhere for what no document writes down, such as a default."""
    evidence: Mapping[str, Any] | None
    """The witness: a packet or a call and what decides its fate, with `text` in words."""
    fix: Repair | None
    """A change that would mend it."""
    explanations: tuple[Explanation, ...]
    """Likely causes."""
    when: tuple[str, ...] = ()
    """The branches of the conditions of a template in which it holds, by the values of the parameters that make the
    difference; none where it holds in all."""


class Cause(Frozen):
    """Why a fact is not known."""

    subject: str
    """What is missing, as a key: equal subjects are one cause."""
    text: str
    """The cause in words."""
    supply: str
    """How to supply it; empty when nothing can."""


class MissingFact(Frozen):
    """A fact on which a verdict hangs, and that is not known."""

    path: Path
    """Path of the fact in the normalized document, by ids and names."""
    cause: Cause
    """Why it is not known."""
    location: Place | None
    """Where the cause is, or the fact would be."""


class BranchVerdict(Frozen):
    """A verdict in one branch of the conditions of a template."""

    when: str
    """The values of the parameters that make the difference."""
    verdict: Verdict
    """The verdict."""


class Undecided(Frozen):
    """A rule that cannot be judged for an object."""

    rule: str
    """Id of the rule."""
    severity: Severity | None
    """The worst that the rule may find; none for a rule that only explains."""
    subject: str
    """Id of the object."""
    because: tuple[MissingFact, ...]
    """The facts that are missing."""
    blocks: bool
    """Whether this makes the run undecided; otherwise it is a quiet note."""
    outcomes: tuple[BranchVerdict, ...]
    """What it would be in each branch of the conditions of a template, where that differs."""


class Passed(Frozen):
    """A rule that holds for an object."""

    rule: str
    """Id of the rule."""
    subject: str
    """Id of the object."""


class NotApplicable(Frozen):
    """A rule that has nothing to say about an object."""

    rule: str
    """Id of the rule."""
    subject: str
    """Id of the object."""
    because: str
    """A reason code of the rule, or the id of a rule that fails already."""
    text: str
    """The reason in words."""


class Assumed(Frozen):
    """A default that was used as a value."""

    subject: str
    """What was assumed, as a key."""
    text: str
    """The assumption in words."""
    option: str
    """What would state it instead; empty when nothing can."""


class SkippedPart(Frozen):
    """A part of a document that was not read, while the rest was."""

    text: str
    """What is wrong with it."""
    location: Place
    """Where it is."""


class Unjudged(Frozen):
    """Environments that may exist, and were not judged."""

    because: str
    """Why it is not known whether there are any."""
    supply: str
    """How to tell; empty when nothing can."""
    location: Place | None
    """The place of the cause."""


class Branched(Frozen):
    """A parameter of a template that has no value: it was judged with each that makes a difference."""

    parameter: str
    """Its name; `AWS::Region` is the region."""
    values: tuple[str, ...]
    """The values."""
    others: bool
    """Whether it may have others, which were judged together."""


class EnvironmentSummary(Frozen):
    """An environment that was judged."""

    id: str
    """Its id."""
    routing: Routing
    """Its routing mode."""
    region: str | None
    """The region in which it is; none where nothing tells."""
    account: str | None
    """The account that owns it."""


class Summary(Frozen):
    """The report in numbers."""

    environments: int
    """Environments that were judged."""
    findings: Mapping[Severity, int]
    """Findings by severity, every severity named."""
    undecided: int
    """Undecided verdicts."""
    blocking: int
    """Those of them that make the run undecided."""
    passed: int
    """Verdicts that passed."""
    not_applicable: int
    """Rules without object, as far as the report has them."""
    verified_fixes: int
    """Findings with a fix that is verified."""


class Report(Frozen):
    """The answer to one input. Every part is sorted."""

    schema: Literal["mwaa-policy-report/v1"]
    """Version of this contract."""
    tool: Software
    """What wrote the report."""
    policy: Policies
    """What was evaluated."""
    engine: Software
    """What evaluated it."""
    source: Source
    """What was read."""
    findings: tuple[Finding, ...]
    """What is wrong: worst first, then by rule, object and place."""
    undecided: tuple[Undecided, ...]
    """What cannot be told."""
    passed: tuple[Passed, ...]
    """What holds."""
    not_applicable: tuple[NotApplicable, ...]
    """What does not arise; objects that no environment uses are left out."""
    assumed: tuple[Assumed, ...]
    """Defaults that were used as values."""
    skipped: tuple[SkippedPart, ...]
    """Parts of the documents that were not read."""
    environments: tuple[EnvironmentSummary, ...]
    """The environments that were judged."""
    unjudged: Unjudged | None
    """What hides further environments; they keep a run undecided."""
    branches: tuple[Branched, ...]
    """The parameters whose values were all judged, because conditions hang on them and nobody gives them one."""
    summary: Summary
    """All of this in numbers."""
