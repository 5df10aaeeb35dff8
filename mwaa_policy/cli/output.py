"""Standard output: how wide and how colourful it is, and how text gets there."""

from __future__ import annotations

import errno
import os
import sys
from typing import TextIO

_WIDTH = 80
_NARROWEST = 60
_WIDEST = 100
_PLAIN = str.maketrans({"→": "->", "…": "...", "“": '"', "”": '"'})


def width() -> int:
    """Return the columns to use: those of the terminal within limits, 80 in a pipe."""
    if not _is_terminal():
        return _WIDTH
    import shutil  # noqa: PLC0415 - on a terminal only

    return min(max(shutil.get_terminal_size((_WIDTH, 24)).columns, _NARROWEST), _WIDEST)


def has_colours() -> bool:
    """Return whether to use colours: on a terminal, unless NO_COLOR (no-color.org) says otherwise."""
    return _is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_text(text: str) -> None:
    """Write text to standard output, in its encoding."""
    stream = _stdout()
    stream.write(_writable(text, stream.encoding))


def write_note(text: str) -> None:
    """Write to standard error what goes with the output and is no part of it."""
    if sys.stderr is not None:
        sys.stderr.write(_writable(text, sys.stderr.encoding))


def _writable(text: str, encoding: str | None) -> str:
    """Return text with what the encoding lacks spelled out."""
    name = encoding or "utf-8"
    try:
        text.encode(name)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(name, "backslashreplace").decode(name)
    return text


def write_bytes(content: bytes) -> None:
    """Write bytes as they are; JSON is UTF-8 whatever the terminal's encoding."""
    stream = _stdout()
    stream.flush()
    stream.buffer.write(content)
    stream.buffer.flush()


def _is_terminal() -> bool:
    return _stdout().isatty()


def _stdout() -> TextIO:
    """Return standard output.

    Raises:
        OSError: the process was started without one.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    return sys.stdout
