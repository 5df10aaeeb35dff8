"""The permissions that `collect` needs, as a policy of IAM."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mwaa_policy.collector.fields import KEPT
from mwaa_policy.collector.request import Request
from mwaa_policy.model.services import partition_of
from mwaa_policy.sources.boto3 import operations as ops
from mwaa_policy.sources.boto3.operations import Operation

_ANY = "*"


def read_policy(request: Request) -> dict[str, Any]:
    """Return the least privilege that a request needs of whoever asks, or of the roles that are assumed.

    EC2 has no resources for most of its calls that describe, and which bucket or prefix list an
    environment uses is not known beforehand.
    """
    partition = partition_of(request.regions[0]) if request.regions else "aws"
    network = [one for one in KEPT if one.service == "ec2" and one is not ops.PREFIX_LIST_ENTRIES]
    statements = [
        _statement("Network", network, [_ANY], request.regions),
        _statement("PrefixLists", [ops.PREFIX_LIST_ENTRIES], _regional(request, partition, "ec2", "prefix-list/*")),
        _statement("Account", [ops.ACCOUNT_ACCESS], [_ANY]),
    ]
    if request.every:
        statements.append(_statement("Names", [ops.ENVIRONMENT_NAMES], [_ANY], request.regions))
    if request.every or request.environments:
        statements.append(_statement("Environments", [ops.ENVIRONMENT], _environments(request, partition)))
        statements.append(_statement("Buckets", [ops.BUCKET_ACCESS], [f"arn:{partition}:s3:::*"]))
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(
    sid: str, operations: Sequence[Operation], resources: Sequence[str], regions: Sequence[str] = ()
) -> dict[str, Any]:
    condition = {"Condition": {"StringEquals": {"aws:RequestedRegion": list(regions)}}} if regions else {}
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": sorted({one.permission for one in operations}),
        "Resource": list(resources),
        **condition,
    }


def _environments(request: Request, partition: str) -> list[str]:
    named = [
        [one.arn] if one.arn else _regional(request, partition, "airflow", f"environment/{one.name}")
        for one in request.environments
    ]
    every = _regional(request, partition, "airflow", "environment/*")
    return [arn for arns in named for arn in arns] or every


def _regional(request: Request, partition: str, service: str, resource: str) -> list[str]:
    return [f"arn:{partition}:{service}:{region}:*:{resource}" for region in request.regions or (_ANY,)]
