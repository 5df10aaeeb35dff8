"""What the rules about the documents of endpoint policies must say, whatever calls they allow."""

from __future__ import annotations

from mwaa_policy.model import Policy, Statement, VpcEndpoint
from tests.oracle.answers import NOT_APPLICABLE, PASS, UNDECIDED, Answer, Answers, fail, passes
from tests.oracle.calls import layers
from tests.oracle.endpoint_rules import is_elsewhere
from tests.oracle.facts import Site
from tests.oracle.policy_rules import buckets_of, judge_calls
from tests.oracle.texts import matches

_MOST_CHARACTERS = 20480
_ARN_OF_S3 = ":s3:::"


def document_answers(site: Site) -> Answers:
    """Return what these rules must say."""
    found: Answers = {}
    for endpoint in site.inventory.vpc_endpoints.items:
        found["EP-POLICY-PRESENT", endpoint.id] = _present(site, endpoint)
        found["EP-POLICY-VALID", endpoint.id] = _valid(endpoint)
        found["EP-S3-PLACEHOLDER", endpoint.id] = _placeholder(site, endpoint)
    return found


def is_accepted(policy: Policy) -> bool:
    """Whether AWS takes a policy: statements that each say what, for whom, and on what, in a text not too long."""
    is_short = policy.size is not None and policy.size <= _MOST_CHARACTERS
    return policy.error == "none" and is_short and all(_is_whole(one) for one in policy.statements.items)


def _is_whole(statement: Statement) -> bool:
    modes = (statement.principal_mode, statement.action_mode, statement.resource_mode)
    return statement.effect in {"Allow", "Deny"} and "none" not in modes


def _valid(endpoint: VpcEndpoint) -> Answer:
    if endpoint.requester_managed or not endpoint.policy.explicit:
        return NOT_APPLICABLE
    return passes(is_accepted(endpoint.policy), "high")


def _present(site: Site, endpoint: VpcEndpoint) -> Answer:
    """Somebody wrote a policy, as far as anybody can tell: AWS returns its own as if it were written."""
    if is_elsewhere(site) or not site.uses(endpoint):
        return NOT_APPLICABLE
    if site.routing == "indeterminate":
        return UNDECIDED
    if endpoint.policy.explicit or endpoint.state != "planned":
        return PASS
    return fail("high" if site.params.require_explicit_endpoint_policy else "low")


def _placeholder(site: Site, endpoint: VpcEndpoint) -> Answer:
    """Explains layers that are stopped by a name that is nearly that of their bucket."""
    if endpoint not in buckets_of(site) or _valid(endpoint).verdict == "fail":
        return NOT_APPLICABLE
    verdict = judge_calls(endpoint, layers(site, endpoint), "high").verdict
    if verdict != "fail":
        return UNDECIDED if verdict == "undecided" else NOT_APPLICABLE
    context = site.inventory.context
    bucket = f"arn:{context.partition}{_ARN_OF_S3}prod-{context.region}-starport-layer-bucket"
    allowed = [
        resource
        for statement in endpoint.policy.statements.items
        if statement.effect == "Allow" and statement.resource_mode == "listed"
        for resource in statement.resources.items
    ]
    return Answer("fail") if any(_is_misnamed(one, bucket) for one in allowed) else PASS


def _is_misnamed(resource: str, bucket: str) -> bool:
    """Whether a resource has the form of the bucket's name, and is not that bucket."""
    before, arn, name = resource.partition(_ARN_OF_S3)
    written = name.partition("/")[0]
    is_alike = bool(arn) and written.startswith("prod-") and "-starport-layer-bucket" in written
    return is_alike and not matches(f"{before}{arn}{written}", bucket)
