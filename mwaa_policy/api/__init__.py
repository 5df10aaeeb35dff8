"""The verbs of the library: `check`, `normalize` and `fix`."""

from __future__ import annotations

import atexit
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from mwaa_policy.api._intake import Input, normalize_inputs
from mwaa_policy.api._params import read_params
from mwaa_policy.errors import InternalError, MwaaPolicyError, UsageError
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.detect import PACKAGES

if TYPE_CHECKING:
    from mwaa_policy.engines import Engine
    from mwaa_policy.model import Params
    from mwaa_policy.report import Report
    from mwaa_policy.sources._draft import Normalized

__all__ = ["KINDS", "Input", "check", "normalize", "read_params"]

KINDS = tuple(PACKAGES)
"""The kinds of document that are read."""
_REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-\d{1,2}")
_ACCOUNT = re.compile(r"\d{12}")


def check(  # noqa: PLR0913 - what documents leave open are this many things
    *inputs: Input,
    engine: Engine | str | None = None,
    parameters: Mapping[str, str] | None = None,
    region: str | None = None,
    account: str | None = None,
    kind: str | None = None,
    params: Params | Mapping[str, Any] | None = None,
) -> Report:
    """Return whether the networks of MWAA environments work, and what stops them.

    Safe to call from several threads at once.

    Args:
        inputs: Paths of files or folders, parsed documents, or documents. Several templates are
            read as one; so are several responses of the AWS API.
        engine: An engine, or the name of one: `wasm`, or the URL of an OPA server. The embedded
            engine by default, which all calls share.
        parameters: Values of template parameters.
        region: Region code, where the documents do not tell.
        account: Account of twelve digits, where the documents do not tell.
        kind: Kind of the documents; by default it is told by their content.
        params: What is meant, such as `{"routing": "private"}`.

    Raises:
        InputError: a document cannot be read.
        UsageError: an argument makes no sense.
        EngineError: the engine has no answer.
        InternalError: a bug of mwaa-policy.
    """
    with _own_errors():
        options = _options(parameters, region, account, params)
        return _report(normalize_inputs(inputs, kind, options), _engine(engine))


def normalize(
    *inputs: Input,
    parameters: Mapping[str, str] | None = None,
    region: str | None = None,
    account: str | None = None,
    kind: str | None = None,
    params: Params | Mapping[str, Any] | None = None,
) -> Normalized:
    """Return the facts that documents hold, in the form that the rules read, and where each came from.

    The arguments are those of `check`.

    Raises:
        InputError: a document cannot be read.
        UsageError: an argument makes no sense.
        InternalError: a bug of mwaa-policy.
    """
    with _own_errors():
        return normalize_inputs(inputs, kind, _options(parameters, region, account, params))


def _report(normalized: Normalized, engine: Engine) -> Report:
    from mwaa_policy import __version__  # noqa: PLC0415 - the package loads this module lazily
    from mwaa_policy.catalog import load_catalog  # noqa: PLC0415 - `normalize` does without
    from mwaa_policy.report import Software, build_report  # noqa: PLC0415 - likewise

    return build_report(
        engine.evaluate(normalized.inventory),
        normalized,
        load_catalog().rules,
        tool=Software(name="mwaa-policy", version=__version__),
        engine=engine.info,
    )


def _options(
    parameters: Mapping[str, str] | None,
    region: str | None,
    account: str | None,
    params: Params | Mapping[str, Any] | None,
) -> Options:
    if region is not None and not _REGION.fullmatch(region):
        raise UsageError(f"{region!r} is not a region code: eu-west-1 is one")
    if account is not None and not _ACCOUNT.fullmatch(account):
        raise UsageError(f"{account!r} is not an account id: twelve digits are wanted")
    return Options(parameters=dict(parameters or {}), region=region, account=account, params=read_params(params))


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
