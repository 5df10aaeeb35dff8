"""The environment that a caller means to create, as callers write it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mwaa_policy.errors import UsageError
from mwaa_policy.model import AirflowVersion
from mwaa_policy.model.environment import WEBSERVER_MODES

if TYPE_CHECKING:
    from mwaa_policy.sources.joining import AssumedEnvironment

_LISTS = ("subnets", "groups")
_TEXTS = ("access", "bucket", "role", "version")
_VERSION = r"(\d+)\.(\d+)(\.\d+)?"
_ROLE = r"arn:[a-z-]+:iam::\d{12}:role/.+"
_WANTED = 'subnets and groups are wanted, such as "subnets=subnet-0a,subnet-0b,groups=sg-0c"'


def read_assumed(value: str | Mapping[str, Any] | None) -> AssumedEnvironment | None:
    """Return the environment that `subnets=…,groups=…` describes, or a mapping of the same names.

    Raises:
        UsageError: something is lacking, or makes no sense.
    """
    if value is None:
        return None
    from mwaa_policy.sources.joining import AssumedEnvironment  # noqa: PLC0415 - most runs judge what documents have

    members = _of_text(value) if isinstance(value, str) else dict(value)
    unknown = next((name for name in members if name not in {*_LISTS, *_TEXTS}), None)
    if unknown is not None:
        raise UsageError(f"an assumed environment has no {unknown!r}: {', '.join((*_LISTS, *_TEXTS))}")
    subnets, groups = (_ids(members.get(name)) for name in _LISTS)
    if not subnets or not groups:
        raise UsageError(f"an assumed environment lacks {'groups' if subnets else 'subnets'}: {_WANTED}")
    texts = {name: _text(name, members.get(name)) for name in _TEXTS}
    return AssumedEnvironment(
        subnets=subnets,
        groups=groups,
        access=_access(texts["access"]),
        bucket=texts["bucket"],
        role=_role(texts["role"]),
        version=_version(texts["version"]),
    )


def _of_text(text: str) -> dict[str, Any]:
    """Return the members of a text; a part without a name belongs to the name before it."""
    members: dict[str, list[str]] = {}
    name = ""
    for part in filter(None, (part.strip() for part in text.split(","))):
        before, separator, value = part.partition("=")
        if separator:
            name = before
        elif not name:
            raise UsageError(f"{text!r} is no environment: {_WANTED}")
        members.setdefault(name, []).append(value if separator else part)
    return {key: found if key in _LISTS else ",".join(found) for key, found in members.items()}


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.split(","))
    return tuple(map(str, value)) if isinstance(value, Sequence) else ()


def _text(name: str, value: object) -> str | None:
    if value is not None and not (isinstance(value, str) and value):
        raise UsageError(f"{name} of the assumed environment is {value!r}: a text is wanted")
    return value


def _access(text: str | None) -> str:
    if text is None:
        return WEBSERVER_MODES[0]
    if text.upper() not in WEBSERVER_MODES:
        raise UsageError(f"access of the assumed environment is {text!r}: {', '.join(WEBSERVER_MODES)}")
    return text.upper()


def _role(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(_ROLE, text):
        raise UsageError(f"role of the assumed environment is {text!r}: the ARN of a role is wanted")
    return text


def _version(text: str | None) -> AirflowVersion | None:
    if text is None:
        return None
    found = re.fullmatch(_VERSION, text)
    if found is None:
        raise UsageError(f"version of the assumed environment is {text!r}: one such as 2.10 is wanted")
    return AirflowVersion(major=int(found[1]), minor=int(found[2]))
