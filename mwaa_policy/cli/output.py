"""Standard output: how wide and how colourful it is, and how text gets there."""

from __future__ import annotations

import os
import shutil
import sys

_WIDTH = 80
_NARROWEST = 60
_WIDEST = 100
_PLAIN = str.maketrans({"→": "->", "…": "...", "“": '"', "”": '"'})


def width() -> int:
    """Return the columns to use: those of the terminal within limits, 80 in a pipe."""
    if not _is_terminal():
        return _WIDTH
    return min(max(shutil.get_terminal_size((_WIDTH, 24)).columns, _NARROWEST), _WIDEST)


def has_colours() -> bool:
    """Return whether to use colours: on a terminal, unless NO_COLOR (no-color.org) says otherwise."""
    return _is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_text(text: str) -> None:
    """Write text in the encoding of standard output; what it lacks is spelled out."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)
    sys.stdout.write(text)


def write_bytes(content: bytes) -> None:
    """Write bytes as they are; JSON is UTF-8 whatever the terminal's encoding."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _is_terminal() -> bool:
    return sys.stdout.isatty()
