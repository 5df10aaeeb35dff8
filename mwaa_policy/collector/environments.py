"""Reads the environments of a region."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from mwaa_policy.collector.asker import Asker
from mwaa_policy.collector.calls import Call
from mwaa_policy.collector.failures import NOT_FOUND
from mwaa_policy.collector.request import Wanted
from mwaa_policy.sources.boto3.operations import ENVIRONMENT, ENVIRONMENT_NAMES


def read_environments(asker: Asker, wanted: Sequence[Wanted], *, every: bool) -> list[dict[str, Any]]:
    """Return the environments that are wanted, or all of the region.

    One that does not exist is left out, another region may have it; and so is one of the name, but
    not of the ARN that is wanted.
    """
    names = _listed(asker) if every else dict.fromkeys(one.name for one in wanted)
    for answer in asker.ask(map(_call, names), tentative=True):
        if answer.error not in {None, NOT_FOUND}:
            asker.fail(answer)
    found = []
    for name, responses in sorted(asker.recording.responses(ENVIRONMENT).items()):
        arns = {one.arn for one in wanted if one.name == name}
        described = [one["Environment"] for one in responses]
        if not arns or None in arns or any(one.get("Arn") in arns for one in described):
            found += described
        else:
            asker.recording.forget(ENVIRONMENT, name)
    return found


def _listed(asker: Asker) -> Iterable[str]:
    asker.ask([Call(operation=ENVIRONMENT_NAMES)])
    pages = asker.recording.responses(ENVIRONMENT_NAMES).get("", [])
    return sorted(name for page in pages for name in page.get("Environments", ()))


def _call(name: str) -> Call:
    return Call(operation=ENVIRONMENT, arguments={"Name": name}, about=name)
