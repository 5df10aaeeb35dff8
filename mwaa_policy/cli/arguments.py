"""The words that `mwaa-policy` understands."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

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
  mwaa-policy explain NACL-FLOW
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
    return _parser().parse_args(arguments)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mwaa-policy",
        description="Judges whether the network of an Amazon MWAA environment works.",
        epilog=f"{_EXAMPLES}\n{exit_statuses()}",
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mwaa-policy {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_eval(commands)
    _add_fix(commands)
    _add_normalize(commands)
    _add_rules(commands)
    _add_explain(commands)
    _add_bundle(commands)
    return parser


_formatter = partial(argparse.RawDescriptionHelpFormatter, max_help_position=26)
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no public name


def _add_command(commands: _Commands, name: str, summary: str, *, epilog: str = "") -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=summary[0].lower() + summary[1:].rstrip("."),
        description=summary,
        epilog=epilog,
        formatter_class=_formatter,
        allow_abbrev=False,
    )


def _add_eval(commands: _Commands) -> None:
    parser = _add_command(
        commands, "eval", "Judge the environments of templates, plans or API responses.", epilog=exit_statuses()
    )
    _add_inputs(parser)
    _add_engine(parser)
    _add_format(parser)
    _add_gates(parser)
    parser.add_argument("--show-undecided", action="store_true", help="list each undecided check, quiet notes included")
    parser.add_argument("--no-fixes", action="store_true", help="do not try what would mend the findings")
    parser.add_argument("--verbose", "-v", action="store_true", help="list what passed and what was assumed, too")


def _add_fix(commands: _Commands) -> None:
    parser = _add_command(
        commands,
        "fix",
        "Print a verified patch (RFC 6902) of the normalized document.",
        epilog=f"What is changed and what is left is told on standard error.\n\n{exit_statuses()}",
    )
    _add_inputs(parser)
    _add_engine(parser)
    _add_gates(parser)
    parser.add_argument(
        "--unsafe",
        action="store_true",
        help="apply fixes too that replace resources, widen access or take something away",
    )


def _add_normalize(commands: _Commands) -> None:
    parser = _add_command(commands, "normalize", "Print the facts of documents, as the rules read them.")
    _add_inputs(parser)


def _add_rules(commands: _Commands) -> None:
    parser = _add_command(commands, "rules", "List the rules.")
    _add_format(parser)


def _add_explain(commands: _Commands) -> None:
    parser = _add_command(commands, "explain", "Tell what a rule checks, and why.")
    parser.add_argument("rule", metavar="RULE", help="id of the rule, such as NACL-FLOW")
    _add_format(parser)


def _add_bundle(commands: _Commands) -> None:
    parser = _add_command(commands, "bundle", "Handle the bundle that OPA servers load.")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    build = _add_command(actions, "build", "Write the bundle of the policies.")
    build.add_argument("policies", metavar="DIR", nargs="?", help="policies to pack (default: those of this package)")
    build.add_argument(
        "--output", "-o", metavar="FILE", default="mwaa-policy.tar.gz", help="where to (default: %(default)s)"
    )


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", metavar="FILE", nargs="*", help="file, folder of API responses, or - for stdin")
    parser.add_argument(
        "--parameter", "-p", metavar="K=V", action="append", default=[], help="value of a template parameter"
    )
    parser.add_argument("--parameters", metavar="FILE", help="file of template parameters, as CloudFormation has them")
    parser.add_argument("--region", metavar="REGION", help="region, where the documents do not tell")
    parser.add_argument("--account", metavar="ACCOUNT", help="account id, where the documents do not tell")
    parser.add_argument("--kind", choices=KINDS, metavar="KIND", help=f"kind of the documents: {', '.join(KINDS)}")
    parser.add_argument(
        "--params", metavar="FILE|JSON", help='what is meant, such as {"routing": "private"}; see the documentation'
    )


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
