"""Values that stand in a document in another shape than the API answers them, with their places in the document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from mwaa_policy.document import MAX_DEPTH, escape
from mwaa_policy.errors import InputError
from mwaa_policy.provenance import Assumption


class Stand(NamedTuple):
    """Where a value stands."""

    document: str
    pointer: str
    pinned: bool = False
    """Whether it is within a text that holds JSON: there are no pointers into a text."""

    def at(self, key: str | int) -> Stand:
        """Return where a member of the value stands."""
        return self if self.pinned else Stand(self.document, f"{self.pointer}/{escape(str(key))}")

    def error(self, text: str, hint: str) -> InputError:
        """Return the error of a value that cannot be what is wanted here."""
        return InputError(text, document=self.document, pointer=self.pointer, hint=hint)


class Members(dict[str, Any]):
    """An object under the names of the API.

    What it does not tell is not known: the API leaves out what is not set, other tools also what they
    do not record.
    """

    def __init__(self, stand: Stand, members: Iterable[tuple[str, Any, Stand]] = ()) -> None:
        super().__init__()
        self.stand = stand
        self.stands: dict[str, Stand] = {}
        for name, value, where in members:
            self.put(name, value, where)

    def put(self, name: str, value: Any, where: Stand) -> None:  # noqa: ANN401 - a foreign value
        """Take a member."""
        self[name] = value
        self.stands[name] = where


class Elements(list[Any]):
    """A list whose elements may stand in different places."""

    def __init__(self, elements: Iterable[tuple[Any, Stand]] = (), *, whole: bool = True) -> None:
        found = list(elements)
        super().__init__(value for value, _ in found)
        self.stands = [where for _, where in found]
        self.whole = whole
        """Whether there are no others."""
        self.assumed: Assumption | None = None
        """On what it rests that there are none."""

    def put(self, value: Any, where: Stand) -> None:  # noqa: ANN401 - a foreign value
        """Take an element."""
        self.append(value)
        self.stands.append(where)


def unpacked(value: Any, stand: Stand, what: str) -> tuple[Any, Stand]:  # noqa: ANN401 - a foreign value
    """Return an object that may be written as a text of JSON, and where its members stand.

    Raises:
        InputError: the text is no JSON.
    """
    if not isinstance(value, str):
        return value, stand
    try:
        return json.loads(value), stand._replace(pinned=True)
    except (ValueError, RecursionError) as error:
        hint = f"{what} is an object, or a text that holds one in JSON; is it cut off?"
        raise stand.error(f"{what} is a text that is no JSON", hint) from error


def recast(value: Any, stand: Stand, depth: int = 0) -> Any:  # noqa: ANN401 - a foreign value
    """Return a value with the names of the API, `GroupId` for `groupId`; what is null is left out.

    Raises:
        InputError: it is nested too deep.
    """
    if depth > MAX_DEPTH:
        raise stand.error(f"values are nested more than {MAX_DEPTH} levels deep", "is this what AWS answered?")
    if isinstance(value, dict):
        return Members(stand, _members(value, stand, depth))
    if isinstance(value, list):
        return Elements((recast(one, stand.at(index), depth + 1), stand.at(index)) for index, one in enumerate(value))
    return value


def _members(value: dict[str, Any], stand: Stand, depth: int) -> Iterator[tuple[str, Any, Stand]]:
    for key, held in value.items():
        if held is not None:
            yield key[:1].upper() + key[1:], recast(held, stand.at(key), depth + 1), stand.at(key)
