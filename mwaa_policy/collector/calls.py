"""Makes one call of an AWS API, to its last page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwaa_policy.collector.failures import code_of
from mwaa_policy.sources.boto3.operations import Operation

_ATTEMPTS = 3
_INCOMPLETE = "IncompleteResponse"
# botocore makes calls again whose connection breaks, but not those whose answer breaks off.
_CUT_OFF = frozenset({_INCOMPLETE, "ResponseParserError"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call that is to be made."""

    operation: Operation
    """What is called."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """Its arguments, as boto3 takes them."""
    about: str = ""
    """What it is about, where the response does not tell: an environment, a VPC, a bucket."""

    @property
    def filters(self) -> list[Mapping[str, Any]]:
        """What narrows it; EC2 has the argument in two spellings."""
        return [*self.arguments.get("Filters", ()), *self.arguments.get("Filter", ())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a call answered."""

    call: Call
    """The call."""
    pages: tuple[Mapping[str, Any], ...]
    """Its pages, those before a failure included."""
    error: str | None
    """The code of the failure, if it failed."""
    retries: int
    """How often it was made again."""

    @property
    def calls(self) -> int:
        """How many calls it took."""
        return len(self.pages) + (self.error is not None)


def make(client: Callable[[], Any], call: Call) -> Answer:
    """Make a call, and return what it answered; a failure is an answer, too.

    Args:
        client: What returns the client: it may fail as a call does, for want of credentials.
        call: The call.
    """
    answer = _make_once(client, call)
    for attempt in range(1, _ATTEMPTS):
        if answer.error in _CUT_OFF:
            answer = _make_once(client, call, retries=attempt)
    return answer


def _make_once(client: Callable[[], Any], call: Call, retries: int = 0) -> Answer:
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - boto3 is an extra
    from botocore.parsers import ResponseParserError  # noqa: PLC0415 - likewise

    pages: list[Mapping[str, Any]] = []
    error = None
    try:
        for page in _pages(client(), call):
            if not any(member in page for member in call.operation.members):
                error = _INCOMPLETE
                break
            pages.append(page)
    except (BotoCoreError, ClientError, ResponseParserError, ValueError) as refused:
        # A ValueError is an address or a region that cannot be one.
        error = code_of(refused)
        retries += _retries([getattr(refused, "response", {})])
    return Answer(call=call, pages=tuple(pages), error=error, retries=retries + _retries(pages))


def _pages(client: Any, call: Call) -> Iterable[Mapping[str, Any]]:  # noqa: ANN401 - clients have no types
    name = call.operation.name
    if client.can_paginate(name):
        found: Iterable[Mapping[str, Any]] = client.get_paginator(name).paginate(**call.arguments)
        return found
    return [getattr(client, name)(**call.arguments)]


def _retries(responses: Iterable[Mapping[str, Any]]) -> int:
    return sum(one.get("ResponseMetadata", {}).get("RetryAttempts", 0) for one in responses)
