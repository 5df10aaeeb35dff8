"""Converts MWAA environments and the buckets of their DAGs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mwaa_policy.model import AirflowVersion, Bucket, Environment, PublicAccessBlock
from mwaa_policy.model.environment import ENDPOINT_MANAGEMENTS, WEBSERVER_MODES
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.attributes import BUCKET, ENVIRONMENT
from mwaa_policy.sources.cloudformation.build import Build
from mwaa_policy.sources.cloudformation.read import Resource
from mwaa_policy.sources.cloudformation.sheet import Sheet
from mwaa_policy.sources.cloudformation.values import Cell, Fault, Reference, why

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})(?:\.|$)")
_SWITCHES = {
    "block_public_acls": "BlockPublicAcls",
    "ignore_public_acls": "IgnorePublicAcls",
    "block_public_policy": "BlockPublicPolicy",
    "restrict_public_buckets": "RestrictPublicBuckets",
}


def add_buckets(build: Build) -> None:
    """Add the buckets that the templates make."""
    for resource in build.resources(BUCKET):
        sheet = build.sheet(resource)
        cell = sheet.bag.get("BucketName")
        name = (
            str(build.resolver.text(Cell(Reference(resource.id), resource.place)))
            if cell is None
            else sheet.read("name", cell, build.reader.text)
        )
        bucket = Bucket(id=resource.id, name=name, public_access_block=_access_block(build, sheet, resource))
        build.add("buckets", bucket, sheet, resource.place)


def _access_block(build: Build, sheet: Sheet, resource: Resource) -> PublicAccessBlock | None:
    cell = sheet.bag.get("PublicAccessBlockConfiguration")
    if cell is None:
        assumption = Assumption(
            subject="S3 Block Public Access of new buckets",
            text="a bucket without PublicAccessBlockConfiguration blocks public access (the default of new buckets)",
            option="",
        )
        sheet.assume(("public_access_block",), [assumption])
        return PublicAccessBlock(**dict.fromkeys(_SWITCHES, True))
    sheet.note("public_access_block", cell)
    if isinstance(cell.value, Unknown):
        sheet.miss("public_access_block", why(cell.value))
        return None
    try:
        inner = Sheet(build.reader, build.nested(resource.logical_id, cell))
    except Fault as fault:
        sheet.miss("public_access_block", why(build.left_out(fault)))
        return None
    switches = {attribute: inner.flag(attribute, name, default=False) for attribute, name in _SWITCHES.items()}
    sheet.absorb(inner, "public_access_block")
    return PublicAccessBlock(**switches)


def add_environments(build: Build) -> None:
    """Add the environments; the buckets must be there."""
    for resource in build.resources(ENVIRONMENT):
        sheet = build.sheet(resource)
        network = _network(build, sheet, resource)
        arn = sheet.text("source_bucket_arn", "SourceBucketArn")
        environment = Environment(
            id=resource.id,
            name=sheet.text("name", "Name"),
            account_id=build.account,
            status="planned",
            error_code="none",
            error_message="none",
            subnet_ids=network.identities("subnet_ids", "SubnetIds", "subnets"),
            security_group_ids=network.identities("security_group_ids", "SecurityGroupIds", "security_groups"),
            webserver_access_mode=_stated(sheet, "webserver_access_mode", "WebserverAccessMode", WEBSERVER_MODES),
            endpoint_management=_stated(sheet, "endpoint_management", "EndpointManagement", ENDPOINT_MANAGEMENTS),
            airflow_version=_version(build, sheet),
            source_bucket_id=_bucket_id(build, sheet, arn),
            source_bucket_arn=arn,
            execution_role_arn=sheet.text("execution_role_arn", "ExecutionRoleArn"),
            kms_key=sheet.text("kms_key", "KmsKey", "aws-owned"),
            database_service=_told(build, resource, "DatabaseVpcEndpointService"),
            webserver_service=_told(build, resource, "WebserverVpcEndpointService"),
            celery_queue_arn=_told(build, resource, "CeleryExecutorQueue"),
        )
        sheet.absorb(network)
        build.add("environments", environment, sheet, resource.place)
    # Beside an environment that is known a stack that is not read is more likely something else.
    known = build.draft.records("environments")
    uncertain = [*build.uncertain(ENVIRONMENT), *(() if known else build.unread())]
    if uncertain:
        build.draft.environments_complete = False
        provenance = build.draft.provenance
        provenance.missing[("environments",)] = causes.merged(cause for _, cause in uncertain)
        provenance.candidates[("environments",)] = tuple(resource.id for resource, _ in uncertain)


def _network(build: Build, sheet: Sheet, resource: Resource) -> Sheet:
    """Return a sheet on the network configuration of an environment."""
    cell = sheet.bag.get("NetworkConfiguration")
    if cell is None:
        return build.blank(resource.place, resource.logical_id)
    try:
        bag = build.nested(resource.logical_id, cell)
    except Fault as fault:
        bag = build.nested(resource.logical_id, Cell(build.left_out(fault), cell.place))
    return Sheet(build.reader, bag)


def _stated(sheet: Sheet, attribute: str, name: str, words: Sequence[str]) -> str | None:
    """Return a choice of the environment, whose default, the first of the words, is noted as assumed."""
    default = words[0]
    if sheet.bag.get(name) is None:
        assumption = Assumption(
            subject=f"{name} of {sheet.bag.owner}",
            text=f"{name} of {sheet.bag.owner} is {default} (the default)",
            option="",
        )
        sheet.assume((attribute,), [assumption])
    return sheet.choice(attribute, name, words, default)


def _version(build: Build, sheet: Sheet) -> AirflowVersion | None:
    def read(cell: Cell) -> AirflowVersion | Unknown:
        text = build.reader.known_text(cell)
        if isinstance(text, Unknown):
            return text
        found = _VERSION.match(text)
        if found is None:
            raise Fault(cell.place, f"{text!r} is not a version of Apache Airflow")
        return AirflowVersion(major=int(found[1]), minor=int(found[2]))

    cell = sheet.bag.get("AirflowVersion")
    if cell is None:
        sheet.miss("airflow_version", causes.left_open(sheet.bag.owner, "AirflowVersion", sheet.bag.place))
        return None
    return sheet.read("airflow_version", cell, read)


def _bucket_id(build: Build, sheet: Sheet, arn: str | None) -> str | None:
    """Return the bucket that an ARN names: one of the templates, else one known by its name."""
    cell = sheet.bag.get("SourceBucketArn")
    before, _, name = (arn or "").partition(":s3:::")
    if cell is None or not before or not name:
        cause = sheet.missing.get(("source_bucket_arn",))
        sheet.miss("source_bucket_id", cause or causes.left_open(sheet.bag.owner, "SourceBucketArn", sheet.bag.place))
        return None
    sheet.note("source_bucket_id", cell)
    made = next((bucket.id for bucket in build.draft.records("buckets") if bucket.name == name), None)
    return made or _add_named_bucket(build, cell, str(arn), name)


def _add_named_bucket(build: Build, cell: Cell, arn: str, name: str) -> str:
    """Add a bucket of which only the name is known; return its id: the name, or the ARN where a resource has that."""
    identity = name if build.draft.find("buckets", name) is None else arn
    build.draft.add("buckets", Bucket(id=identity, name=name, public_access_block=None), cell.place.origin)
    cause = causes.described_elsewhere("bucket", name, build.resolver.tokens.cause_of(name), cell.place)
    build.draft.provenance.missing[("buckets", identity)] = cause
    return identity


def _told(build: Build, resource: Resource, attribute: str) -> str:
    """Return the token of what an environment tells once it is made."""
    return str(build.resolver.text(Cell(Reference(resource.id, attribute), resource.place)))
