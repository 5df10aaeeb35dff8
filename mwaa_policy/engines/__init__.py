"""Engines evaluate the policies: one embedded, one that is an OPA server."""

from __future__ import annotations

import os

from mwaa_policy.engines._engine import Engine, EngineInfo
from mwaa_policy.errors import UsageError

__all__ = ["Engine", "EngineInfo", "open_engine"]

TIMEOUT_VARIABLE = "MWAA_POLICY_TIMEOUT"


def open_engine(spec: str = "wasm", *, timeout: float | None = None) -> Engine:
    """Return the engine that `spec` names.

    Args:
        spec: `wasm` for the embedded engine, or the URL of an OPA server
            (`http://localhost:8181`), which MWAA_POLICY_OPA_TOKEN gives a token and
            MWAA_POLICY_OPA_CA the file of its authorities.
        timeout: seconds that the evaluation of one network may take; otherwise the variable
            MWAA_POLICY_TIMEOUT, otherwise the engine's default.

    Raises:
        UsageError: there is no such engine, or the timeout is not a number of seconds.
    """
    seconds = _environment_timeout() if timeout is None else timeout
    if spec == "wasm":
        return _embedded(seconds)
    if "://" in spec:
        return _server(spec, seconds)
    raise UsageError(f"{spec!r} is not an engine: wasm, or the URL of an OPA server such as http://localhost:8181")


def _embedded(seconds: float | None) -> Engine:
    from mwaa_policy.bundle import locate  # noqa: PLC0415 - costs start-up
    from mwaa_policy.catalog import load_catalog  # noqa: PLC0415 - costs start-up
    from mwaa_policy.engines.wasm import DEFAULT_TIMEOUT, WasmEngine  # noqa: PLC0415 - costs start-up

    return WasmEngine(locate(), catalog=load_catalog(), timeout=seconds or DEFAULT_TIMEOUT)


def _server(url: str, seconds: float | None) -> Engine:
    from mwaa_policy.catalog import load_catalog  # noqa: PLC0415 - costs start-up
    from mwaa_policy.engines.server import DEFAULT_TIMEOUT, OpaServerEngine  # noqa: PLC0415 - costs start-up

    return OpaServerEngine(url, catalog=load_catalog(), timeout=seconds or DEFAULT_TIMEOUT)


def _environment_timeout() -> float | None:
    text = os.environ.get(TIMEOUT_VARIABLE)
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not seconds > 0 or seconds == float("inf"):
        raise UsageError(f"{TIMEOUT_VARIABLE} is {text!r}; a number of seconds above 0 is wanted")
    return seconds
