"""What each command does."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypedDict

from mwaa_policy import api
from mwaa_policy.cli.given import intent, template_parameters
from mwaa_policy.cli.output import write_bytes, write_note, write_text
from mwaa_policy.errors import UsageError

if TYPE_CHECKING:
    from mwaa_policy.decision import Severity
    from mwaa_policy.document import Document
    from mwaa_policy.model import Params

_STDIN = "-"
_MEANINGS = (
    "parameter",
    "parameters",
    "region",
    "account",
    "source",
    "kind",
    "params",
    "assume_environment",
    "profile",
    "role_arn",
    "external_id",
)


def run(options: argparse.Namespace) -> int:
    """Run a command and return its exit status.

    Raises:
        MwaaPolicyError: there is no answer.
    """
    return _COMMANDS[options.command](options)


class _Given(TypedDict):
    parameters: dict[str, str]
    region: str | None
    account: str | None
    source: str | None
    kind: str | None
    params: Params | None
    assume_environment: str | None


def _given(options: argparse.Namespace) -> _Given:
    return {
        "parameters": template_parameters(options.parameters, options.parameter),
        "region": options.region,
        "account": options.account,
        "source": options.source,
        "kind": options.kind,
        "params": intent(options.params),
        "assume_environment": options.assume_environment,
    }


def _inputs(options: argparse.Namespace) -> list[api.Input]:
    live = _live(options)
    if live:
        return [*options.inputs, *live]
    if not options.inputs and (sys.stdin is None or sys.stdin.isatty()):
        raise UsageError("no FILE is given: a file, a folder of API responses, or - for standard input")
    return options.inputs or [_STDIN]


def _live(options: argparse.Namespace) -> list[Document]:
    """Return the dumps of what runs, none if the command line names nothing."""
    if options.live:
        from mwaa_policy.cli.collect import live_documents  # noqa: PLC0415 - files are read without

        return live_documents(options)
    given = {"--profile": options.profile, "--role-arn": options.role_arn, "--external-id": options.external_id}
    stray = next((option for option, value in given.items() if value is not None), None)
    if stray is not None:
        raise UsageError(f"{stray} is for what runs: name it with --live")
    return []


def _typed_inputs(options: argparse.Namespace) -> str:
    """Return what the command line names as input, as a shell takes it."""
    live = (f"--live={one}" for one in options.live)
    return shlex.join([*(options.inputs or ([] if options.live else [_STDIN])), *live])


def _has_meanings(options: argparse.Namespace) -> bool:
    """Return whether options tell what the input leaves open: their values may be secret, and are not told again."""
    return any(bool(getattr(options, name)) for name in _MEANINGS)


class _Gates(TypedDict):
    fail_on: Severity
    ignore_undecided: bool
    ignore_no_environment: bool


def _gates(options: argparse.Namespace) -> _Gates:
    return {
        "fail_on": options.fail_on,
        "ignore_undecided": options.undecided == "ignore",
        "ignore_no_environment": options.no_environment == "ignore",
    }


def _eval(options: argparse.Namespace) -> int:
    from mwaa_policy.report import outcome  # noqa: PLC0415 - other commands do without

    report = api.check(*_inputs(options), engine=options.engine, fixes=not options.no_fixes, **_given(options))
    gates = _gates(options)
    if options.format == "json":
        from mwaa_policy.render.json import render_json  # noqa: PLC0415 - one format a run

        write_bytes(render_json(report))
    else:
        from mwaa_policy.cli.output import has_colours, width  # noqa: PLC0415 - one format a run
        from mwaa_policy.render.text import TextOptions, render_text  # noqa: PLC0415 - likewise

        style = TextOptions(
            width=width(),
            colour=has_colours(),
            show_undecided=options.show_undecided,
            verbose=options.verbose,
            inputs=_typed_inputs(options),
            has_meanings=_has_meanings(options),
            **gates,
        )
        write_text(render_text(report, style))
    return outcome(report, **gates)


def _fix(options: argparse.Namespace) -> int:
    from pydantic_core import to_json  # noqa: PLC0415 - other commands do without

    from mwaa_policy.render.fixes import render_mended  # noqa: PLC0415 - likewise
    from mwaa_policy.report import outcome  # noqa: PLC0415 - likewise

    mended = api.fix(*_inputs(options), engine=options.engine, unsafe=options.unsafe, **_given(options))
    write_bytes(to_json(mended.plan.patch, indent=2) + b"\n")
    write_note(render_mended(mended))
    return outcome(mended.after, **_gates(options))


def _normalize(options: argparse.Namespace) -> int:
    from pydantic_core import to_json  # noqa: PLC0415 - other commands do without

    inventory = api.normalize(*_inputs(options), **_given(options)).inventory
    write_bytes(to_json(inventory, indent=2, by_alias=True) + b"\n")
    return 0


def _collect(options: argparse.Namespace) -> int:
    from mwaa_policy.cli.collect import run as collect  # noqa: PLC0415 - other commands do without

    return collect(options)


def _rules(options: argparse.Namespace) -> int:
    from mwaa_policy.catalog import load_catalog  # noqa: PLC0415 - other commands do without

    rules = load_catalog().rules
    if options.format == "json":
        from pydantic_core import to_json  # noqa: PLC0415 - one format a run

        write_bytes(to_json(tuple(rules.values()), indent=2) + b"\n")
    else:
        from mwaa_policy.render.rules import render_rules  # noqa: PLC0415 - likewise

        write_text(render_rules(tuple(rules.values())))
    return 0


def _explain(options: argparse.Namespace) -> int:
    if (options.rule is None) == (options.inputs is None):
        raise UsageError("explain takes either a RULE or --flows with FILEs; mwaa-policy rules lists the rules")
    return _explain_rule(options) if options.inputs is None else _explain_flows(options)


def _explain_flows(options: argparse.Namespace) -> int:
    report = api.flows(*_inputs(options), engine=options.engine, **_given(options))
    if options.format == "json":
        from mwaa_policy.render.json import render_json  # noqa: PLC0415 - one format a run

        write_bytes(render_json(report))
    else:
        from mwaa_policy.cli.output import has_colours, width  # noqa: PLC0415 - one format a run
        from mwaa_policy.render.text.flows import FlowOptions, render_flows  # noqa: PLC0415 - likewise

        style = FlowOptions(width=width(), colour=has_colours(), verbose=options.verbose)
        write_text(render_flows(report, style))
    return 0


def _explain_rule(options: argparse.Namespace) -> int:
    from mwaa_policy.catalog import load_catalog  # noqa: PLC0415 - other commands do without

    rules = load_catalog().rules
    rule = rules.get(options.rule.upper())
    if rule is None:
        from difflib import get_close_matches  # noqa: PLC0415 - for mistakes only

        near = get_close_matches(options.rule.upper(), rules, n=3, cutoff=0.5)
        hint = f"; near it are {', '.join(near)}" if near else "; mwaa-policy rules lists them"
        raise UsageError(f"there is no rule {options.rule!r}{hint}")
    if options.format == "json":
        from pydantic_core import to_json  # noqa: PLC0415 - one format a run

        write_bytes(to_json(rule, indent=2) + b"\n")
    else:
        from mwaa_policy.cli.output import width  # noqa: PLC0415 - likewise
        from mwaa_policy.render.rules import render_rule  # noqa: PLC0415 - likewise

        write_text(render_rule(rule, width=width()))
    return 0


def _bundle(options: argparse.Namespace) -> int:
    from pathlib import Path  # noqa: PLC0415 - other commands do without

    from mwaa_policy.bundle import locate  # noqa: PLC0415 - likewise

    if options.policies is None:
        content = locate().bundle.read_bytes()
    else:
        from mwaa_policy.bundle.build import build_bundle  # noqa: PLC0415 - likewise

        content = build_bundle(Path(options.policies)).archive
    try:
        Path(options.output).write_bytes(content)
    except OSError as error:
        raise UsageError(f"{options.output} cannot be written: {error.strerror}") from error
    write_text(f"{options.output}: {len(content)} bytes\n")
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "eval": _eval,
    "fix": _fix,
    "normalize": _normalize,
    "collect": _collect,
    "rules": _rules,
    "explain": _explain,
    "bundle": _bundle,
}
