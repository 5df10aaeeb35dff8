"""Keeps what calls answered, and lays it out as a dump."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from mwaa_policy.collector.calls import Answer
from mwaa_policy.collector.failures import UNSET
from mwaa_policy.collector.fields import keep
from mwaa_policy.sources.boto3.header import NAME as HEADER
from mwaa_policy.sources.boto3.operations import OPERATIONS, Operation

Json = dict[str, Any]


@dataclass(slots=True)
class Recording:
    """The answers of one account in one region."""

    also: frozenset[str] = frozenset()
    """Names of members that are kept beside those that tell of the network."""
    _objects: dict[Operation, dict[str, Json]] = field(default_factory=dict)
    """What operations list, by id: two calls may list the same."""
    _responses: dict[Operation, dict[str, list[Json]]] = field(default_factory=dict)
    """The other responses, by what they are about, and every failure."""
    _filters: dict[Operation, list[list[Mapping[str, Any]]]] = field(default_factory=dict)
    """What narrowed each call of an operation."""

    def add(self, answer: Answer) -> None:
        """Take what a call answered, up to its failure."""
        operation = answer.call.operation
        if operation.identity is not None:
            self._filters.setdefault(operation, []).append(answer.call.filters)
            if answer.error is None:
                self._objects.setdefault(operation, {})
        for page in answer.pages:
            self._take(answer, keep(operation, page, self.also))

    def fail(self, answer: Answer) -> None:
        """Take the failure of a call."""
        self._about(answer).append({"Error": {"Code": answer.error}})

    def forget(self, operation: Operation, about: str) -> None:
        """Drop the responses about something."""
        del self._responses[operation][about]

    def has(self, operation: Operation) -> bool:
        """Return whether an operation listed something, were it nothing."""
        return operation in self._objects

    def objects(self, operation: Operation) -> Mapping[str, Json]:
        """Return what an operation listed, by id."""
        return self._objects.get(operation, {})

    def failed(self, operation: Operation) -> bool:
        """Return whether a call of an operation failed."""
        return any("Error" in one for found in self._responses.get(operation, {}).values() for one in found)

    def responses(self, operation: Operation) -> Mapping[str, list[Json]]:
        """Return the responses of an operation that lists nothing, by what they are about; failures are left out."""
        return {
            about: [one for one in found if "Error" not in one]
            for about, found in self._responses.get(operation, {}).items()
        }

    def content(self, region: str, account: str) -> Json:
        """Return the dump: a header, and the responses by operation."""
        filters = {_name(operation): calls for operation, calls in self._filters.items() if all(calls)}
        header = {
            "taken_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "region": region,
            "account": account,
            "filters": {name: calls[0] if len(calls) == 1 else calls for name, calls in sorted(filters.items())},
        }
        asked = [one for one in OPERATIONS if one in self._objects or one in self._responses]
        return {HEADER: header, **{_name(operation): self._laid_out(operation) for operation in asked}}

    def _take(self, answer: Answer, response: Json) -> None:
        operation = answer.call.operation
        if operation.identity is None:
            self._about(answer).append(response)
            return
        listed = self._objects.setdefault(operation, {})
        for one in response.get(operation.member, ()):
            # What has no id is kept for the source, which then knows that not all could be read.
            listed[one.get(operation.identity) or f"? {len(listed)}"] = one

    def _about(self, answer: Answer) -> list[Json]:
        return self._responses.setdefault(answer.call.operation, {}).setdefault(answer.call.about, [])

    def _laid_out(self, operation: Operation) -> Json | list[Json]:
        """Return an operation's response, its responses, or those about each of several things."""
        by_argument = self._responses.get(operation, {})
        named = {about: _one_or_all(found) for about, found in by_argument.items() if about}
        if named:
            return dict(sorted(named.items()))
        found = list(by_argument.get("", ()))
        if operation in self._objects:
            listed = self._objects[operation]
            found.insert(0, {operation.member: [listed[identity] for identity in sorted(listed)]})
        return _one_or_all(found)


def is_failure(answer: Answer) -> bool:
    """Return whether a call failed; that nobody set something is an answer."""
    return answer.error not in {None, UNSET}


def _one_or_all(found: list[Json]) -> Json | list[Json]:
    return found[0] if len(found) == 1 else found


def _name(operation: Operation) -> str:
    return operation.name if operation.service == "ec2" else f"{operation.service}_{operation.name}"
