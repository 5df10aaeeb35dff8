"""JSON pointers (RFC 6901) as text."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["escape", "join_pointer", "split_pointer", "unescape"]


def escape(token: str) -> str:
    """Return a reference token as it stands in a pointer."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def unescape(token: str) -> str:
    """Return a reference token of a pointer as plain text."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def join_pointer(tokens: Iterable[str | int]) -> str:
    """Return the pointer that consists of the given keys and indexes."""
    return "".join(f"/{escape(str(token))}" for token in tokens)


def split_pointer(pointer: str) -> tuple[str, ...]:
    """Return the tokens of a pointer, unescaped.

    Raises:
        ValueError: the text is not a pointer.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        message = f"a JSON pointer is empty or starts with '/': {pointer!r}"
        raise ValueError(message)
    return tuple(map(unescape, pointer[1:].split("/")))
