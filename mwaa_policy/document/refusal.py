"""What a reader says about text that it does not take."""

from __future__ import annotations

from mwaa_policy.document.lines import LineIndex
from mwaa_policy.errors import InputError

__all__ = ["Refusal", "shown"]

_WIDTH = 40


class Refusal(Exception):  # noqa: N818 - never leaves the package: `input_error` is what users see
    """Text that cannot be read, with the place as an offset.

    The message may hold `{other}`, which stands for the place of a second offset.
    """

    def __init__(  # noqa: PLR0913 - each part is optional on its own
        self,
        message: str,
        offset: int | None = None,
        *,
        hint: str | None = None,
        other: int | None = None,
        final: bool = True,
        reached: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint
        self.other = other
        self.final = final
        """Whether no other reader needs to be asked."""
        self.reached = reached if reached is not None else (offset or 0)
        """How far the text made sense."""

    def input_error(self, document: str, text: str) -> InputError:
        """Return the error that users see, for the text that the offsets count in."""
        lines = LineIndex(text)
        message = self.message
        if self.other is not None:
            message = message.replace("{other}", "line {}, column {}".format(*lines.position(self.other)))
        line, column = (None, None) if self.offset is None else lines.position(self.offset)
        return InputError(message, document=document, line=line, column=column, hint=self.hint)


def shown(text: str) -> str:
    """Return text in quotes, cut to what fits in a message."""
    return repr(text) if len(text) <= _WIDTH else f"{text[: _WIDTH - 3]!r}…"
