"""The verbs of the library: `check`, `flows`, `normalize`, `fix` and `collect`."""

from __future__ import annotations

import atexit
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mwaa_policy.api._intake import Input, Intake
from mwaa_policy.api._params import read_params
from mwaa_policy.errors import InternalError, MwaaPolicyError, UsageError
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.detect import PACKAGES

if TYPE_CHECKING:
    from mwaa_policy.api._mend import Mended
    from mwaa_policy.collector import Collected, Progress
    from mwaa_policy.engines import Engine
    from mwaa_policy.model import Params
    from mwaa_policy.report import Report
    from mwaa_policy.report.flow_records import FlowReport
    from mwaa_policy.sources._draft import Normalized
    from mwaa_policy.sources.joining import AssumedEnvironment

__all__ = ["KINDS", "Input", "check", "collect", "fix", "flows", "normalize", "read_params"]

KINDS = tuple(PACKAGES)
"""The kinds of document that are read."""
_REGION = r"[a-z]{2,3}(-[a-z]+)+-\d{1,2}"
_ACCOUNT = r"\d{12}"


def check(  # noqa: PLR0913 - what documents leave open are this many things
    *inputs: Input,
    engine: Engine | str | None = None,
    parameters: Mapping[str, str] | None = None,
    region: str | None = None,
    account: str | None = None,
    source: str | PathLike[str] | None = None,
    kind: str | None = None,
    params: Params | Mapping[str, Any] | None = None,
    assume_environment: str | Mapping[str, Any] | None = None,
    fixes: bool = True,
) -> Report:
    """Return whether the networks of MWAA environments work, and what stops them.

    Safe to call from several threads at once. Where conditions of a template hang on parameters without
    a value, each way in which those may turn out is judged, up to 16 of them: what all agree on holds.
    Responses of several regions and accounts are judged for themselves, and reported together.

    Args:
        inputs: Paths of files or of folders of API responses, documents, or what a parser made of
            one (lines are then those of `json.dumps(…, indent=2)`). Several responses are read
            as one input.
        engine: An engine, or the name of one: `wasm`, or the URL of an OPA server. The embedded
            engine by default, which all calls share.
        parameters: Values of template parameters.
        region: Region code, where the documents do not tell.
        account: Account of twelve digits, where the documents do not tell.
        source: Folder of the configuration of a Terraform plan: places are then those of its blocks, and
            what comes through locals is followed to their definitions.
        kind: Kind of the documents; by default it is told by their content.
        params: What is meant, such as `{"routing": "private"}`.
        assume_environment: An environment that no document has, `subnets=…,groups=…` or a mapping
            of the same; `access`, `bucket`, `role` and `version` may be told too.
        fixes: Whether to try what would mend each finding.

    Raises:
        InputError: a document cannot be read.
        UsageError: an argument makes no sense.
        EngineError: the engine has no answer.
        InternalError: a bug of mwaa-policy.
    """
    with _own_errors():
        from mwaa_policy.api._judge import joined, judge_branches  # noqa: PLC0415 - `normalize` does without

        options = _options(parameters, region, account, source, params)
        intake = Intake(inputs, kind, _meant(assume_environment))
        chosen = _engine(engine)
        return joined([judge_branches(part, options, chosen, fixes=fixes) for part in intake.apart(options)])


def fix(  # noqa: PLR0913 - as for `check`
    *inputs: Input,
    engine: Engine | str | None = None,
    parameters: Mapping[str, str] | None = None,
    region: str | None = None,
    account: str | None = None,
    source: str | PathLike[str] | None = None,
    kind: str | None = None,
    params: Params | Mapping[str, Any] | None = None,
    assume_environment: str | Mapping[str, Any] | None = None,
    unsafe: bool = False,
) -> Mended:
    """Return one verified patch of the normalized document, with the reports before and after it.

    Where conditions of a template hang on parameters without a value, it mends what is wrong in each way
    in which those may turn out, and was verified in each.

    The arguments are those of `check`.

    Args:
        inputs: Documents.
        engine: An engine, or the name of one.
        parameters: Values of template parameters.
        region: Region code.
        account: Account of twelve digits.
        source: Folder of the configuration of a Terraform plan.
        kind: Kind of the documents.
        params: What is meant.
        assume_environment: An environment that no document has.
        unsafe: Whether to apply fixes that replace resources, widen access further than needed,
            or take away what something else may rely on.

    Raises:
        InputError: a document cannot be read.
        UsageError: an argument makes no sense.
        EngineError: the engine has no answer.
        InternalError: a bug of mwaa-policy.
    """
    with _own_errors():
        from mwaa_policy.api._mend import mend  # noqa: PLC0415 - the other verbs do without

        options = _options(parameters, region, account, source, params)
        intake = Intake(inputs, kind, _meant(assume_environment)).one(options)
        return mend(intake, options, _engine(engine), unsafe=unsafe)


def flows(  # noqa: PLR0913 - as for `check`
    *inputs: Input,
    engine: Engine | str | None = None,
    parameters: Mapping[str, str] | None = None,
    region: str | None = None,
    account: str | None = None,
    source: str | PathLike[str] | None = None,
    kind: str | None = None,
    params: Params | Mapping[str, Any] | None = None,
    assume_environment: str | Mapping[str, Any] | None = None,
) -> FlowReport:
    """Return every flow that environments require, with the steps on its way and what becomes of it.

    Where conditions of a template hang on parameters without a value, each way in which those may turn
    out is judged, as by `check`: what becomes of a flow in all that require it holds.

    The arguments are those of `check`.

    Raises:
        InputError: a document cannot be read.
        UsageError: an argument makes no sense.
        EngineError: the engine has no answer.
        InternalError: a bug of mwaa-policy.
    """
    with _own_errors():
        from mwaa_policy.api._judge import joined_flows, trace_branches  # noqa: PLC0415 - the other verbs do without

        options = _options(parameters, region, account, source, params)
        intake = Intake(inputs, kind, _meant(assume_environment))
        chosen = _engine(engine)
        return joined_flows([trace_branches(part, options, chosen) for part in intake.apart(options)])


def normalize(  # noqa: PLR0913 - as for `check`
    *inputs: Input,
    parameters: Mapping[str, str] | None = None,
    region: str | None = None,
    account: str | None = None,
    source: str | PathLike[str] | None = None,
    kind: str | None = None,
    params: Params | Mapping[str, Any] | None = None,
    assume_environment: str | Mapping[str, Any] | None = None,
) -> Normalized:
    """Return the facts that documents hold, in the form that the rules read, and where each came from.

    The arguments are those of `check`.

    Raises:
        InputError: a document cannot be read.
        UsageError: an argument makes no sense.
        InternalError: a bug of mwaa-policy.
    """
    with _own_errors():
        options = _options(parameters, region, account, source, params)
        return Intake(inputs, kind, _meant(assume_environment)).one(options).normalize(options)


def collect(  # noqa: PLR0913 - whom to ask for what is this much
    *environments: str,
    every: bool = False,
    regions: Sequence[str] = (),
    profiles: Sequence[str] = (),
    roles: Sequence[str] = (),
    external_id: str | None = None,
    session: object = None,
    with_tags: bool = False,
    with_configuration: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Collected:
    """Return what live environments touch, one dump for each account and region; needs `mwaa-policy[aws]`.

    `check(dump.document())` judges a dump. The calls only read; `mwaa-policy collect --policy` prints
    the permissions that they need. What a call that fails would have told is unknown, and named.

    Args:
        environments: Names or ARNs of environments, or ids of VPCs in which one is meant to be made.
        every: Whether all environments of the regions are wanted, instead of some by name.
        regions: Regions; by default those of the ARNs, else the one that the AWS configuration names.
        profiles: Profiles of the AWS configuration, each an account; its default credentials else.
        roles: ARNs of roles to assume, each for an account.
        external_id: What the roles want to be told.
        session: A `boto3.Session` that asks, instead of profiles.
        with_tags: Whether to keep tags; people may have put secrets there.
        with_configuration: Whether to keep the configuration options of Airflow, where passwords may stand.
        progress: Called before each call, from several threads.

    Raises:
        InputError: boto3 is not installed, or nothing could be collected.
        UsageError: an argument makes no sense.
        InternalError: a bug of mwaa-policy.
    """
    with _own_errors():
        from mwaa_policy import collector  # noqa: PLC0415 - the other verbs do without

        also = {"tags": with_tags, "configuration": with_configuration}
        wanted = collector.make_request(
            environments,
            every=every,
            regions=regions,
            profiles=profiles,
            roles=roles,
            external_id=external_id,
            session=session,
            also=[name for name, kept in also.items() if kept],
        )
        return collector.collect(wanted, progress)


def _options(
    parameters: Mapping[str, str] | None,
    region: str | None,
    account: str | None,
    source: str | PathLike[str] | None,
    params: Params | Mapping[str, Any] | None,
) -> Options:
    if region is not None and not re.fullmatch(_REGION, region):
        raise UsageError(f"{region!r} is not a region code: eu-west-1 is one")
    if account is not None and not re.fullmatch(_ACCOUNT, account):
        raise UsageError(f"{account!r} is not an account id: twelve digits are wanted")
    return Options(
        parameters=dict(parameters or {}),
        region=region,
        account=account,
        source=None if source is None else Path(source),
        params=read_params(params),
    )


def _meant(meant: str | Mapping[str, Any] | None) -> AssumedEnvironment | None:
    if meant is None:
        return None
    from mwaa_policy.api._assumed import read_assumed  # noqa: PLC0415 - most runs judge what documents have

    return read_assumed(meant)


def _engine(engine: Engine | str | None) -> Engine:
    if engine is None or engine == "wasm":
        return _embedded()
    if isinstance(engine, str):
        from mwaa_policy.engines import open_engine  # noqa: PLC0415 - `normalize` does without

        return open_engine(engine)
    return engine


@cache
def _embedded() -> Engine:
    from mwaa_policy.engines import open_engine  # noqa: PLC0415 - `normalize` does without

    # wasmtime cannot clean up any more when the interpreter takes modules apart.
    atexit.register(_embedded.cache_clear)
    return open_engine()


@contextmanager
def _own_errors() -> Iterator[None]:
    """Turn what nobody foresaw into an error of this library; it is a bug of ours."""
    try:
        yield
    except MwaaPolicyError:
        raise
    except Exception as error:
        raise InternalError(f"{type(error).__name__}: {error}") from error
