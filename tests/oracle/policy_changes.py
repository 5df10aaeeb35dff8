"""Mistakes with the policies of endpoints, as documents that people write."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mwaa_policy.model import Inventory
from mwaa_policy.model.policy_document import parse_policy
from tests.fixtures.networks import ACCOUNT, BUCKET, REGION
from tests.oracle.changes import Change, changed, found
from tests.oracle.endpoint_changes import chosen

VPC = "vpc-0123456789abcdef0"
ENDPOINT = "vpce-0123456789abcdef0"
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/airflow"
_BUCKET = f"arn:aws:s3:::{BUCKET}"
_LAYERS = f"arn:aws:s3:::prod-{REGION}-starport-layer-bucket"
_ACTIONS: dict[str, tuple[str, ...]] = {
    "s3": (
        "s3:*",
        "s3:Get*",
        "S3:GetObject",
        "s3:GetObject*",
        "s3:GetBucket*",
        "s3:List*",
        "s3:ListBucket",
        "s3:GetObjectVersio?",
        "s3:Put*",
    ),
    "sqs": ("sqs:*", "SQS:SendMessage", "sqs:*Message*", "sqs:GetQueue*", "sqs:DeleteQueue"),
    "logs": ("logs:*", "logs:Put*", "logs:Create*", "logs:Get*", "logs:Describe*", "logs:DescribeLogGroups"),
    "kms": ("kms:*", "kms:Decrypt", "kms:GenerateDataKey*", "kms:Encrypt", "kms:Describe*", "kms:ScheduleKeyDeletion"),
    "monitoring": ("cloudwatch:*", "cloudwatch:PutMetricData", "cloudwatch:Put*", "cloudwatch:Get*"),
}
_RESOURCES: dict[str, tuple[str, ...]] = {
    "s3": (
        _BUCKET,
        f"{_BUCKET}/*",
        f"{_BUCKET}*",
        f"{_BUCKET}/dags/*",
        f"{_BUCKET}/secret/????",
        "arn:aws:s3:::*",
        "arn:aws:s3:::airflow-*",
        f"{_LAYERS}/*",
        "arn:aws:s3:::prod-*-starport-layer-bucket/*",
        "arn:aws:s3:::prod-region-starport-layer-bucket/*",
        "arn:aws:s3:::other-bucket/*",
        f"{_BUCKET.replace('airflow', 'Airflow')}/*",
        f"{_BUCKET}/${{aws:username}}/*",
        f"{_BUCKET}/${{aws:username, '*'}}",
        f"{_BUCKET}/${{aws:PrincipalTag/team}}/*",
        f"{_BUCKET}${{*}}",
        "arn:aws:s3:::${aws:PrincipalAccount}*",
        "arn:aws:s3:::*airflow-dags/*",
        _BUCKET.replace(":aws:", ":aws-cn:") + "*",
    ),
    "sqs": (
        f"arn:aws:sqs:{REGION}:*:airflow-celery-*",
        "arn:aws:sqs:*:*:*",
        f"arn:aws:sqs:{REGION}:{ACCOUNT}:*",
        f"arn:aws:sqs:{REGION}:999999999999:airflow-celery-?",
        "arn:aws:sqs:us-east-1:*:airflow-celery-*",
        f"arn:aws:sqs:*:{ACCOUNT}:*",
        "arn:aws:sqs:${aws:RequestedRegion}:*:airflow-celery-*",
        f"arn:aws:sqs:{REGION}:*:airflow-${{aws:username, 'celery'}}-*",
        "arn:aws:sqs:*:*:${aws:PrincipalType}*",
    ),
    "logs": (
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:airflow-*",
        f"arn:aws:logs:*:{ACCOUNT}:log-group:airflow-airflow-*:*",
        "arn:aws:logs:*:*:log-group:*",
        "arn:aws:logs:*:999999999999:log-group:*",
        f"arn:aws-us-gov:logs:*:{ACCOUNT}:log-group:*",
    ),
    "kms": (
        f"arn:aws:kms:{REGION}:*:key/*",
        f"arn:aws:kms:{REGION}:{ACCOUNT}:key/*",
        f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234",
    ),
    "monitoring": (f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:*",),
}
_CONDITIONS: tuple[tuple[str, str, Any], ...] = (
    ("StringEquals", "aws:SourceVpc", VPC),
    ("StringEquals", "aws:SourceVpc", "vpc-0other"),
    ("StringNotEquals", "aws:SourceVpc", VPC),
    ("StringNotEqualsIfExists", "aws:SourceVpc", [VPC, "vpc-0other"]),
    ("StringEquals", "aws:SourceVpce", ENDPOINT),
    ("StringNotLike", "aws:sourceVpce", "vpce-0*"),
    ("StringEquals", "aws:PrincipalAccount", ACCOUNT),
    ("StringNotEquals", "aws:principalaccount", ACCOUNT),
    ("StringNotEquals", "aws:PrincipalAccount", ["111122223333", "999999999999"]),
    ("ArnEquals", "aws:PrincipalArn", _ROLE),
    ("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:role/*"),
    ("ArnNotLike", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:role/air*"),
    ("StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/other"),
    ("StringEquals", "aws:PrincipalOrgID", "o-a1b2c3"),
    ("StringNotEquals", "aws:PrincipalOrgID", "o-a1b2c3"),
    ("StringEquals", "aws:ResourceAccount", ACCOUNT),
    ("StringNotEquals", "aws:ResourceAccount", ACCOUNT),
    ("StringEquals", "aws:ResourceOrgID", "o-a1b2c3"),
    ("StringNotEqualsIfExists", "aws:ResourceOrgID", "o-a1b2c3"),
    ("IpAddress", "aws:SourceIp", "10.0.0.0/16"),
    ("NotIpAddress", "aws:SourceIp", ["10.0.0.0/16"]),
    ("IpAddressIfExists", "aws:SourceIp", "10.0.0.0/16"),
    ("Null", "aws:SourceIp", "true"),
    ("Null", "aws:PrincipalArn", "false"),
    ("Null", "aws:PrincipalOrgID", "true"),
    ("StringEquals", "aws:RequestedRegion", REGION),
    ("StringNotEquals", "aws:RequestedRegion", [REGION, "us-east-1"]),
    ("StringEquals", "aws:PrincipalTag/team", "data"),
    ("ForAnyValue:StringLike", "aws:PrincipalAccount", "1234*"),
    ("ForAllValues:StringEquals", "aws:SourceIp", "10.0.0.1"),
    ("StringEqualsIgnoreCase", "aws:SourceVpc", "VPC-0123456789ABCDEF0"),
    ("Bool", "aws:SecureTransport", "false"),
    ("BoolIfExists", "aws:SecureTransport", True),
    ("Bool", "aws:ViaAWSService", "true"),
    ("Bool", "aws:PrincipalIsAWSService", "false"),
    ("Bool", "aws:MultiFactorAuthPresent", "true"),
    ("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
    ("NumericLessThan", "aws:MultiFactorAuthAge", 3600),
    ("NumericLessThanIfExists", "aws:MultiFactorAuthAge", "3600"),
    ("NumericLessThan", "s3:TlsVersion", "1.2"),
    ("NumericGreaterThanEquals", "s3:TlsVersion", 1.2),
    ("NumericNotEquals", "s3:TlsVersion", ["1.2", "1.3"]),
    ("NumericEquals", "aws:PrincipalAccount", ACCOUNT),
    ("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"),
    ("Null", "aws:CurrentTime", "true"),
    ("Null", "aws:TokenIssueTime", "false"),
    ("BinaryEquals", "aws:SourceIp", "QQ=="),
    ("IpAddress", "aws:VpcSourceIp", "10.0.0.0/16"),
    ("IpAddress", "aws:VpcSourceIp", ["10.0.11.0/24", "10.0.12.0/25"]),
    ("IpAddress", "aws:VpcSourceIp", ["10.0.11.0/25", "10.0.11.128/25", "10.0.12.9/24"]),
    ("NotIpAddress", "aws:VpcSourceIp", ["192.168.0.0/16", "fd00::/8"]),
    ("NotIpAddress", "aws:VpcSourceIp", "10.0.12.7"),
    ("NotIpAddressIfExists", "aws:VpcSourceIp", ["10.0.11.0/30", "10.0.12.255"]),
    ("StringEquals", "aws:username", "somebody"),
    ("StringNotEquals", "aws:username", "somebody"),
    ("ForAnyValue:StringNotEquals", "aws:CalledVia", "athena.amazonaws.com"),
    ("ForAllValues:StringNotLike", "aws:CalledVia", "athena*"),
    ("StringEquals", "aws:SourceAccount", ACCOUNT),
    ("ArnLikeIfExists", "aws:SourceArn", "arn:aws:s3:::*"),
    ("StringEquals", "aws:PrincipalType", ["User", "AssumedRole"]),
    ("ArnLike", "aws:PrincipalArn", "*"),
    ("ArnEquals", "aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:*"),
    ("ArnLike", "aws:PrincipalArn", "arn:*:role/airflow"),
    ("StringLike", "aws:PrincipalArn", "arn:*:role/airflow"),
    ("StringLikeIfExists", "aws:PrincipalTag/team", "*"),
    ("StringEquals", "aws:ResourceOrgID", "${aws:PrincipalOrgID}"),
    ("ForAnyValue:StringLike", "aws:ResourceOrgPaths", "o-a1b2c3d4e5/r-ab12/*"),
    ("StringLike", "aws:ResourceOrgID", "o-*"),
    ("StringEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}"),
    ("StringNotEquals", "s3:ResourceAccount", ACCOUNT),
    ("StringEquals", "aws:PrincipalAccount", "${aws:PrincipalAccount}"),
    ("StringLike", "aws:PrincipalArn", "*role/${aws:username, 'airflow'}"),
    ("StringNotEquals", "aws:PrincipalAccount", "${aws:username}"),
    ("StringEquals", "aws:PrincipalAccount", ["${aws:username}", ACCOUNT]),
    ("StringLike", "aws:PrincipalAccount", "1234${*}"),
    ("StringEquals", "aws:PrincipalTag/team", ["", "data"]),
    ("Null", "aws:PrincipalTag/team", ["true", "false"]),
)
_PRINCIPALS: tuple[Any, ...] = (
    "*",
    "*",
    "*",
    {"AWS": "*"},
    {"AWS": ACCOUNT},
    {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    {"AWS": _ROLE},
    {"AWS": ["arn:aws:iam::999999999999:root", _ROLE]},
    {"AWS": "999999999999"},
    {"Service": "airflow.amazonaws.com"},
    {"AWS": "999999999999", "Service": "airflow.amazonaws.com"},
    {"CanonicalUser": "79a59df900b949e55d96a1e698fbaced"},
    {"AWS": f"arn:aws-cn:iam::{ACCOUNT}:role/airflow"},
)
_EXCEPTED: tuple[Any, ...] = (
    {"AWS": [_ROLE, ACCOUNT]},
    {"AWS": [_ROLE]},
    {"AWS": ["arn:aws:iam::999999999999:root"]},
    {"Service": ["airflow.amazonaws.com"]},
)


def document(draw: st.DrawFn, service: str) -> dict[str, Any]:
    """Return a policy, of one statement or several."""
    wide = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    written = [wide] if draw(st.booleans()) else []
    written += [_statement(draw, service) for _ in range(draw(st.integers(0 if written else 1, 3)))]
    version = draw(st.sampled_from(({}, {"Version": "2012-10-17"}, {"Version": "2008-10-17"})))
    return {**version, "Statement": written[0] if len(written) == 1 else written}


def _statement(draw: st.DrawFn, service: str) -> dict[str, Any]:
    kind = service if service in _ACTIONS else "sqs"
    effect = draw(st.sampled_from(("Allow", "Allow", "Deny")))
    found_one: dict[str, Any] = {"Effect": effect}
    if draw(st.integers(0, 7)) < 7:
        found_one["Principal"] = draw(st.sampled_from(_PRINCIPALS))
    else:
        found_one["NotPrincipal"] = draw(st.sampled_from(_EXCEPTED))
    found_one |= _clause(draw, "Action", _ACTIONS[kind])
    found_one |= _clause(draw, "Resource", _RESOURCES[kind])
    if draw(st.integers(0, 2)) == 2:
        tests: dict[str, dict[str, Any]] = {}
        for operator, key, values in draw(st.lists(st.sampled_from(_CONDITIONS), min_size=1, max_size=2)):
            # Keys that differ in their case only are one key, which an operator has once.
            others = {name: one for name, one in tests.get(operator, {}).items() if name.lower() != key.lower()}
            tests[operator] = {**others, key: values}
        found_one["Condition"] = tests
    return found_one


def _clause(draw: st.DrawFn, name: str, values: tuple[str, ...]) -> dict[str, Any]:
    if draw(st.integers(0, 5)) == 5:
        return {f"Not{name}": draw(st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))}
    some = draw(st.lists(st.sampled_from(("*", "*", *values)), min_size=1, max_size=4))
    return {name: some[0] if len(some) == 1 else some}


def policy(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Write the policy of an endpoint anew."""
    identity = chosen(draw, inventory)
    if not identity:
        return inventory
    written = document(draw, str(found(inventory, "vpc_endpoints", identity).service))
    return changed(inventory, "vpc_endpoints", identity, policy=parse_policy(written, explicit=True))


def key(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Encrypt with a key of the customer's own."""
    return changed(
        inventory, "environments", "airflow", kms_key=f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{draw(st.just('1234'))}"
    )


def elsewhere(draw: st.DrawFn, inventory: Inventory) -> Inventory:
    """Live in another partition, with policies that were written for it or that were not."""
    partition, region = draw(st.sampled_from((("aws-cn", "cn-north-1"), ("aws-us-gov", "us-gov-west-1"))))
    policies = {} if draw(st.booleans()) else {one.id: one.policy for one in inventory.vpc_endpoints.items}
    text = inventory.model_dump_json().replace("arn:aws:", f"arn:{partition}:").replace(REGION, region)
    found_one = Inventory.model_validate_json(text.replace('partition":"aws"', f'partition":"{partition}"'))
    for identity, kept in policies.items():
        found_one = changed(found_one, "vpc_endpoints", identity, policy=kept)
    return found_one


def with_given_ids(inventory: Inventory) -> Inventory:
    """Return the network with ids of the VPC and of an endpoint as AWS gives them."""
    ids = {"vpc": VPC, "endpoint-sqs": ENDPOINT}
    text = inventory.model_dump_json()
    for name, identity in ids.items():
        text = text.replace(f'"{name}"', f'"{identity}"')
    return Inventory.model_validate_json(text)


POLICIES: tuple[Change, ...] = (policy, policy, policy, policy, policy, policy, key, elsewhere)
