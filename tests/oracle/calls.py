"""The calls that an environment makes through endpoints, from the pages of MWAA and ECR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mwaa_policy.model import VpcEndpoint
from tests.oracle.facts import Site
from tests.oracle.policy import Call, Caller, Hidden

# Nobody who writes a policy could guess these.
_KEY = "7f3a9c51d2e84b06/unguessable.py"
_FOREIGN_ACCOUNT = "777777777777"
_SQS = (
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
)
_LOGS = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:GetLogEvents",
    "logs:GetLogGroupFields",
    "logs:GetLogRecord",
    "logs:GetQueryResults",
    "logs:PutLogEvents",
)
_KMS = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"]
_PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
OBJECTS = ("s3:GetObject", "s3:GetObjectVersion")
LIST = ("s3:ListBucket",)
NICE = ("s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetBucketPublicAccessBlock", "s3:ListBucketVersions")


class Wanted(NamedTuple):
    """A call that must be possible."""

    call: Call
    stem: str | None = None
    """The start of all resources that the call stands for."""


class _Maker:
    """Makes calls that pass one endpoint."""

    def __init__(self, site: Site, endpoint: VpcEndpoint) -> None:
        self._site = site
        self._endpoint = endpoint
        context = site.inventory.context
        self.partition, self.region, self.account = context.partition, context.region, context.account_id

    def wanted(self, action: str, *resources: str, owner: str | None, stem: str | None = None) -> Wanted:
        """Return a call on a resource, by one of its names.

        The owner is an account, `service` for AWS's own, `somebody`, or None for nobody.
        """
        role = str(self._site.environment.execution_role_arn)
        caller = Caller(role, role.split(":")[4])
        return Wanted(Call(action, resources, caller, self._context(caller, owner), self._is_gateway), stem)

    def anonymous(self, action: str, resource: str) -> Wanted:
        """Return a call of which nobody can tell who makes it."""
        return Wanted(Call(action, (resource,), None, self._context(None, "service"), self._is_gateway))

    @property
    def _is_gateway(self) -> bool:
        return self._endpoint.type == "Gateway"

    def _context(self, caller: Caller | None, owner: str | None) -> dict[str, str | Hidden]:
        found: dict[str, str | Hidden] = {
            "aws:sourcevpc": _given_by_aws(self._site.vpc.id, "vpc-"),
            "aws:sourcevpce": _given_by_aws(self._endpoint.id, "vpce-"),
            "aws:requestedregion": str(self.region),
            "aws:vpcsourceip": Hidden(always_there=True),
            "aws:securetransport": "true",
            "aws:principalorgid": Hidden(),
            "aws:principaltag/team": Hidden(),
            "s3:prefix": Hidden(),
            "aws:principalarn": caller.arn if caller else Hidden(),
            "aws:principalaccount": caller.account if caller else Hidden(),
        }
        if owner == "service":
            found |= {"aws:resourceaccount": Hidden(never_named=True), "aws:resourceorgid": Hidden(never_named=True)}
        elif owner == "somebody":
            found |= {"aws:resourceaccount": Hidden(always_there=True), "aws:resourceorgid": Hidden()}
        elif owner is None:
            found |= {"aws:resourceaccount": Hidden(), "aws:resourceorgid": Hidden()}
        else:
            found |= {"aws:resourceaccount": owner, "aws:resourceorgid": Hidden()}
        return found

    def arn(self, service: str, account: str, rest: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{account}:{rest}"


def _given_by_aws(identity: str, prefix: str) -> str | Hidden:
    """Return an id where AWS gave it; the name that a document has for an object is none."""
    return identity if identity.startswith(prefix) else Hidden(always_there=True)


def calls_of(site: Site, endpoint: VpcEndpoint) -> Iterator[Wanted]:
    """Return what must be possible through an interface endpoint of a service other than S3."""
    maker = _Maker(site, endpoint)
    account = str(maker.account)
    name = site.environment.name
    match endpoint.service:
        case "sqs":
            queue = str(site.environment.celery_queue_arn)
            yield from (maker.wanted(one, queue, owner="service") for one in _SQS)
        case "logs":
            group = maker.arn("logs", account, f"log-group:airflow-{name}-Task")
            stream = f"{group}:log-stream:{_KEY}"
            yield from (maker.wanted(one, group, stream, owner=account) for one in _LOGS)
            groups = maker.arn("logs", account, "log-group:*")
            yield maker.wanted("logs:DescribeLogGroups", "*", groups, owner=account)
        case "monitoring":
            yield maker.wanted("cloudwatch:PutMetricData", "*", owner=None)
        case "kms":
            key = str(site.environment.kms_key)
            is_foreign = key == "aws-owned"
            resource = maker.arn("kms", _FOREIGN_ACCOUNT, f"key/{_KEY}") if is_foreign else key
            yield from (maker.wanted(one, resource, owner="service" if is_foreign else "somebody") for one in _KMS)
        case "ecr.api":
            yield maker.wanted("ecr:GetAuthorizationToken", "*", owner=None)
            yield from _pull(maker)
        case "ecr.dkr":
            yield from _pull(maker)
        case "airflow.ops":
            own = maker.arn("airflow", account, f"environment/{name}")
            yield maker.wanted("airflow:PublishMetrics", own, owner=account)
        case _:
            pass


def _pull(maker: _Maker) -> Iterator[Wanted]:
    image = maker.arn("ecr", _FOREIGN_ACCOUNT, f"repository/{_KEY}")
    return (maker.wanted(one, image, owner="service") for one in _PULL)


def layers(site: Site, endpoint: VpcEndpoint) -> Iterator[Wanted]:
    """Return what must be possible on the bucket of ECR's layers."""
    maker = _Maker(site, endpoint)
    bucket = f"arn:{maker.partition}:s3:::prod-{maker.region}-starport-layer-bucket"
    yield maker.anonymous("s3:GetObject", f"{bucket}/{_KEY}")


def dags(site: Site, endpoint: VpcEndpoint) -> Iterator[Wanted]:
    """Return what must be possible on the bucket of the DAGs."""
    maker = _Maker(site, endpoint)
    bucket = str(site.environment.source_bucket_arn)
    yield from (maker.wanted(one, f"{bucket}/{_KEY}", owner="somebody", stem=f"{bucket}/") for one in OBJECTS)
    yield from (maker.wanted(one, bucket, owner="somebody") for one in LIST)


def extras(site: Site, endpoint: VpcEndpoint) -> Iterator[Wanted]:
    """Return what should be possible on the bucket of the DAGs."""
    maker = _Maker(site, endpoint)
    bucket = str(site.environment.source_bucket_arn)
    yield from (maker.wanted(one, bucket, owner="somebody") for one in NICE)
