"""Environments, what surrounds them, and the parameters under which they are judged."""

from typing import Literal

from mwaa_policy.model._base import Listing, Record
from mwaa_policy.model.cidr import Cidr

WEBSERVER_MODES = ("PRIVATE_ONLY", "PUBLIC_ONLY", "PUBLIC_AND_PRIVATE")
"""The modes of a web server that AWS offers."""
ENDPOINT_MANAGEMENTS = ("SERVICE", "CUSTOMER")
"""Who may make the endpoints of MWAA's own services."""


class PublicAccessBlock(Record):
    """The four switches of S3 Block Public Access."""

    block_public_acls: bool | None
    """`BlockPublicAcls`."""
    ignore_public_acls: bool | None
    """`IgnorePublicAcls`."""
    block_public_policy: bool | None
    """`BlockPublicPolicy`."""
    restrict_public_buckets: bool | None
    """`RestrictPublicBuckets`."""


class Context(Record):
    """Where the documents live: facts that hold for all of them."""

    partition: str | None
    """`aws`, `aws-cn`, `aws-us-gov`, or a token."""
    region: str | None
    """Region code, or a token."""
    account_id: str | None
    """Account of twelve digits, or a token."""
    account_public_access_block: PublicAccessBlock | None
    """The account's own switches; `None` when nobody asked."""


class TrustedSource(Record):
    """A source that SG-OPEN-INGRESS takes as intended."""

    kind: Literal["cidr", "group", "prefix_list"]
    """What `text` names."""
    text: str
    """The range, group id or prefix list id."""
    cidr: Cidr | None
    """The range, when `kind` is `cidr`."""


class Params(Record):
    """What the caller states about the intent; every member has a default."""

    routing: Literal["auto", "public", "private"] = "auto"
    """The routing that is meant; `auto` derives it from the routes."""
    endpoint_profile: Literal["current", "legacy-2022"] = "current"
    """Which set of endpoints private routing needs."""
    external_endpoints: tuple[str, ...] = ()
    """Services that are reached through endpoints of another VPC."""
    require_explicit_endpoint_policy: bool = False
    """Whether an endpoint without a written policy is a high finding."""
    trusted_sources: tuple[TrustedSource, ...] = ()
    """Sources that may reach the environment."""
    ephemeral: Literal["linux", "wide"] = "linux"
    """Reply ports of a worker: 32768-60999, or 1024-65535."""
    fix_style: Literal["least-privilege", "recommended"] = "least-privilege"
    """Whether fixes add what is missing, or the rule that the page recommends."""


class AirflowVersion(Record):
    """A version of Apache Airflow."""

    major: int
    """The first number."""
    minor: int
    """The second number."""


class Environment(Record):
    """An Amazon MWAA environment."""

    id: str
    """ARN, logical id or resource address."""
    name: str | None
    """`Name`."""
    account_id: str | None
    """The account that owns it, or a token."""
    status: str | None
    """`Status` of the API, or `planned`."""
    error_code: str | None
    """`LastUpdate.Error.ErrorCode`, or `none`."""
    error_message: str | None
    """`LastUpdate.Error.ErrorMessage`, or `none`."""
    subnet_ids: Listing[str]
    """`NetworkConfiguration.SubnetIds`."""
    security_group_ids: Listing[str]
    """`NetworkConfiguration.SecurityGroupIds`."""
    webserver_access_mode: str | None
    """`PRIVATE_ONLY`, `PUBLIC_ONLY` or `PUBLIC_AND_PRIVATE`."""
    endpoint_management: str | None
    """`SERVICE` or `CUSTOMER`."""
    airflow_version: AirflowVersion | None
    """`AirflowVersion`."""
    source_bucket_id: str | None
    """Id of the bucket's record."""
    source_bucket_arn: str | None
    """`SourceBucketArn`, with tokens."""
    execution_role_arn: str | None
    """`ExecutionRoleArn`, with tokens."""
    kms_key: str | None
    """`KmsKey`, or `aws-owned`."""
    database_service: str | None
    """`DatabaseVpcEndpointService`, or a token."""
    webserver_service: str | None
    """`WebserverVpcEndpointService`, or a token."""
    celery_queue_arn: str | None
    """`CeleryExecutorQueue`, or a token."""


class Bucket(Record):
    """An S3 bucket that holds DAGs."""

    id: str
    """Name, logical id or resource address."""
    name: str | None
    """Bucket name, or a token."""
    public_access_block: PublicAccessBlock | None
    """The bucket's own switches; `None` when nobody asked."""
