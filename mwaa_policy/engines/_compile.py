"""Native code for a Wasm module, kept on disk from one run to the next.

Reading native code back takes a fraction of a millisecond; wasmtime's own cache, which compresses
and hashes, takes twenty times as long for a module of a megabyte, and compiling takes a second.
Whoever can write a file of native code decides what we execute: the directory is used only when
it is ours and nobody else can write to it. A cache that cannot be used costs time, nothing else.
"""

from __future__ import annotations

import os
import stat
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import wasmtime

_KEEP = 6
_WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def compiled(engine: wasmtime.Engine, source: bytes) -> wasmtime.Module:
    """Return the module, from the cache when it has native code that this engine can run.

    Args:
        engine: what will run it.
        source: the module, in the binary or in the text format.

    Raises:
        wasmtime.WasmtimeError: the source is not a Wasm module.
    """
    directory = _private_directory()
    if directory is None:
        return _compile(engine, source)
    # A checksum tells the modules of a machine apart; it need not stand up to an attacker, who
    # would have to write into the directory first.
    path = directory / f"{zlib.crc32(source):08x}-{len(source):x}.cwasm"
    found = _read(engine, path)
    if found is None:
        found = _compile(engine, source)
        _write(path, found.serialize())
    return found


def cache_directory() -> Path:
    """Return where native code is kept: `mwaa-policy` in the user's cache directory."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base, "mwaa-policy")
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home()), "mwaa-policy", "cache")
    return Path.home() / ".cache" / "mwaa-policy"


def _compile(engine: wasmtime.Engine, source: bytes) -> wasmtime.Module:
    import wasmtime  # noqa: PLC0415 - costs start-up

    return wasmtime.Module(engine, source)


def _private_directory() -> Path | None:
    try:
        directory = cache_directory()
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = directory.lstat()
    except (OSError, RuntimeError) as error:  # RuntimeError: the user has no home directory
        _note("no cache directory: %s", error)
        return None
    return directory if stat.S_ISDIR(found.st_mode) and _is_ours(found) else None


def _is_ours(found: os.stat_result) -> bool:
    if sys.platform == "win32":
        return True  # the profile of a Windows user is private
    ours = found.st_uid == os.getuid() and not found.st_mode & _WRITABLE_BY_OTHERS
    if not ours:
        _note("the cache directory is not used: others can write to it")
    return ours


def _read(engine: wasmtime.Engine, path: Path) -> wasmtime.Module | None:
    import wasmtime  # noqa: PLC0415 - costs start-up

    try:
        found = path.lstat()
        if not (stat.S_ISREG(found.st_mode) and _is_ours(found)):
            return None
        return wasmtime.Module.deserialize_file(engine, str(path))
    except (OSError, UnicodeError):
        return None
    except wasmtime.WasmtimeError as error:
        _note("native code of another wasmtime or processor is compiled anew: %s", error)
        return None


def _write(path: Path, code: bytes | bytearray) -> None:
    """Put the file into place as a whole, so that no reader ever sees a part of it."""
    import tempfile  # noqa: PLC0415 - costs start-up

    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(code)
                file.flush()
                os.fsync(handle)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        _forget_old(path.parent)
    except OSError as error:
        _note("native code is not kept: %s", error)


def _forget_old(directory: Path) -> None:
    newest = sorted(directory.glob("*.cwasm"), key=lambda one: one.stat().st_mtime, reverse=True)
    for path in newest[_KEEP:]:
        path.unlink(missing_ok=True)


def _note(text: str, *args: object) -> None:
    import logging  # noqa: PLC0415 - costs start-up, and a cache that works has nothing to say

    logging.getLogger(__name__).debug(text, *args)
