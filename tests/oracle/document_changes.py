"""Mistakes with the documents of endpoint policies, which make them none, or name another bucket."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mwaa_policy.model import Inventory
from mwaa_policy.model.policy_document import parse_policy
from tests.fixtures.networks import BUCKET, REGION
from tests.oracle.changes import Change, changed, found, stated
from tests.oracle.endpoint_changes import added, answering, chosen, gateway_tables, managed
from tests.oracle.network_changes import routes
from tests.oracle.policy_changes import document, policy

_LAYERS = (
    f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket/*",
    "arn:aws:s3:::prod-region-starport-layer-bucket/*",
    "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*",
    f"arn:aws-cn:s3:::prod-{REGION}-starport-layer-bucket/*",
    "arn:aws:s3:::prod-<region>-starport-layer-bucket/*",
    "arn:aws:s3:::prod-eu-west-?-starport-layer-bucket/*",
    "arn:*:s3:::prod-*-starport-layer-bucket/*",
    f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket",
    f"arn:aws:s3:::{BUCKET}/prod-region-starport-layer-bucket/*",
)
_MOST_CHARACTERS = 20480


def spoiled(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Write the policy of an endpoint anew, with something wrong in one of its statements."""
    identity = chosen(draw, inventory)
    if not identity:
        return inventory
    written = document(draw, str(found(inventory, "vpc_endpoints", identity).service))
    statements = written["Statement"] if isinstance(written["Statement"], list) else [written["Statement"]]
    spoiled_one: dict[str, Any] = statements[draw(st.integers(0, len(statements) - 1))]
    element = draw(st.sampled_from(("Effect", "Principal", "Action", "Resource", "allow", "DENY", "none")))
    match element:
        case "allow" | "DENY":
            spoiled_one["Effect"] = element
        case "Effect" | "Principal" | "Action" | "Resource":
            spoiled_one.pop(element, None)
            spoiled_one.pop(f"Not{element}", None)
        case _:
            pass
    return changed(inventory, "vpc_endpoints", identity, policy=parse_policy(written, explicit=True))


def no_document(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Write something that is no policy."""
    identity = chosen(draw, inventory)
    if not identity:
        return inventory
    both = {"Effect": "Allow", "Principal": "*", "Action": "*", "NotAction": "s3:*", "Resource": "*"}
    text = draw(st.sampled_from(("{", "[]", "{}", '{"Statement": []}', '{"Statement": ["*"]}', {"Statement": both})))
    return changed(inventory, "vpc_endpoints", identity, policy=parse_policy(text, explicit=True))


def size(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Give a policy about as many characters as are possible."""
    identity = chosen(draw, inventory)
    if not identity:
        return inventory
    length = draw(st.sampled_from((_MOST_CHARACTERS - 1, _MOST_CHARACTERS, _MOST_CHARACTERS + 1)))
    own = found(inventory, "vpc_endpoints", identity).policy
    return changed(inventory, "vpc_endpoints", identity, policy=own.model_copy(update={"size": length}))


def without_policy(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Leave the policy of an endpoint to AWS, of one that is planned more often than not."""
    identity = chosen(draw, inventory)
    if not identity:
        return inventory
    state = draw(st.sampled_from(("planned", "planned", "available")))
    inventory = stated(inventory, require_explicit_endpoint_policy=draw(st.booleans()))
    written = parse_policy(None, explicit=False)
    if draw(st.integers(0, 3)) == 0:
        return changed(inventory, "vpc_endpoints", identity, state=state)
    return changed(inventory, "vpc_endpoints", identity, state=state, policy=written)


def layers(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Name the bucket of ECR's layers in the policy of the gateway endpoint, rightly or nearly so."""
    if not found(inventory, "vpc_endpoints", "endpoint-s3"):
        return inventory
    own = [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
    some = draw(st.lists(st.sampled_from(_LAYERS), min_size=1, max_size=2, unique=True))
    element = draw(st.sampled_from(("Resource", "Resource", "Resource", "NotResource")))
    allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", element: [*own, *some]}
    statements: list[dict[str, Any]] = [allow]
    if draw(st.integers(0, 2)) == 0:
        deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": draw(st.sampled_from(_LAYERS))}
        condition = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3"}}}
        statements.append(deny | condition if draw(st.booleans()) else deny)
    written = parse_policy({"Statement": statements}, explicit=True)
    return changed(inventory, "vpc_endpoints", "endpoint-s3", policy=written)


DOCUMENTS: tuple[Change, ...] = (
    spoiled,
    no_document,
    size,
    without_policy,
    without_policy,
    layers,
    layers,
    layers,
    policy,
    managed,
    added,
    answering,
    gateway_tables,
    routes,
)
