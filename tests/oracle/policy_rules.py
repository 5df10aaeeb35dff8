"""What the rules about the policies of endpoints must say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mwaa_policy.model import VpcEndpoint
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes, worst
from tests.oracle.calls import Wanted, calls_of, dags, extras, layers
from tests.oracle.endpoint_rules import is_elsewhere
from tests.oracle.environment_rules import not_routed
from tests.oracle.facts import Site
from tests.oracle.policy import applies, document_of, is_allowed, may_begin

_PLACEHOLDER = "arn:aws:s3:::prod-region-starport-layer-bucket/*"
_EVERYTHING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_PREFIXES = {"monitoring": "cloudwatch"}


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
    elif not_routed(site):
        # What a policy stops is stopped on every way, and may be told while the routes are not known.
        found["EP-POLICY-BLOCKS", environment] = NOT_APPLICABLE._replace(is_doubtful=True)
    for endpoint in site.inventory.vpc_endpoints.items:
        found["EP-POLICY-FULL", endpoint.id] = _full(site, endpoint)
    return found


def buckets_of(site: Site) -> list[VpcEndpoint]:
    """Return the endpoints of S3 that calls of the environment pass."""
    gateways = [one for one in site.s3_gateways() if set(one.route_table_ids.items) & {t.id for t in site.tables()}]
    return [*gateways, *(one for one in site.interfaces if one.service == "s3")]


def judge_calls(endpoint: VpcEndpoint, wanted: Iterable[Wanted], severity: str) -> Answer:
    document = document_of(endpoint.policy)
    return worst(_call(document, one, severity) for one in wanted)


def _call(document: dict[str, Any], wanted: Wanted, severity: str) -> Answer:
    allowed = is_allowed(document, wanted.call)
    if allowed is False:
        return fail(severity)
    return PASS if allowed and not _is_some_denied(document, wanted) else UNDECIDED


def _is_some_denied(document: dict[str, Any], wanted: Wanted) -> bool:
    """Whether a Deny may hold some of the objects for which a call stands, though not this one."""
    return wanted.stem is not None and any(
        applies({**statement, "Resource": "*"}, wanted.call, document.get("Version")) is not False
        for statement in document["Statement"]
        if statement["Effect"] == "Deny"
        if any(may_begin(pattern, wanted.stem) for pattern in statement.get("Resource", ()))
    )


def _ecr(site: Site, endpoints: list[VpcEndpoint]) -> Answer:
    if not endpoints:
        return NOT_APPLICABLE
    severity = "critical" if {"ecr.api", "ecr.dkr"} & site.required else "high"
    answers = {one.id: judge_calls(one, layers(site, one), severity) for one in endpoints}
    stopping = [one for one in endpoints if answers[one.id].verdict == "fail"]
    if stopping and all(_is_told_by_dags(site, one) for one in stopping):
        return NOT_APPLICABLE
    return worst(answers.values())


def _is_told_by_dags(site: Site, endpoint: VpcEndpoint) -> bool:
    """Whether the layers lack for the page's placeholder, and EP-S3-DAG, which fails as well, mends both.

    What a Deny stops is another matter than what nothing allows.
    """
    document = document_of(endpoint.policy)
    allows = [one for one in document["Statement"] if one["Effect"] == "Allow"]
    denies = [one for one in document["Statement"] if one["Effect"] == "Deny"]
    is_placeholder = any(_PLACEHOLDER in one.get("Resource", ()) for one in allows)
    is_not_granted = all(_call({"Statement": allows}, one, "high").verdict == "fail" for one in layers(site, endpoint))
    is_denied = any(
        is_allowed({"Statement": [_EVERYTHING, *denies]}, one.call) is False for one in layers(site, endpoint)
    )
    return (
        is_placeholder
        and is_not_granted
        and not is_denied
        and judge_calls(endpoint, dags(site, endpoint), "critical").verdict == "fail"
    )


def _dag(site: Site, endpoints: list[VpcEndpoint]) -> Answer:
    if not endpoints:
        return NOT_APPLICABLE
    must = worst(judge_calls(one, dags(site, one), "critical") for one in endpoints)
    nice = worst(judge_calls(one, extras(site, one), "medium") for one in endpoints)
    return worst([must, nice])


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
