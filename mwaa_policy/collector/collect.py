"""Collects the dumps of a request, one for each account and region that has environments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from mwaa_policy.collector.asker import Asker
from mwaa_policy.collector.environments import read_environments
from mwaa_policy.collector.failures import NOT_FOUND
from mwaa_policy.collector.identities import Identity, identities
from mwaa_policy.collector.network import read_network
from mwaa_policy.collector.records import Collected, Dump, Failure, Report
from mwaa_policy.collector.request import Request, Wanted
from mwaa_policy.errors import InputError
from mwaa_policy.frozen import Frozen
from mwaa_policy.sources.boto3.operations import ENVIRONMENT

_AT_ONCE = 4
_ARN = re.compile(r"arn:[^:]+:airflow:[^:]+:(\d{12}):")


class _Found(Frozen):
    """What a region came to."""

    where: str
    """The region, and who asked, when that is not the default."""
    dump: Dump | None
    """What it has, if it has environments."""
    failures: tuple[Failure, ...]
    """Why it has none, if that is not certain."""


def collect(request: Request, report: Report | None = None) -> Collected:
    """Return the dumps of a request.

    Raises:
        InputError: nothing could be asked, or no environment that is named is anywhere.
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
    environments = read_environments(asker, request.environments_in(region))
    if not environments:
        asker.tell(None)
        return _Found(where=asker.where, dump=None, failures=tuple(asker.failures))
    account = next((found[1] for one in environments if (found := _ARN.match(one.get("Arn") or ""))), "")
    read_network(asker, environments, account)
    asker.tell(None)
    dump = Dump(
        where=asker.where,
        region=region,
        account=account,
        environments=tuple(one.get("Name") or "" for one in environments),
        content=asker.recording.content(region, account),
        failures=tuple(dict.fromkeys(asker.failures)),
        calls=dict(sorted(asker.calls.items())),
        retries=asker.retries,
    )
    return _Found(where=asker.where, dump=dump, failures=())


def _nowhere(request: Request, found: Sequence[_Found]) -> Iterator[Failure]:
    """Return the environments that were named, and that no region has."""
    dumps = [one.dump for one in found if one.dump]
    there = {name for dump in dumps for name in dump.environments}
    failures = [*(why for one in found for why in one.failures), *(why for dump in dumps for why in dump.failures)]
    unread = {why.about for why in failures}
    for one in request.environments:
        if found and one.name not in there | unread:
            yield _missing(one, ", ".join(one.where for one in found))


def _missing(wanted: Wanted, where: str) -> Failure:
    return Failure(
        where=wanted.region or where,
        call=ENVIRONMENT.title,
        about=wanted.name,
        code=NOT_FOUND,
        hint="there is no such environment",
    )


def _nothing(failures: Sequence[Failure]) -> InputError:
    more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
    first = failures[0]
    return InputError(f"nothing could be collected: {first}{more}")
