"""The events of YAML text, from libyaml where PyYAML was built with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mwaa_policy.document.hints import likely_mistake
from mwaa_policy.document.refusal import Refusal

if TYPE_CHECKING:
    from yaml import Event, YAMLError

__all__ = ["events"]

_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
"""What YAML allows nowhere; compiled when it is needed, since that takes 2 ms."""


def events(text: str) -> Iterator[Event]:
    """Yield the events of YAML text.

    Raises:
        Refusal: the text is not YAML.
    """
    import yaml  # noqa: PLC0415 - JSON documents do without

    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    try:
        parser = loader(text)
        while (event := parser.get_event()) is not None:
            yield event
    except yaml.YAMLError as error:
        raise _refusal(error, text) from error
    except (ValueError, OverflowError) as error:
        message = f"this is not YAML: {error}"
        raise Refusal(message, final=False) from error


def _refusal(error: YAMLError, text: str) -> Refusal:
    begin = getattr(error, "context_mark", None)
    mark = getattr(error, "problem_mark", None) or begin
    if mark is None:
        return _forbidden(text)
    offset = min(mark.index, len(text))
    other = begin.index if begin is not None and begin.index < offset else None
    problem = getattr(error, "problem", None) or "no YAML here"
    context = getattr(error, "context", None) or ""
    place = " from {other}" if other is not None else ""
    message = f"this is not YAML: {problem}" + (f" ({context}{place})" if context else "")
    return Refusal(message, offset, hint=likely_mistake(text, offset, problem), other=other, final=False)


def _forbidden(text: str) -> Refusal:
    found = re.search(_FORBIDDEN, text)
    offset = found.start() if found else 0
    message = f"the control character U+{ord(text[offset]):04X}"
    return Refusal(message, offset, hint="YAML allows it only as an escape in double quotes", final=False)
