"""Collects the dumps of a request, one for each account and region that has what is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from mwaa_policy.collector.asker import Asker
from mwaa_policy.collector.environments import read_environments
from mwaa_policy.collector.failures import NO_VPC, NOT_FOUND
from mwaa_policy.collector.identities import Identity, identities
from mwaa_policy.collector.network import find_vpcs, read_network
from mwaa_policy.collector.records import Collected, Dump, Failure, Report
from mwaa_policy.collector.request import Request
from mwaa_policy.errors import InputError
from mwaa_policy.frozen import Frozen
from mwaa_policy.sources.boto3.operations import ENVIRONMENT, VPCS

_AT_ONCE = 4
_ARN = re.compile(r"arn:[^:]+:airflow:[^:]+:(\d{12}):")


class _Found(Frozen):
    """What a region came to."""

    where: str
    """The region, and who asked, when that is not the default."""
    region: str
    """The region."""
    dump: Dump | None
    """What it has, if it has environments."""
    failures: tuple[Failure, ...]
    """Why it has none, if that is not certain."""


def collect(request: Request, report: Report | None = None) -> Collected:
    """Return the dumps of a request.

    Raises:
        InputError: nothing could be asked, or nothing of what is named is anywhere.
        UsageError: nothing tells the region, or there is no such profile.
    """
    asked = list(identities(request))
    targets = [
        (one, region)
        for one in asked
        if isinstance(one, Identity)
        for region in request.regions_of(one.region)
    ]  # fmt: skip
    found = _at_once(targets, request, report)
    dumps = tuple(one.dump for one in found if one.dump)
    failures = [*(one for one in asked if isinstance(one, Failure)), *(why for one in found for why in one.failures)]
    failures += _nowhere(request, found)
    if not dumps and failures:
        raise _nothing(failures)
    return Collected(dumps=dumps, failures=tuple(failures))


def _at_once(targets: Sequence[tuple[Identity, str]], request: Request, report: Report | None) -> Sequence[_Found]:
    pool = ThreadPoolExecutor(max_workers=_AT_ONCE)
    try:
        return list(pool.map(partial(_ask, request, report), targets))
    finally:
        # Who interrupts does not want to wait for what is under way.
        pool.shutdown(wait=False, cancel_futures=True)


def _ask(request: Request, report: Report | None, target: tuple[Identity, str]) -> _Found:
    identity, region = target
    asker = Asker(identity, region, also=request.also, report=report)
    try:
        dump = _dump(asker, request)
    finally:
        asker.tell(None)
    return _Found(where=asker.where, region=region, dump=dump, failures=() if dump else tuple(asker.failures))


def _dump(asker: Asker, request: Request) -> Dump | None:
    """Return the dump of a region, `None` when it has nothing of what is wanted."""
    environments: list[dict[str, Any]] = []
    wanted = request.environments_in(asker.region)
    if wanted or request.every:
        environments = read_environments(asker, wanted, every=request.every)
    vpc_ids = find_vpcs(asker, environments, request.vpcs)
    account = _account(environments)
    if vpc_ids and not environments:
        account = asker.account()
    if not environments and not (vpc_ids and account):
        return None
    read_network(asker, environments, vpc_ids, account)
    return Dump(
        where=asker.where,
        region=asker.region,
        account=account,
        environments=tuple(one.get("Name") or "" for one in environments),
        vpcs=tuple(vpc_ids),
        content=asker.recording.content(asker.region, account),
        failures=tuple(dict.fromkeys(asker.failures)),
        calls=dict(sorted(asker.calls.items())),
        retries=asker.retries,
    )


def _account(environments: Sequence[Mapping[str, Any]]) -> str:
    found = (_ARN.match(one.get("Arn") or "") for one in environments)
    return next((arn[1] for arn in found if arn), "")


def _nowhere(request: Request, found: Sequence[_Found]) -> Iterator[Failure]:
    """Return the environments and VPCs that were named, and that no region has."""
    dumps = [one.dump for one in found if one.dump]
    failures = [(one.region, why) for one in found for why in (*one.failures, *(one.dump.failures if one.dump else ()))]
    told = {(dump.region, name) for dump in dumps for name in dump.environments}
    told |= {(region, why.about) for region, why in failures}
    there = {vpc_id for dump in dumps for vpc_id in dump.vpcs}
    where = ", ".join(one.where for one in found)
    for one in request.environments:
        # One that its ARN names is in one region; that another has one of the name is no answer.
        regions = {region for region, name in told if name == one.name}
        if found and not (regions if one.region is None else one.region in regions):
            code, hint = NOT_FOUND, "there is no such environment"
            yield Failure(where=one.region or where, call=ENVIRONMENT.title, about=one.name, code=code, hint=hint)
    for vpc_id in request.vpcs:
        if found and vpc_id not in there and not failures:
            code, hint = NO_VPC, "there is no such VPC"
            yield Failure(where=where, call=VPCS.title, about=vpc_id, code=code, hint=hint)


def _nothing(failures: Sequence[Failure]) -> InputError:
    more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
    first = failures[0]
    return InputError(f"nothing could be collected: {first}{more}")
