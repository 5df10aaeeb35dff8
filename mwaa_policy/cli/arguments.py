"""The words that `mwaa-policy` understands."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from mwaa_policy import __version__
from mwaa_policy.api import KINDS
from mwaa_policy.decision import SEVERITIES
from mwaa_policy.report import MEANINGS

_WIDTH = 79
_EXAMPLES = """\
examples:
  mwaa-policy eval template.yaml --parameter VpcCIDR=10.0.0.0/16
  terraform show -json plan.out | mwaa-policy eval -
  mwaa-policy eval --format json responses/ > report.json
  mwaa-policy eval --live airflow --region eu-west-1
  mwaa-policy explain NACL-FLOW
  mwaa-policy explain --flows template.yaml
"""


def exit_statuses() -> str:
    """Return the table of exit statuses, as help shows it."""
    lines = ["exit status:"]
    for status, meaning in MEANINGS.items():
        lead = f"  {int(status)}  "
        indent = " " * len(lead)
        lines += textwrap.wrap(meaning, _WIDTH, initial_indent=lead, subsequent_indent=indent, break_on_hyphens=False)
    return "\n".join(lines) + "\n"


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what a command line asks for; `command` is the command.

    Raises:
        SystemExit: help or the version was asked for, or the usage is wrong (status 2).
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    return _parser(words).parse_args(words)


class _Command(NamedTuple):
    """A command, and what takes its arguments."""

    name: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    note: str = ""
    """What help says below the arguments, before the exit statuses."""
    has_statuses: bool = False
    """Whether the exit status tells more than that it went well."""


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of a command line: only what the line names is made in full, to start at once."""
    helps = not _HELP.isdisjoint(words)
    # Without a width argparse asks for that of the terminal with each argument, and loads shutil for it.
    formatter = partial(argparse.RawDescriptionHelpFormatter, max_help_position=26, width=None if helps else _WIDTH - 1)
    parser = argparse.ArgumentParser(
        prog="mwaa-policy",
        description="Judges whether the network of an Amazon MWAA environment works.",
        epilog=f"{_EXAMPLES}\n{exit_statuses()}" if helps else None,
        formatter_class=formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mwaa-policy {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in _COMMANDS:
        made = commands.add_parser(
            command.name,
            help=command.summary[0].lower() + command.summary[1:].rstrip("."),
            description=command.summary,
            epilog=f"{command.note}{exit_statuses() if command.has_statuses else ''}" if helps else None,
            formatter_class=formatter,
            allow_abbrev=False,
        )
        if command.name in words:
            command.add_arguments(made)
    return parser


_HELP = frozenset({"-h", "--help"})


def _add_eval(parser: argparse.ArgumentParser) -> None:
    _add_inputs(parser)
    _add_engine(parser)
    _add_format(parser)
    _add_gates(parser)
    parser.add_argument("--show-undecided", action="store_true", help="list each undecided check, quiet notes included")
    parser.add_argument("--no-fixes", action="store_true", help="do not try what would mend the findings")
    parser.add_argument("--verbose", "-v", action="store_true", help="list what passed and what was assumed, too")


def _add_fix(parser: argparse.ArgumentParser) -> None:
    _add_inputs(parser)
    _add_engine(parser)
    _add_gates(parser)
    parser.add_argument(
        "--unsafe",
        action="store_true",
        help="apply fixes too that replace resources, widen access or take something away",
    )


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar="RULE", nargs="?", help="id of a rule, such as NACL-FLOW")
    parser.add_argument(
        "--flows",
        dest="inputs",
        metavar="FILE",
        nargs="*",
        help="file, folder of API responses, or - for stdin, of whose environments to show every flow",
    )
    _add_meanings(parser)
    _add_engine(parser)
    _add_format(parser)
    parser.add_argument("--verbose", "-v", action="store_true", help="tell the place of what lets flows through, too")


def _add_bundle(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    summary = "Write the bundle of the policies."
    build = actions.add_parser(
        "build",
        help=summary[0].lower() + summary[1:].rstrip("."),
        description=summary,
        formatter_class=parser.formatter_class,
        allow_abbrev=False,
    )
    build.add_argument("policies", metavar="DIR", nargs="?", help="policies to pack (default: those of this package)")
    build.add_argument(
        "--output", "-o", metavar="FILE", default="mwaa-policy.tar.gz", help="where to (default: %(default)s)"
    )


def _add_collect(parser: argparse.ArgumentParser) -> None:
    from mwaa_policy.cli.collect import NOTE, add_arguments  # noqa: PLC0415 - other commands do without

    parser.epilog = NOTE
    add_arguments(parser)


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", metavar="FILE", nargs="*", help="file, folder of API responses, or - for stdin")
    _add_meanings(parser)


def _add_meanings(parser: argparse.ArgumentParser) -> None:
    """Add what documents leave open."""
    parser.add_argument(
        "--parameter", "-p", metavar="K=V", action="append", default=[], help="value of a template parameter"
    )
    parser.add_argument("--parameters", metavar="FILE", help="file of template parameters, as CloudFormation has them")
    parser.add_argument(
        "--region", metavar="REGION", help="region, where the documents do not tell; the one that --live asks"
    )
    parser.add_argument("--account", metavar="ACCOUNT", help="account id, where the documents do not tell")
    parser.add_argument(
        "--source",
        metavar="DIR",
        help="root module of a Terraform plan, to follow its locals and point at its .tf files",
    )
    parser.add_argument("--kind", choices=KINDS, metavar="KIND", help=f"kind of the documents: {', '.join(KINDS)}")
    parser.add_argument(
        "--assume-environment",
        metavar="subnets=ID,ID,groups=ID",
        help="judge an environment that no document has (also access=, bucket=, role=, version=)",
    )
    parser.add_argument(
        "--params", metavar="FILE|JSON", help='what is meant, such as {"routing": "private"}; see the documentation'
    )
    _add_live(parser)


def _add_live(parser: argparse.ArgumentParser) -> None:
    live = parser.add_argument_group("live environments")
    live.add_argument(
        "--live",
        metavar="ENVIRONMENT|VPC",
        action="append",
        default=[],
        help="name or ARN of an environment that runs, or id of a VPC: AWS is asked, as by `collect`; may be repeated",
    )
    live.add_argument("--profile", metavar="PROFILE", help="profile of the AWS configuration that asks")
    live.add_argument("--role-arn", metavar="ARN", help="role to assume")
    live.add_argument("--external-id", metavar="ID", help="what the role wants to be told by whoever assumes it")


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine", metavar="wasm|URL", default="wasm", help="the embedded engine, or an OPA server (default: wasm)"
    )


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: %(default)s")


def _add_gates(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        default="medium",
        metavar="SEVERITY",
        help=f"least severity that fails the run: {', '.join(SEVERITIES)} (default: %(default)s)",
    )
    parser.add_argument(
        "--undecided",
        choices=("block", "ignore"),
        default="block",
        help="let undecided checks pass, or not (default: %(default)s)",
    )
    parser.add_argument(
        "--no-environment",
        choices=("block", "ignore"),
        default="block",
        help="let an input without environment pass, or not (default: %(default)s)",
    )


_COMMANDS = (
    _Command("eval", "Judge the environments of templates, plans or API responses.", _add_eval, has_statuses=True),
    _Command(
        "fix",
        "Print a verified patch (RFC 6902) of the normalized document.",
        _add_fix,
        note="What is changed and what is left is told on standard error.\n\n",
        has_statuses=True,
    ),
    _Command("normalize", "Print the facts of documents, as the rules read them.", _add_inputs),
    _Command(
        "collect",
        "Read what live environments touch, for `eval`; needs mwaa-policy[aws].",
        _add_collect,
    ),
    _Command("rules", "List the rules.", _add_format),
    _Command("explain", "Tell what a rule checks, and why, or show the way of every flow.", _add_explain),
    _Command("bundle", "Handle the bundle that OPA servers load.", _add_bundle),
)
