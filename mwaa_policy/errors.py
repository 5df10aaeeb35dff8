"""The exceptions that mwaa-policy raises, one tree under `MwaaPolicyError`."""

from __future__ import annotations

__all__ = [
    "EngineError",
    "InputError",
    "InternalError",
    "MwaaPolicyError",
    "UndefinedDecisionError",
    "UsageError",
]

_LONGEST = 500
"""How long a message, a pointer and a hint may be: a screen holds all three."""


class MwaaPolicyError(Exception):
    """Every error that mwaa-policy raises on purpose."""


class UsageError(MwaaPolicyError):
    """The caller asked for something that makes no sense, whatever the input holds."""


class InputError(MwaaPolicyError):
    """A document cannot be read as what it is supposed to be.

    The text of the error names the document, the place in it and the likely mistake. What it quotes
    may be as long as a document, so long texts are cut.
    """

    def __init__(  # noqa: PLR0913 - each part of a place is optional on its own
        self,
        message: str,
        *,
        document: str | None = None,
        pointer: str | None = None,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = _cut(message)
        self.document = document
        self.pointer = pointer
        self.line = line
        self.column = column
        self.hint = None if hint is None else _cut(hint)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.document, self.line, self.column) if part is not None)
        pointer = f" (at {_cut(self.pointer)})" if self.pointer else ""
        hint = f"; {self.hint}" if self.hint else ""
        return f"{place}: {self.message}{pointer}{hint}" if place else f"{self.message}{pointer}{hint}"


class EngineError(MwaaPolicyError):
    """A policy engine could not give an answer."""


class UndefinedDecisionError(EngineError):
    """The engine answered, and its answer holds no decision: a missing bundle or another policy."""


class InternalError(MwaaPolicyError):
    """A law of the library is broken: a bug of ours, never the user's."""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
