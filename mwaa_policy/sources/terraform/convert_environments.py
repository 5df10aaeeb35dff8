"""Makes records of MWAA environments."""

from __future__ import annotations

import re

from mwaa_policy.model import AirflowVersion, Environment, Listing
from mwaa_policy.model.environment import ENDPOINT_MANAGEMENTS, WEBSERVER_MODES
from mwaa_policy.sources.terraform.kinds import MWAA
from mwaa_policy.sources.terraform.sheet import Gathered, Sheet
from mwaa_policy.sources.terraform.terms import Target
from mwaa_policy.sources.terraform.words import no_queue, provider_default, unset
from mwaa_policy.sources.terraform.world import World

_NETWORK = ("network_configuration", 0)
_MODE = provider_default(MWAA, "webserver_access_mode", "the mode PRIVATE_ONLY")
_MANAGEMENT = provider_default(MWAA, "endpoint_management", "endpoints managed by the SERVICE")
_VERSION = re.compile(r"v?(\d+)\.(\d+)")
_ARN_OF_BUCKET = re.compile(r"arn:[^:]*:s3:::([^/]+)")


def convert_environments(world: World) -> None:
    """Add the environments that Terraform manages; after their buckets."""
    for resource in world.of(MWAA):
        if world.is_first("environments", resource):
            sheet = Sheet(world, "environments", resource)
            world.draft.add("environments", _environment(sheet), sheet.origin())


def _environment(sheet: Sheet) -> Environment:
    resource = sheet.resource
    bucket = _bucket(sheet)
    sheet.miss("celery_queue_arn", no_queue(resource.address))
    return Environment(
        id=sheet.id,
        name=sheet.text("name"),
        account_id=sheet.owner("account_id"),
        status="planned" if resource.is_new else sheet.text("status", absent="planned"),
        error_code=_error(sheet, "error_code"),
        error_message=_error(sheet, "error_message"),
        subnet_ids=_listed(sheet, "subnet_ids"),
        security_group_ids=_listed(sheet, "security_group_ids"),
        webserver_access_mode=sheet.choice(
            "webserver_access_mode", words=WEBSERVER_MODES, absent="PRIVATE_ONLY", assume=_MODE
        ),
        endpoint_management=sheet.choice(
            "endpoint_management", words=ENDPOINT_MANAGEMENTS, absent="SERVICE", assume=_MANAGEMENT
        ),
        airflow_version=_version(sheet),
        source_bucket_id=bucket,
        source_bucket_arn=_arn(sheet, "source_bucket_arn", bucket),
        execution_role_arn=_arn(sheet, "execution_role_arn", None),
        kms_key="aws-owned" if sheet.world.fact(resource, "kms_key").absent else _arn(sheet, "kms_key", None),
        database_service=_own_service(sheet, "database_service", "database_vpc_endpoint_service"),
        webserver_service=_own_service(sheet, "webserver_service", "webserver_vpc_endpoint_service"),
        celery_queue_arn=None,
    )


def _error(sheet: Sheet, name: str) -> str | None:
    if sheet.resource.is_new:
        return "none"
    return sheet.text(name, "last_updated", 0, "error", 0, name, absent="none")


def _listed(sheet: Sheet, name: str) -> Listing[str]:
    gathered: Gathered[str] = Gathered()
    source = (*_NETWORK, name)
    if name == "subnet_ids":
        given = sheet.many(name, *source, of="subnets", into=gathered, minimum=2)
    else:
        given = sheet.many(name, *source, of="security_groups", into=gathered, minimum=1)
    if not given:
        gathered.doubt(unset(sheet.resource.address, name, "it is not in the document", sheet.origin()))
    return sheet.listing(name, gathered)


def _version(sheet: Sheet) -> AirflowVersion | None:
    text = sheet.text("airflow_version")
    found = _VERSION.match(text or "")
    return None if found is None else AirflowVersion(major=int(found[1]), minor=int(found[2]))


def _bucket(sheet: Sheet) -> str | None:
    """Return the id of the bucket's record."""
    found = sheet.world.fact(sheet.resource, "source_bucket_arn")
    sheet.note("source_bucket_id", "source_bucket_arn")
    if found.known:
        named = _ARN_OF_BUCKET.match(str(found.value))
        return named[1] if named else None
    members = sheet.world.refer(sheet.resource, "source_bucket_arn", to="buckets")
    if members.single is None:
        sheet.miss("source_bucket_id", sheet.world.why_unknown(sheet.resource, "source_bucket_arn", members=members))
        sheet.propose("source_bucket_id", members.candidates)
    return members.single


def _arn(sheet: Sheet, name: str, bucket: str | None) -> str | None:
    """Return an ARN, with a token for what is known only after apply."""
    found = sheet.world.fact(sheet.resource, name)
    if found.known or found.absent:
        return sheet.text(name)
    sheet.note(name)
    if bucket is not None:
        record = sheet.world.draft.find("buckets", bucket)
        partition = sheet.world.draft.context.partition or "${AWS::Partition}"
        return f"arn:{partition}:s3:::{record.name if record is not None and record.name else bucket}"
    joined = sheet.world.joined(sheet.resource, name)
    only = joined.terms[0] if joined is not None and len(joined.terms) == 1 else None
    if isinstance(only, Target):
        live = only.resource.value(only.attribute) if only.attribute else None
        return live if isinstance(live, str) else f"${{{only.resource.address}.{only.attribute or 'arn'}}}"
    sheet.miss(name, sheet.world.why_unknown(sheet.resource, name))
    return None


def _own_service(sheet: Sheet, name: str, attribute: str) -> str | None:
    if sheet.world.fact(sheet.resource, attribute).known:
        return sheet.text(name, attribute)
    sheet.note(name, attribute)
    return f"${{{sheet.resource.address}.{attribute}}}"
