"""Puts an environment that no document has into a network, to judge the network before there is one."""

from __future__ import annotations

from collections.abc import Sequence

from mwaa_policy.errors import UsageError
from mwaa_policy.frozen import Frozen
from mwaa_policy.model import AirflowVersion, Bucket, Collection, Environment, Listing
from mwaa_policy.model.environment import ENDPOINT_MANAGEMENTS, WEBSERVER_MODES
from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources._draft import Draft, Normalized
from mwaa_policy.sources.joining.join import beside

ID = "assumed-environment"
"""The id of the environment."""
_OPTION = "--assume-environment …,{}=…"
_OPEN = {
    "source_bucket_id": "bucket",
    "source_bucket_arn": "bucket",
    "execution_role_arn": "role",
    "airflow_version": "version",
}
_SHOWN = 5


class AssumedEnvironment(Frozen):
    """An environment that somebody means to create."""

    subnets: tuple[str, ...]
    """Its subnets: ids, logical ids or resource addresses, as the documents have them."""
    groups: tuple[str, ...]
    """Its security groups, likewise."""
    access: str = WEBSERVER_MODES[0]
    """`WebserverAccessMode`."""
    bucket: str | None = None
    """Name of the bucket of its DAGs."""
    role: str | None = None
    """ARN of its execution role."""
    version: AirflowVersion | None = None
    """Version of Apache Airflow."""


def assume(normalized: Normalized, meant: AssumedEnvironment) -> Normalized:
    """Return the network with the environment in it.

    Raises:
        UsageError: the documents have no such subnet or group.
    """
    inventory = normalized.inventory
    _check("subnet", meant.subnets, [one.id for one in inventory.subnets.items])
    _check("security group", meant.groups, [one.id for one in inventory.security_groups.items])
    draft = Draft(kind=normalized.kind, params=inventory.params, context=inventory.context)
    if meant.bucket is not None:
        _add_bucket(draft, meant.bucket)
    draft.add("environments", _environment(normalized, meant))
    _explain(draft, meant)
    return beside(normalized, draft.close())


def _check(what: str, wanted: Sequence[str], present: Sequence[str]) -> None:
    lacking = next((one for one in wanted if one not in present), None)
    if lacking is None:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - for mistakes only

    shown = get_close_matches(lacking, present, n=_SHOWN, cutoff=0.6) or sorted(present)[:_SHOWN]
    raise UsageError(f"--assume-environment: the documents have no {what} {lacking}; they have {', '.join(shown)}")


def _add_bucket(draft: Draft, name: str) -> None:
    path: tuple[Collection, str] = ("buckets", name)
    draft.add(path[0], Bucket(id=name, name=name, public_access_block=None))
    draft.provenance.missing[path] = Missing(
        subject=f"bucket {name}",
        text=f"no document describes bucket {name}",
        supply="add the response of s3api get-public-access-block",
    )


def _environment(normalized: Normalized, meant: AssumedEnvironment) -> Environment:
    context = normalized.inventory.context
    return Environment(
        id=ID,
        name=None,
        account_id=context.account_id,
        status="planned",
        error_code="none",
        error_message="none",
        subnet_ids=Listing(items=meant.subnets, complete=True),
        security_group_ids=Listing(items=meant.groups, complete=True),
        webserver_access_mode=meant.access,
        endpoint_management=ENDPOINT_MANAGEMENTS[0],
        airflow_version=meant.version,
        source_bucket_id=meant.bucket,
        source_bucket_arn=None if meant.bucket is None else f"arn:{context.partition or 'aws'}:s3:::{meant.bucket}",
        execution_role_arn=meant.role,
        kms_key="aws-owned",
        database_service=f"${{GetAtt:{ID}.DatabaseVpcEndpointService}}",
        webserver_service=f"${{GetAtt:{ID}.WebserverVpcEndpointService}}",
        celery_queue_arn=f"${{GetAtt:{ID}.CeleryExecutorQueue}}",
    )


def _explain(draft: Draft, meant: AssumedEnvironment) -> None:
    path = ("environments", ID)
    told = {"bucket": meant.bucket, "role": meant.role, "version": meant.version}
    for attribute, name in _OPEN.items():
        if told[name] is None:
            draft.provenance.missing[(*path, attribute)] = Missing(
                subject=f"{name} of {ID}",
                text=f"the assumed environment has no {name}",
                supply=_OPTION.format(name),
            )
    text = (
        f"{ID} is in {', '.join(meant.subnets)} with {', '.join(meant.groups)}, its web server {meant.access}, "
        "its endpoints managed by the service"
    )
    draft.provenance.assumed[path] = Assumption(subject=ID, text=text, option="")
