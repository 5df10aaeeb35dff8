"""What the rules about the policies of endpoints must say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mwaa_policy.model import VpcEndpoint
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes, worst
from tests.oracle.calls import Wanted, calls_of, dags, extras, layers
from tests.oracle.endpoint_rules import is_elsewhere
from tests.oracle.facts import Site
from tests.oracle.policy import (
    Call,
    applies,
    document_of,
    is_allowed,
    is_for_everybody,
    meets_conditions,
    resource_pattern,
    says,
    statements_of,
)
from tests.oracle.texts import NOBODY, Unresolved, may_begin
from tests.oracle.truth import Truth, everyone, opposite, someone

_PLACEHOLDER = "arn:aws:s3:::prod-region-starport-layer-bucket/*"
_PREFIXES = {"monitoring": "cloudwatch"}

Asked = Iterable[tuple[VpcEndpoint, Iterable[Wanted]]]
"""Endpoints, each with the calls that pass it."""


def policy_answers(site: Site) -> Answers:
    """Return what these rules must say."""
    environment = site.environment.id
    interfaces = [one for one in site.interfaces if one.service != "s3"]
    buckets = buckets_of(site)
    found: Answers = {
        ("EP-POLICY-BLOCKS", environment): worst(
            judge_calls(one, calls_of(site, one), "critical") for one in interfaces
        ),
        ("EP-S3-ECR", environment): _ecr(site, buckets),
        ("EP-S3-DAG", environment): _dag(site, buckets),
    }
    if not interfaces:
        found["EP-POLICY-BLOCKS", environment] = NOT_APPLICABLE
    found["EP-POLICY-CONDITION", environment] = _condition(
        [
            (found["EP-POLICY-BLOCKS", environment], [(one, list(calls_of(site, one))) for one in interfaces]),
            (found["EP-S3-ECR", environment], [(one, layers(site, one)) for one in buckets]),
            (found["EP-S3-DAG", environment], [(one, _of_dags(site, one)) for one in buckets]),
        ]
    )
    gateways = [one for one in buckets if one.type == "Gateway"]
    for endpoint in site.inventory.vpc_endpoints.items:
        found["EP-POLICY-FULL", endpoint.id] = _full(site, endpoint)
        found["EP-GATEWAY-PRINCIPAL", endpoint.id] = (
            _principal(site, endpoint) if endpoint in gateways else NOT_APPLICABLE
        )
    return found


def buckets_of(site: Site) -> list[VpcEndpoint]:
    """Return the endpoints of S3 that calls of the environment pass."""
    return [one for one in site.taken if one.service == "s3"]


def judge_endpoint(site: Site, endpoint: VpcEndpoint) -> Answer:
    """Return what the policy of an endpoint says to all calls that pass it."""
    of_s3 = (*_of_dags(site, endpoint), *layers(site, endpoint))
    return judge_calls(endpoint, of_s3 if endpoint.service == "s3" else calls_of(site, endpoint), "critical")


def _of_dags(site: Site, endpoint: VpcEndpoint) -> tuple[Wanted, ...]:
    return (*dags(site, endpoint), *extras(site, endpoint))


def _document(endpoint: VpcEndpoint) -> dict[str, Any]:
    """Return a policy, at a gateway endpoint as if whoever is allowed something were everybody.

    AWS wants the principal `*` there; what lacks for another one is told by a rule of its own.
    """
    document = document_of(endpoint.policy)
    if endpoint.type != "Gateway":
        return document
    return {**document, "Statement": [_for_everybody(one) for one in document["Statement"]]}


def _for_everybody(statement: dict[str, Any]) -> dict[str, Any]:
    if statement["Effect"] != "Allow":
        return statement
    return {**{name: value for name, value in statement.items() if name != "NotPrincipal"}, "Principal": "*"}


def judge_calls(endpoint: VpcEndpoint, wanted: Iterable[Wanted], severity: str) -> Answer:
    """Return what the policy of an endpoint says to calls."""
    document = _document(endpoint)
    return worst(_call(document, one, severity) for one in wanted)


def _call(document: dict[str, Any], wanted: Wanted, severity: str) -> Answer:
    truths = {is_allowed(document, one) for one in wanted.calls}
    if False in truths:
        return fail(severity)
    return UNDECIDED if None in truths or _is_some_denied(document, wanted) else PASS


def _is_some_denied(document: dict[str, Any], wanted: Wanted) -> bool:
    """Whether a Deny may hold some of the objects for which a call stands, though not this one."""
    version = document.get("Version")
    return wanted.stem is not None and any(
        applies(statement, call, version) is False
        and applies({**statement, "Resource": "*"}, call, version) is not False
        for call in wanted.calls
        for statement in statements_of(document, "Deny")
        if any(_may_begin(one, call, version, wanted.stem) for one in statement.get("Resource", ()))
    )


def _may_begin(resource: str, call: Call, version: str | None, stem: str) -> bool:
    found = resource_pattern(resource, call, version)
    if isinstance(found, Unresolved):
        return not found.is_void and may_begin(found.around, stem)
    return NOBODY not in found and may_begin(found, stem)


def _principal(site: Site, endpoint: VpcEndpoint) -> Answer:
    """No call needs a statement that names principals."""
    wanted = (*_of_dags(site, endpoint), *layers(site, endpoint))
    needs = {_needs_principals(endpoint, one) for one in wanted}
    return fail("high") if True in needs else UNDECIDED if None in needs else PASS


def _needs_principals(endpoint: VpcEndpoint, wanted: Wanted) -> Truth:
    """Whether statements for some allow a call, and none that is for everybody does."""
    document = document_of(endpoint.policy)
    free = {**document, "Statement": [one for one in document["Statement"] if is_for_everybody(one)]}
    named = [_for_everybody(one) for one in document["Statement"] if not is_for_everybody(one)]
    return someone(
        everyone((says({**document, "Statement": named}, "Allow", call), opposite(says(free, "Allow", call))))
        for call in wanted.calls
    )


def _beside_principals(
    answer: Answer, endpoints: list[VpcEndpoint], asked: Callable[[VpcEndpoint], Iterable[Wanted]]
) -> Answer:
    """Return an answer that leaves to EP-GATEWAY-PRINCIPAL what it tells."""
    gateways = [one for one in endpoints if one.type == "Gateway"]
    needs = {_needs_principals(endpoint, one) for endpoint in gateways for one in asked(endpoint)}
    if answer != PASS or needs <= {False}:
        return answer
    return UNDECIDED if None in needs else NOT_APPLICABLE


def _ecr(site: Site, endpoints: list[VpcEndpoint]) -> Answer:
    if not endpoints:
        return NOT_APPLICABLE
    severity = "critical" if {"ecr.api", "ecr.dkr"} & site.required else "high"
    answers = {one.id: judge_calls(one, layers(site, one), severity) for one in endpoints}
    stopping = [one for one in endpoints if answers[one.id].verdict == "fail"]
    if stopping and all(_is_told_by_dags(site, one) for one in stopping):
        return NOT_APPLICABLE
    return _beside_principals(worst(answers.values()), endpoints, lambda one: layers(site, one))


def _is_told_by_dags(site: Site, endpoint: VpcEndpoint) -> bool:
    """Whether the layers lack for the page's placeholder, and EP-S3-DAG, which fails as well, mends both.

    What a Deny stops is another matter than what nothing allows.
    """
    document = _document(endpoint)
    is_placeholder = any(_PLACEHOLDER in one.get("Resource", ()) for one in statements_of(document, "Allow"))
    calls = [call for one in layers(site, endpoint) for call in one.calls]
    return (
        is_placeholder
        and all(says(document, "Allow", call) is False for call in calls)
        and not any(says(document, "Deny", call) for call in calls)
        and judge_calls(endpoint, dags(site, endpoint), "critical").verdict == "fail"
    )


def _dag(site: Site, endpoints: list[VpcEndpoint]) -> Answer:
    if not endpoints:
        return NOT_APPLICABLE
    must = worst(judge_calls(one, dags(site, one), "critical") for one in endpoints)
    nice = worst(judge_calls(one, extras(site, one), "medium") for one in endpoints)
    return _beside_principals(worst([must, nice]), endpoints, lambda one: _of_dags(site, one))


def _condition(rules: Iterable[tuple[Answer, Asked]]) -> Answer:
    """Say whether a condition stops calls of which a rule tells that they are stopped."""
    answers = list(rules)
    stopped = [
        (document, one)
        for answer, asked in answers
        if answer.verdict == "fail"
        for document, one in _single(asked)
        if is_allowed(document, one.calls[0]) is False
    ]
    blamed = {_is_by_condition(document, one) for document, one in stopped}
    if True in blamed:
        return Answer("fail")
    if None in blamed or any(_is_open(answer, asked) for answer, asked in answers):
        return UNDECIDED
    return PASS if stopped else NOT_APPLICABLE


def _single(asked: Asked) -> Iterator[tuple[dict[str, Any], Wanted]]:
    """Give each call with the policy to which it is put."""
    for endpoint, wanted in asked:
        for one in wanted:
            for call in one.calls:
                yield _document(endpoint), one._replace(calls=(call,))


def _is_open(answer: Answer, asked: Asked) -> bool:
    """Whether a condition may stop a call of which it is not known whether it is stopped."""
    return answer == UNDECIDED or (
        answer.verdict == "fail"
        and any(
            (is_allowed(document, one.calls[0]) is None or _is_some_denied(document, one))
            and _may_be_by_condition(document, one)
            for document, one in _single(asked)
        )
    )


def _may_be_by_condition(document: dict[str, Any], wanted: Wanted) -> bool:
    """Whether a statement with conditions may deny a call, or would, these aside, perhaps allow it."""
    version, [call] = document.get("Version"), wanted.calls
    return any(
        applies(one, call, version) is not False or _is_some_denied({**document, "Statement": [one]}, wanted)
        for one in statements_of(document, "Deny")
        if one["Condition"]
    ) or any(
        meets_conditions(one, call, version) is not True
        and applies({**one, "Condition": {}}, call, version) is not False
        for one in statements_of(document, "Allow")
    )


def _is_by_condition(document: dict[str, Any], wanted: Wanted) -> Truth:
    """Whether the statement that denies a call has conditions, or else one that would allow it."""
    if not _may_be_by_condition(document, wanted):
        return False
    version, [call] = document.get("Version"), wanted.calls
    denies = [(applies(one, call, version), one) for one in statements_of(document, "Deny")]
    if _is_some_denied(document, wanted) or any(truth is None for truth, _ in denies):
        return None
    for truth, statement in denies:
        if truth:
            return bool(statement["Condition"])
    return someone(
        applies({**statement, "Condition": {}}, call, version)
        for statement in statements_of(document, "Allow")
        if meets_conditions(statement, call, version) is False
    )


def _full(site: Site, endpoint: VpcEndpoint) -> Answer:
    """Everybody may do everything without condition, and nothing is denied."""
    concerned = site.uses(endpoint) and endpoint.type == "Interface"
    if is_elsewhere(site) or not concerned:
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    statements = document_of(endpoint.policy)["Statement"]
    prefix = _PREFIXES.get(str(endpoint.service), str(endpoint.service).partition(".")[0])
    everything = any(
        one["Effect"] == "Allow"
        and one.get("Principal") == "*"
        and {"*", f"{prefix}:*"} & set(one.get("Action", ()))
        and "*" in one.get("Resource", ())
        and not one["Condition"]
        for one in statements
    )
    return passes(everything and all(one["Effect"] == "Allow" for one in statements), "info")
