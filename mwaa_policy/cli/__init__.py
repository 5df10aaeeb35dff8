"""The command line: `mwaa-policy`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType
from typing import NoReturn

from mwaa_policy.errors import InternalError, MwaaPolicyError, UsageError

DEBUG = "MWAA_POLICY_DEBUG"
_NO_ANSWER = 3
_USAGE = 2
# 128 and the number of the signal, as shells have it.
_INTERRUPTED = 130
_PIPE_CLOSED = 141


def program() -> NoReturn:
    """Run the command of this process and end it.

    A run makes next to nothing that only the collector of cycles could free, and the system takes
    the memory of a process back at once: to look for cycles, and to free object by object at the
    end, would take an eighth of a short run.
    """
    gc.disable()
    _want_no_plugins()
    status = main()
    for stream in (sys.stdout, sys.stderr):
        # Either may be closed or full; what could be said of that has been said.
        with suppress(OSError):
            if stream is not None:
                stream.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status.

    Args:
        arguments: The words behind `mwaa-policy`; those of the process by default.
    """
    try:
        from mwaa_policy.cli.arguments import parse  # noqa: PLC0415 - within what reports errors
        from mwaa_policy.cli.commands import run  # noqa: PLC0415 - likewise

        status = run(parse(arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered goes nowhere, so that the interpreter does not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE_CLOSED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except OSError as error:
        # Reading has errors of its own: what is left is a disk that is full, or an output that is closed.
        return _failed(MwaaPolicyError(f"the output cannot be written: {error.strerror or error}"))
    except Exception as error:  # noqa: BLE001 - a crash must not look like a verdict
        return _failed(error)
    return status


def _want_no_plugins() -> None:
    """Keep pydantic from looking for plugins, which nothing here wants.

    Even when told so it imports `importlib.metadata` to look with, a seventh of a short run.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    finder = ModuleType("pydantic.plugin._loader")
    finder.get_plugins = tuple  # type: ignore[attr-defined]  # what it returns when told so
    sys.modules.setdefault(finder.__name__, finder)


def _failed(error: Exception) -> int:
    if os.environ.get(DEBUG) == "1":
        import traceback  # noqa: PLC0415 - for debugging only

        traceback.print_exception(error)
    text = str(error) if isinstance(error, MwaaPolicyError) else f"{type(error).__name__}: {error}"
    if isinstance(error, InternalError) or not isinstance(error, MwaaPolicyError):
        text = f"internal error: {text}; please report this ({DEBUG}=1 shows where it happened)"
    # Without a place for the message the status is all that tells.
    if sys.stderr is not None:
        sys.stderr.write(f"mwaa-policy: {_one_line(text)}\n")
    return _USAGE if isinstance(error, UsageError) else _NO_ANSWER


def _one_line(text: str) -> str:
    """Return text without what would steer a terminal or begin a line of its own."""
    return "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in " ".join(text.split()))
