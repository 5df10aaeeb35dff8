"""Whose credentials ask: the default ones, those of a profile, or those of a role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from threading import Lock
from typing import Any

from mwaa_policy.collector.failures import code_of, hint_for
from mwaa_policy.collector.records import Failure
from mwaa_policy.collector.request import Request
from mwaa_policy.errors import InputError, UsageError

_CONNECT = 10
_READ = 30
_SESSION = "mwaa-policy"


class Identity:
    """Credentials, and the clients that use them."""

    def __init__(self, session: Any, region: str | None, label: str = "") -> None:  # noqa: ANN401 - boto3 has no types
        self.region = region
        self._session = session
        self._label = label
        self._lock = Lock()

    def where(self, region: str) -> str:
        """Return what messages call a region that is asked with these credentials."""
        return f"{region} ({self._label})" if self._label else region

    def client(self, service: str, region: str) -> Any:  # noqa: ANN401 - as above
        """Return a client; clients may be shared by threads, sessions may not."""
        from botocore.config import Config  # noqa: PLC0415 - boto3 is an extra

        config = Config(
            retries={"mode": "standard"},
            connect_timeout=_CONNECT,
            read_timeout=_READ,
            user_agent_extra="mwaa-policy",
        )
        with self._lock:
            return self._session.client(service, region_name=region, config=config)


def identities(request: Request) -> Iterator[Identity | Failure]:
    """Return who asks; a role that cannot be assumed is a failure.

    Raises:
        InputError: boto3 is not installed.
        UsageError: there is no such profile.
    """
    for base in _bases(request):
        if not request.roles:
            yield base
        for role in request.roles:
            yield _assumed(base, role, request)


def _bases(request: Request) -> Iterator[Identity]:
    try:
        import boto3  # noqa: PLC0415 - boto3 is an extra
        from botocore.exceptions import BotoCoreError, ProfileNotFound  # noqa: PLC0415 - likewise
    except ModuleNotFoundError as error:
        hint = "pip install 'mwaa-policy[aws]' brings it"
        raise InputError("live accounts are read with boto3, which is not installed", hint=hint) from error
    # boto3 does not look at AWS_REGION, as the other tools of AWS do.
    stated = os.environ.get("AWS_REGION")
    if request.session is not None:
        yield Identity(request.session, request.session.region_name or stated)
        return
    try:
        for profile in request.profiles or (None,):
            session = boto3.Session(profile_name=profile)
            yield Identity(session, stated or session.region_name, f"profile {profile}" if profile else "")
    except ProfileNotFound as error:
        raise UsageError(f"the AWS configuration has no such profile: {error.kwargs.get('profile')}") from None
    except BotoCoreError as error:
        raise InputError(f"the AWS configuration cannot be read: {code_of(error)}") from None


def _assumed(base: Identity, role: str, request: Request) -> Identity | Failure:
    import boto3  # noqa: PLC0415 - boto3 is an extra
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - likewise

    region = request.regions_of(base.region)[0]
    wanted = {"ExternalId": request.external_id} if request.external_id else {}
    try:
        answer = base.client("sts", region).assume_role(RoleArn=role, RoleSessionName=_SESSION, **wanted)
    except (BotoCoreError, ClientError, ValueError) as error:
        code = code_of(error)
        hint = hint_for(code, f"sts:AssumeRole on {role}")
        return Failure(where=f"role {role}", call="assume_role", about="", code=code, hint=hint)
    keys = answer["Credentials"]
    session = boto3.Session(
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    return Identity(session, base.region, f"role {role}")
