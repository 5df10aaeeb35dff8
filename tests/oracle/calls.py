"""The calls that an environment makes through endpoints, from the pages of MWAA and ECR."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, ip_network
from typing import NamedTuple

from mwaa_policy.model import VpcEndpoint
from tests.oracle.facts import Site
from tests.oracle.policy import Call, Caller
from tests.oracle.space import addresses, usable
from tests.oracle.texts import Choice, Hidden, Value

# Nobody who writes a policy could guess these.
_KEY = "7f3a9c51d2e84b06-unguessable.py"
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


# What requests of a role have, and what only those of users, of federated ones, and of services do.
_OF_ROLES: dict[str, Value] = {
    "aws:principaltype": "AssumedRole",
    "aws:principalisawsservice": "false",
    "aws:viaawsservice": "false",
    "aws:tokenissuetime": Hidden(always_there=True),
    "aws:userid": Hidden(always_there=True),
}
_OF_OTHERS = ("aws:username", "aws:calledvia", "aws:sourcearn", "aws:sourceaccount", "aws:multifactorauthage")


class Wanted(NamedTuple):
    """A call that must be possible, whichever interface of the environment makes it."""

    calls: tuple[Call, ...]
    """The call from each address that is worth a try."""
    stem: str | None = None
    """The start of all resources that the call stands for."""


class _Maker:
    """Makes calls that pass one endpoint."""

    def __init__(self, site: Site, endpoint: VpcEndpoint) -> None:
        self._site = site
        self._endpoint = endpoint
        context = site.inventory.context
        self.partition, self.region, self.account = context.partition, context.region, context.account_id
        self._addresses = _addresses(site, endpoint)

    def wanted(self, action: str, *resources: str, owner: str | None, stem: str | None = None) -> Wanted:
        """Return a call on a resource, by one of its names.

        The owner is an account, `service` for AWS's own, `somebody`, or None for nobody.
        """
        role = str(self._site.environment.execution_role_arn)
        caller = Caller(role, role.split(":")[4])
        return self._wanted(action, resources, caller, owner, stem)

    def anonymous(self, action: str, resource: str, stem: str) -> Wanted:
        """Return a call of which nobody can tell who makes it."""
        return self._wanted(action, (resource,), None, "service", stem)

    def _wanted(
        self, action: str, resources: tuple[str, ...], caller: Caller | None, owner: str | None, stem: str | None
    ) -> Wanted:
        is_s3 = action.startswith("s3:")
        context = {**self._context(is_s3=is_s3), **_of_caller(caller), **_of_resource(owner, is_s3=is_s3)}
        contexts = [{**context, "aws:vpcsourceip": one} for one in self._addresses]
        is_gateway = self._endpoint.type == "Gateway"
        return Wanted(tuple(Call(action, resources, caller, one, is_gateway) for one in contexts), stem)

    def _context(self, *, is_s3: bool) -> dict[str, Value]:
        return {
            "aws:sourcevpc": _given_by_aws(self._site.vpc.id, "vpc-"),
            "aws:sourcevpce": _given_by_aws(self._endpoint.id, "vpce-"),
            "aws:requestedregion": str(self.region),
            "aws:securetransport": "true",
            "aws:currenttime": Hidden(always_there=True),
            "aws:useragent": Hidden(always_there=True),
            "s3:prefix": Hidden(),
            # S3 takes no older TLS.
            "s3:tlsversion": Choice(("1.2", "1.3")) if is_s3 else Hidden(),
        }

    def arn(self, service: str, account: str, rest: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{account}:{rest}"


def _addresses(site: Site, endpoint: VpcEndpoint) -> list[IPv4Address]:
    """Return the addresses of interfaces at which a range of the policy begins or ends, and their neighbours."""
    statements = endpoint.policy.statements.items
    tests = [one for statement in statements for one in statement.conditions.items if one.key == "aws:vpcsourceip"]
    ranges = [ip_network(value, strict=False) for one in tests for value in one.values.items]
    return addresses([usable(site.range_of(one)) for one in site.own_subnets], ranges)


def _of_caller(caller: Caller | None) -> dict[str, Value]:
    """Return the keys of whoever calls: a role, with credentials that a service got for it, or nobody knows who."""
    found: dict[str, Value] = {
        "aws:principalorgid": Hidden(),
        "aws:principaltag/team": Hidden(),
    }
    if caller is None:
        for key in ("aws:principalarn", "aws:principalaccount"):
            found[key] = Hidden(always_there=True)
        return found | dict.fromkeys((*_OF_ROLES, *_OF_OTHERS, "aws:multifactorauthpresent"), Hidden())
    return {
        **found,
        **_OF_ROLES,
        "aws:principalarn": caller.arn,
        "aws:principalaccount": caller.account,
        "aws:multifactorauthpresent": Choice(("false", None)),
    }


def _of_resource(owner: str | None, *, is_s3: bool) -> dict[str, Value]:
    """Return the keys of the resource, by whose it is."""
    organization = Hidden(never_named=owner == "service")
    match owner:
        case "service":
            account: Value = Hidden(always_there=True, never_named=True)
        case "somebody":
            account = Hidden(always_there=True)
        case None:
            account = Hidden()
        case _:
            account = owner
    own = {"aws:resourceaccount": account, "s3:resourceaccount": account if is_s3 else Hidden()}
    return own | dict.fromkeys(("aws:resourceorgid", "aws:resourceorgpaths"), organization)


def _given_by_aws(identity: str, prefix: str) -> Value:
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
            owner = "service" if is_foreign else resource.split(":")[4]
            yield from (maker.wanted(one, resource, owner=owner) for one in _KMS)
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
    yield maker.anonymous("s3:GetObject", f"{bucket}/{_KEY}", f"{bucket}/")


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
