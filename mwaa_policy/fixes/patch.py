"""Applies patches (RFC 6902) to documents that may have changed since."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from copy import copy, deepcopy
from typing import Any

from mwaa_policy.document.pointer import split_pointer
from mwaa_policy.errors import InputError
from mwaa_policy.fixes.records import Operation

_PLACES = frozenset({"path", "from"})


def apply_patch(document: Any, patch: Iterable[Operation]) -> Any:  # noqa: ANN401 - any JSON value
    """Return the document after a patch; the one that is given stays as it is, and shares what did not change.

    Raises:
        InputError: the document is not the one for which the patch was made.
    """
    import jsonpatch  # noqa: PLC0415 - costs start-up

    changed = document
    for operation in patch:
        if operation["op"] == "test":
            _check(changed, operation)
            continue
        try:
            for member in _PLACES & operation.keys():
                changed = _with_own(changed, operation[member])
            # What is added must not be shared with the patch: later operations may change it.
            changed = jsonpatch.apply_patch(changed, [deepcopy(dict(operation))], in_place=True)
        except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
            raise _stale(operation, f"{operation['op']} is not possible: {error}") from error
    return changed


def _with_own(document: Any, pointer: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return a document that may be changed at a place: what lies around that is its own copy."""
    changed = around = copy(document)
    # Where there is no such place, the operation will say so.
    with suppress(LookupError, TypeError, ValueError):
        for token in split_pointer(pointer)[:-1]:
            key = int(token) if isinstance(around, list) else token
            inner = copy(around[key])
            around[key] = inner
            around = inner
    return changed


def _check(document: Any, operation: Operation) -> None:  # noqa: ANN401 - any JSON value
    """Raise unless a test holds. For jsonpatch `true` equals 1; for JSON it does not."""
    try:
        value = resolve(document, operation["path"])
    except (LookupError, TypeError, ValueError):
        raise _stale(operation, "the patch expects a value there, and there is none") from None
    if not same(value, operation["value"]):
        raise _stale(operation, "the value is another than the patch expects")


def resolve(document: Any, pointer: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value to which a JSON pointer leads; an `Exception` of a lookup when to none."""
    for token in split_pointer(pointer):
        document = document[int(token)] if isinstance(document, list) else document[token]
    return document


def same(one: Any, other: Any) -> bool:  # noqa: ANN401 - any JSON values
    """Return whether two JSON values are equal, as RFC 6902 says: by type and by value."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _stale(operation: Operation, text: str) -> InputError:
    return InputError(
        f"the patch does not fit the document: {text}",
        pointer=operation["path"],
        hint="the document has changed since; make the patch again",
    )
