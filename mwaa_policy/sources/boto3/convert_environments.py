"""Converts environments and their buckets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mwaa_policy.model import AirflowVersion, Bucket, Environment, PublicAccessBlock
from mwaa_policy.model.environment import ENDPOINT_MANAGEMENTS, WEBSERVER_MODES
from mwaa_policy.provenance import Assumption, Missing, Path, Skipped
from mwaa_policy.sources.boto3.coverage import failed, not_called
from mwaa_policy.sources.boto3.facts import Facts, choice
from mwaa_policy.sources.boto3.operations import (
    ACCOUNT_ACCESS,
    BUCKET_ACCESS,
    ENVIRONMENT,
    ENVIRONMENT_NAMES,
    Operation,
)
from mwaa_policy.sources.boto3.place import Malformed, Place, flag, text
from mwaa_policy.sources.boto3.read import Response
from mwaa_policy.sources.boto3.scene import Scene

_ARN = re.compile(r"arn:(?P<partition>[^:]*):airflow:(?P<region>[^:]*):(?P<account>\d{12}):environment/.+")
_BUCKET = re.compile(r"arn:[^:]*:s3:::(?P<name>[^/]+)")
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\..*)?")
_UNSET = "NoSuchPublicAccessBlockConfiguration"
_SERVICE = Assumption(
    subject="EndpointManagement",
    text="MWAA makes the endpoints where a get_environment response, older than the attribute, does not tell",
    option="a new get_environment response",
)
_UNREAD_ARN = Missing(
    subject="ARN of an environment or its bucket",
    text="the ARN is not of the form arn:aws:airflow:REGION:ACCOUNT:environment/NAME, or arn:aws:s3:::BUCKET",
    supply="give all that `aws mwaa get-environment` prints",
)
_ONLY_BUCKET = Assumption(
    subject=BUCKET_ACCESS.title,
    text=f"the {BUCKET_ACCESS.title} response is about the only bucket of the input",
    option='the bucket as the name of the response: {"s3_get_public_access_block": {"my-bucket": …}}',
)


def add_environments(scene: Scene) -> None:
    """Add the environments, the buckets of their DAGs, and those that responses are about."""
    buckets: dict[str, Place] = {}
    for facts in scene.records("environments", ENVIRONMENT):
        record = _environment(facts)
        if record.source_bucket_id is not None and facts.place is not None:
            buckets.setdefault(record.source_bucket_id, facts.place.at("SourceBucketArn"))
        scene.draft.add("environments", record, facts.origin)
    for name in _unread(scene):
        # Nothing is known of it, so every rule is undecided and tells why: it must not go unnoticed.
        facts = scene.record("environments", name, None, ENVIRONMENT)
        scene.draft.add("environments", _environment(facts).model_copy(update={"name": name}))
    scene.draft.environments_complete = bool(scene.dump.of(ENVIRONMENT)) and _all_are_named(scene)
    alone = len(buckets) == 1
    for response in scene.dump.of(BUCKET_ACCESS):
        # The bucket of an environment that another document describes.
        if response.argument is not None and not response.error:
            buckets.setdefault(response.argument, response.place)
    for name, place in buckets.items():
        _add_bucket(scene, name, place, alone=alone)


def _unread(scene: Scene) -> Sequence[str]:
    """Return the names of the environments that a call was about, and that no response describes."""
    told = {record.name for record in scene.draft.records("environments")}
    asked = (one.argument for one in scene.dump.of(ENVIRONMENT) if one.error)
    return sorted({name for name in asked if name} - told)


def _all_are_named(scene: Scene) -> bool:
    """Return whether the names of environments, if somebody asked for them, are all there; note it if not."""
    open_ended = next((one for one in scene.dump.of(ENVIRONMENT_NAMES) if one.error or one.is_truncated), None)
    if open_ended is not None:
        why = failed(open_ended).text if open_ended.error else f"{ENVIRONMENT_NAMES.title} has more pages"
        scene.draft.provenance.skipped.append(
            Skipped(origin=open_ended.place.origin, text=f"{why}: there may be more environments")
        )
    return open_ended is None


def account_access(scene: Scene) -> PublicAccessBlock | None:
    """Return the switches of the account, `None` when nobody asked."""
    account = scene.draft.context.account_id
    responses = scene.dump.of(ACCOUNT_ACCESS)
    if account is not None or len({_account_of(one) for one in responses}) > 1:
        responses = tuple(one for one in responses if _account_of(one) in {None, account})
    return _switches(scene, ("context", "account_public_access_block"), responses, ACCOUNT_ACCESS)


def _account_of(response: Response) -> str | None:
    return response.argument or (response.header.account if response.header else None)


def _environment(facts: Facts) -> Environment:
    arn = facts.text("account_id", "Arn")
    parsed = _ARN.fullmatch(arn) if arn else None
    bucket_arn = facts.text("source_bucket_arn", "SourceBucketArn")
    bucket = _BUCKET.fullmatch(bucket_arn) if bucket_arn else None
    for attribute, found in (("account_id", parsed), ("source_bucket_id", bucket)):
        if found is None and facts.place is not None:
            facts.missing(_UNREAD_ARN, attribute)
    return Environment(
        id=facts.id,
        name=facts.text("name", "Name"),
        account_id=parsed["account"] if parsed else None,
        status=facts.text("status", "Status"),
        error_code=facts.text("error_code", "LastUpdate", "Error", "ErrorCode", default="none"),
        error_message=facts.text("error_message", "LastUpdate", "Error", "ErrorMessage", default="none"),
        subnet_ids=facts.ids("subnet_ids", "NetworkConfiguration", "SubnetIds", without=False),
        security_group_ids=facts.ids("security_group_ids", "NetworkConfiguration", "SecurityGroupIds", without=False),
        webserver_access_mode=facts.value(
            "webserver_access_mode", "WebserverAccessMode", parse=choice(*WEBSERVER_MODES)
        ),
        endpoint_management=_endpoint_management(facts),
        airflow_version=facts.value("airflow_version", "AirflowVersion", parse=_version),
        source_bucket_id=bucket["name"] if bucket else None,
        source_bucket_arn=bucket_arn,
        execution_role_arn=facts.text("execution_role_arn", "ExecutionRoleArn"),
        kms_key=facts.text("kms_key", "KmsKey", default="aws-owned"),
        database_service=facts.text("database_service", "DatabaseVpcEndpointService"),
        webserver_service=facts.text("webserver_service", "WebserverVpcEndpointService"),
        celery_queue_arn=facts.text("celery_queue_arn", "CeleryExecutorQueue"),
    )


def _endpoint_management(facts: Facts) -> str | None:
    if facts.lacks("EndpointManagement"):
        facts.assume(_SERVICE, "endpoint_management")
        return "SERVICE"
    return facts.value("endpoint_management", "EndpointManagement", parse=choice(*ENDPOINT_MANAGEMENTS))


def _version(place: Place) -> AirflowVersion | None:
    found = text(place)
    parts = _VERSION.fullmatch(found) if found else None
    if found and not parts:
        raise Malformed(place, f"{found} is not a version: two numbers with a point are wanted")
    return AirflowVersion(major=int(parts[1]), minor=int(parts[2])) if parts else None


def _add_bucket(scene: Scene, name: str, place: Place, *, alone: bool) -> None:
    path = ("buckets", name, "public_access_block")
    responses = [one for one in scene.dump.of(BUCKET_ACCESS) if one.argument == name]
    if not responses and alone:
        responses = [one for one in scene.dump.of(BUCKET_ACCESS) if one.argument is None]
        if responses:
            scene.draft.provenance.assumed[path] = _ONLY_BUCKET
    block = _switches(scene, path, responses, BUCKET_ACCESS)
    scene.draft.add("buckets", Bucket(id=name, name=name, public_access_block=block), place.origin)


def _switches(
    scene: Scene, path: Path, responses: Sequence[Response], operation: Operation
) -> PublicAccessBlock | None:
    provenance = scene.draft.provenance
    told = next((one for one in responses if one.error in {None, _UNSET}), None)
    if told is not None:
        provenance.origins[path] = told.place.origin
        try:
            return _block(told.place.at(operation.member))
        except Malformed as error:
            provenance.skipped.append(Skipped(origin=error.place.origin, text=error.text))
    first = next(iter(responses), None)
    why = not_called(operation)
    if first is not None and first.error:
        why = failed(first)
    elif first is not None:
        text = f"{operation.title} is unreadable"
        why = Missing(subject=operation.title, text=text, supply=why.supply, origin=first.place.origin)
    provenance.missing[path] = why
    return None


def _block(place: Place) -> PublicAccessBlock:
    """Return four switches; one that a response does not have is off."""
    return PublicAccessBlock(
        block_public_acls=flag(place.at("BlockPublicAcls")) is True,
        ignore_public_acls=flag(place.at("IgnorePublicAcls")) is True,
        block_public_policy=flag(place.at("BlockPublicPolicy")) is True,
        restrict_public_buckets=flag(place.at("RestrictPublicBuckets")) is True,
    )
