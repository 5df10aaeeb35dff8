"""The names of AWS services in endpoint service names, and of regions in partitions."""

from __future__ import annotations

import re
from typing import NamedTuple

SERVICES = frozenset(
    {"s3", "sqs", "logs", "monitoring", "kms", "ecr.api", "ecr.dkr", "airflow.api", "airflow.env", "airflow.ops"}
)
"""Services that an environment may use through an endpoint, by short name."""
OTHER = "other"
_NAME = re.compile(
    r"(?P<prefix>(?:cn\.)?com\.amazonaws|aws\.api|aws\.sagemaker)\."
    r"(?P<region>\$\{[^}]*\}|[a-z0-9-]+)\.(?P<service>[a-z0-9.-]+)"
)
_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))


class ServiceName(NamedTuple):
    """An endpoint service name, taken apart; `None` for what it does not tell."""

    service: str | None
    region: str | None
    partition: str | None
    fips: bool | None


def parse_service_name(name: str) -> ServiceName:
    """Take `com.amazonaws.eu-west-1.sqs` apart; FIPS variants count as their service, which they name.

    A name of another form (`com.amazonaws.vpce.…` of an endpoint service) is a service that an
    environment does not use: `other`. A name with a token where the service stands is unknown.
    """
    found = _NAME.fullmatch(name)
    if found is None or found["region"] == "vpce":
        is_hidden = "${" in name
        return ServiceName(None if is_hidden else OTHER, None, None, None if is_hidden else False)
    service, fips = parse_short_name(found["service"])
    region = found["region"]
    partition = None if region.startswith("${") else partition_of(region)
    return ServiceName(service, region, partition, fips)


def parse_short_name(short: str) -> tuple[str, bool]:
    """Return the service of a short name, and whether it names the FIPS variant of that, as `sqs-fips` does."""
    service = short.replace("-fips", "")
    return service if service in SERVICES else OTHER, service != short


def partition_of(region: str) -> str:
    """Return the partition of a region code."""
    return next((partition for prefix, partition in _PARTITIONS if region.startswith(prefix)), "aws")
