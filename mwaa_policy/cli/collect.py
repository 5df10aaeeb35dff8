"""The command `collect`: its words, what it writes, and what it tells meanwhile."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from mwaa_policy.cli.output import write_bytes, write_note
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.report import Outcome

if TYPE_CHECKING:
    from mwaa_policy.collector import Collected, Dump, Progress, Request
    from mwaa_policy.document import Document

NOTE = """\
examples:
  mwaa-policy collect airflow --region eu-west-1 > airflow.json
  mwaa-policy collect vpc-0a1b2c3d4e5f60718 --output live/
  mwaa-policy collect --all --region eu-west-1 --region us-east-1 --output live/
  mwaa-policy collect --all --role-arn arn:aws:iam::123456789012:role/audit --output live/
  mwaa-policy collect --policy airflow --region eu-west-1

exit status:
  0  all was collected
  2  wrong usage
  3  nothing was collected
  4  some calls failed: what they would have told is undecided, and named
  5  there is no environment, and no VPC was named
"""
_ERASE = "\r\x1b[K"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "environments",
        metavar="ENVIRONMENT|VPC",
        nargs="*",
        help="name or ARN of an environment, or id of a VPC in which one is meant to be made",
    )
    parser.add_argument("--all", "-a", action="store_true", help="all environments of the regions")
    _add_places(parser)
    _add_output(parser)


def _add_places(parser: argparse.ArgumentParser) -> None:
    """Add where to ask, and as whom."""
    parser.add_argument(
        "--region",
        metavar="REGION",
        action="append",
        default=[],
        help="region to ask; may be repeated (default: AWS_REGION, or that of the profile)",
    )
    parser.add_argument(
        "--profile",
        metavar="PROFILE",
        action="append",
        default=[],
        help="profile of the AWS configuration; may be repeated, for several accounts",
    )
    parser.add_argument(
        "--role-arn",
        metavar="ARN",
        action="append",
        default=[],
        help="role to assume; may be repeated, for several accounts",
    )
    parser.add_argument("--external-id", metavar="ID", help="what the roles want to be told by whoever assumes them")


def _add_output(parser: argparse.ArgumentParser) -> None:
    """Add where the answer goes, and what it holds."""
    parser.add_argument(
        "--output",
        "-o",
        metavar="FILE|DIR",
        help="where to (default: standard output); a folder gets one file for each account and region",
    )
    parser.add_argument(
        "--policy",
        action="store_true",
        help="print the IAM policy with the permissions that are needed, and ask nobody",
    )
    parser.add_argument("--with-tags", action="store_true", help="keep tags; people may have put secrets there")
    parser.add_argument(
        "--with-configuration",
        action="store_true",
        help="keep the configuration options of Airflow; passwords may stand there",
    )


def run(options: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    from mwaa_policy.collector import make_request  # noqa: PLC0415 - other commands do without

    request = make_request(
        options.environments,
        every=options.all or (options.policy and not options.environments),
        regions=options.region,
        profiles=options.profile,
        roles=options.role_arn,
        external_id=options.external_id,
        also=[name for name in ("tags", "configuration") if getattr(options, f"with_{name}")],
    )
    if options.policy:
        return _print_policy(request)
    output = _output(options.output, request)
    collected = _collect(request)
    names = [_write(dump, output, collected.dumps) for dump in collected.dumps]
    write_note(summary(collected, names))
    if not collected.is_whole:
        return Outcome.UNDECIDED
    return Outcome.PROVEN if collected.dumps else Outcome.NO_ENVIRONMENT


def live_documents(options: argparse.Namespace) -> list[Document]:
    """Return the dumps of what runs, as the command line names it.

    Raises:
        InputError: one of them could not be read.
        UsageError: an option makes no sense.
    """
    from mwaa_policy.collector import make_request  # noqa: PLC0415 - files are read without

    request = make_request(
        options.live,
        regions=[options.region] if options.region else [],
        profiles=[options.profile] if options.profile else [],
        roles=[options.role_arn] if options.role_arn else [],
        external_id=options.external_id,
    )
    collected = _collect(request)
    for why in collected.failures:
        raise InputError(str(why))
    write_note(summary(collected))
    return [dump.document() for dump in collected.dumps]


def _collect(request: Request) -> Collected:
    from mwaa_policy.collector import collect  # noqa: PLC0415 - other commands do without

    status = Status()
    try:
        return collect(request, status)
    finally:
        status.end()


class Status:
    """Tells what is going on: on a terminal in one line that is written over, else which region is asked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._overwrites = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._asked: set[str] = set()

    def __call__(self, progress: Progress) -> None:
        """Tell it."""
        with self._lock:
            if self._overwrites and progress.call is not None:
                write_note(f"{_ERASE}{progress.where}: call {progress.calls}, {progress.call}")
                sys.stderr.flush()
            elif progress.where not in self._asked and not self._overwrites:
                self._asked.add(progress.where)
                write_note(f"asking {progress.where}\n")

    def end(self) -> None:
        """Leave no line behind."""
        if self._overwrites:
            write_note(_ERASE)


def summary(collected: Collected, names: Sequence[str] = ()) -> str:
    """Return what was collected, with which calls, and what was not."""
    lines = [*_told(collected, names), *map(str, collected.failures)]
    return "".join(f"{line}\n" for line in lines or ["there is no environment"])


def _told(collected: Collected, names: Sequence[str]) -> Iterator[str]:
    for index, dump in enumerate(collected.dumps):
        count = len(dump.environments)
        environments = f"environment {dump.environments[0]}" if count == 1 else f"{count} environments"
        what = environments if count else ", ".join(dump.vpcs)
        again = f", {dump.retries} of them again" if dump.retries else ""
        made = f"{sum(dump.calls.values())} calls{again}"
        written = f" -> {names[index]}" if names and names[index] else ""
        yield f"{dump.where}: {what} of account {dump.account or '?'}, {made}{written}"
        yield f"  {', '.join(f'{number} {call}' for call, number in dump.calls.items())}"
        yield from (f"  {why}" for why in dump.failures)


def _print_policy(request: Request) -> int:
    from pydantic_core import to_json  # noqa: PLC0415 - only the policy needs it

    from mwaa_policy.collector import read_policy  # noqa: PLC0415 - likewise

    write_bytes(to_json(read_policy(request), indent=2) + b"\n")
    if request.roles:
        write_note(f"it is for the roles; whoever assumes them needs sts:AssumeRole on {', '.join(request.roles)}\n")
    return 0


def _output(given: str | None, request: Request) -> Path | None:
    """Return the file or folder that is given.

    Raises:
        UsageError: it cannot be written, or there may be several dumps, and one file for them.
    """
    output = None if given in {None, "-"} else Path(str(given))
    if not request.is_wide and not str(given).endswith(("/", os.sep)):
        return output
    if output is None or output.is_file():
        raise UsageError("each account and region is a file of its own: give --output DIR")
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{output} cannot be made: {error.strerror}") from error
    return output


def _write(dump: Dump, output: Path | None, dumps: Sequence[Dump]) -> str:
    """Write a dump, and return the name of its file."""
    content = dump.to_json().encode()
    if output is None:
        write_bytes(content)
        return ""
    path = output / _name(dump, dumps) if output.is_dir() else output
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    return str(path)


def _name(dump: Dump, dumps: Sequence[Dump]) -> str:
    """Return the name of a file: two identities may be of one account."""
    alike = [one for one in dumps if (one.account, one.region) == (dump.account, dump.region)]
    number = alike.index(dump)
    return f"{dump.account or 'account'}-{dump.region}{f'-{number + 1}' if number else ''}.json"
