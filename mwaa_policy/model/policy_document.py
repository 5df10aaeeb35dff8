"""Reads endpoint policies: JSON of every shape that IAM's grammar allows becomes a `Policy`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from mwaa_policy.model._base import Listing
from mwaa_policy.model.endpoints import Condition, Policy, Principal, Statement
from mwaa_policy.model.policy_grammar import ELEMENTS, ELEMENTS_OF_STATEMENTS, VERSIONS, is_operator, is_unresolved
from mwaa_policy.model.unknown import Unknown

Mode = Literal["listed", "not_listed", "none"]

NONE = "none"
NOT_JSON = "not-json"
NOT_AN_OBJECT = "not-an-object"
NO_STATEMENT = "no-statement"
STATEMENT_NOT_AN_OBJECT = "statement-not-an-object"
UNKNOWN_ELEMENT = "unknown-element"
REPEATED_ELEMENT = "repeated-element"
CONFLICTING_ELEMENTS = "conflicting-elements"
MALFORMED_ELEMENT = "malformed-element"
UNKNOWN_VERSION = "unknown-version"
UNKNOWN_OPERATOR = "unknown-operator"
ERRORS = (
    NONE,
    NOT_JSON,
    NOT_AN_OBJECT,
    NO_STATEMENT,
    STATEMENT_NOT_AN_OBJECT,
    UNKNOWN_ELEMENT,
    REPEATED_ELEMENT,
    CONFLICTING_ELEMENTS,
    MALFORMED_ELEMENT,
    UNKNOWN_VERSION,
    UNKNOWN_OPERATOR,
)
"""What `Policy.error` may say."""

ANYBODY = "*"
# What AWS attaches to an endpoint that is made without a policy.
_DEFAULT = {"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]}


def parse_policy(document: object, *, explicit: bool | None, size: int | None = None) -> Policy:
    """Return a policy from a JSON-like value, or from its text; what is wrong with it is data.

    `None` stands for no policy, and gives the full access that AWS then attaches. `Unknown`, as the
    whole or within it, is left out: the listing around it becomes incomplete, the attribute `None`.
    An element that a statement lacks is `none`; `Sid` alone is `None` then. When several things are
    wrong, `error` names the first of them.

    Args:
        document: an object of the policy grammar, its JSON text, `Unknown` or `None`.
        explicit: whether somebody wrote it, `None` when that cannot be told.
        size: its length as AWS counts it; by default that of the text, or of the compact JSON.
    """
    value = _DEFAULT if document is None else document
    length = _size(value) if size is None else size
    if isinstance(value, str):
        value = _from_text(value)
    if isinstance(value, Unknown):
        return Policy(
            explicit=explicit, error=None, size=size, version=None, statements=Listing(items=(), complete=False)
        )
    if not isinstance(value, Mapping):
        error = NOT_JSON if value is _NotJson else NOT_AN_OBJECT
        return Policy(
            explicit=explicit, error=error, size=length, version=NONE, statements=Listing(items=(), complete=True)
        )
    reader = _Reader()
    statements = reader.statements(value.get("Statement"))
    version = _text_or_none(value.get("Version"))
    reader.check(value, version)
    return Policy(
        explicit=explicit,
        error=reader.error,
        size=length,
        version=version,
        statements=statements,
    )


class _NotJson:
    """Stands for what a text that is not JSON holds."""


class _Repeating(dict[str, object]):
    """An object of a JSON text that has a member twice."""


class _Clause(NamedTuple):
    """One of a pair of elements such as `Action` and `NotAction`."""

    mode: Mode
    value: object


class _Reader:
    """Reads statements and remembers what is wrong with them."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._hidden = False

    @property
    def error(self) -> str | None:
        """What is wrong first; `None` where nothing is as far as is known."""
        return next(iter(self.errors), None if self._hidden else NONE)

    def check(self, policy: Mapping[str, object], version: str | None) -> None:
        """Remember what is wrong beside the statements."""
        self._check_names(policy, ELEMENTS)
        if version is None:
            self._hidden = True
        elif version not in {NONE, *VERSIONS}:
            self._doubt(version, UNKNOWN_VERSION)

    def _doubt(self, word: str, error: str) -> None:
        """Remember that a word is not one of the grammar, unless nobody knows what it will be."""
        if is_unresolved(word):
            self._hidden = True
        else:
            self.errors.append(error)

    def _check_names(self, members: Mapping[str, object], known: frozenset[str]) -> None:
        if not known >= members.keys():
            self.errors.append(UNKNOWN_ELEMENT)
        if isinstance(members, _Repeating):
            self.errors.append(REPEATED_ELEMENT)

    def statements(self, value: object) -> Listing[Statement]:
        """Return the statements; one stands for a list of itself."""
        if isinstance(value, Unknown):
            return Listing(items=(), complete=False)
        members = _members([] if value is None else value)
        if not members:
            self.errors.append(NO_STATEMENT)
        objects = [(number, one) for number, one in enumerate(members) if isinstance(one, Mapping)]
        if any(not isinstance(one, (Mapping, Unknown)) for one in members):
            self.errors.append(STATEMENT_NOT_AN_OBJECT)
        keys = _unique(_key(number, one) for number, one in objects)
        return Listing(
            items=tuple(self._statement(key, one) for key, (_, one) in zip(keys, objects, strict=True)),
            complete=not any(isinstance(one, Unknown) for one in members),
        )

    def _statement(self, key: str, members: Mapping[str, object]) -> Statement:
        self._check_names(members, ELEMENTS_OF_STATEMENTS)
        sid = members.get("Sid")
        action = self._clause(members, "Action")
        resource = self._clause(members, "Resource")
        principal = self._clause(members, "Principal")
        principals = self._principals(principal.value)
        anybody = principal.mode == "listed" and any(_is_anybody(one) for one in principals.items)
        return Statement(
            key=key,
            sid=sid if isinstance(sid, str) else None,
            effect=_effect(members.get("Effect")),
            principal_mode="any" if anybody else principal.mode,
            principals=Listing(items=(), complete=True) if anybody else principals,
            action_mode=action.mode,
            actions=self._texts(action.value, str.lower),
            resource_mode=resource.mode,
            resources=self._texts(resource.value, str),
            conditions=self._conditions(members.get("Condition")),
        )

    def _clause(self, members: Mapping[str, object], name: str) -> _Clause:
        listed, excepted = members.get(name), members.get(f"Not{name}")
        if listed is not None and excepted is not None:
            self.errors.append(CONFLICTING_ELEMENTS)
        if listed is not None:
            return _Clause("listed", listed)
        return _Clause("none", ()) if excepted is None else _Clause("not_listed", excepted)

    def _texts(self, value: object, form: Callable[[str], str]) -> Listing[str]:
        members = _members(value)
        if any(not isinstance(one, (str, Unknown)) for one in members):
            self.errors.append(MALFORMED_ELEMENT)
        return _listing(members, (form(one) for one in members if isinstance(one, str)))

    def _principals(self, value: object) -> Listing[Principal]:
        if isinstance(value, Mapping):
            return self._principal_map(value)
        if isinstance(value, str) and value != ANYBODY:
            # Beside an object, the grammar has `"*"` and nothing else.
            self._doubt(value, MALFORMED_ELEMENT)
            if is_unresolved(value):
                return Listing(items=(), complete=False)
        texts = self._texts(value, str)
        if isinstance(value, (list, tuple)) and value:
            self.errors.append(MALFORMED_ELEMENT)
        return Listing(items=tuple(Principal(type="AWS", value=one) for one in texts.items), complete=texts.complete)

    def _principal_map(self, value: Mapping[str, object]) -> Listing[Principal]:
        self._object(value)
        if not value:
            self.errors.append(MALFORMED_ELEMENT)
        kinds = [(kind, self._texts(names, str)) for kind, names in value.items()]
        return Listing(
            items=tuple(Principal(type=str(kind), value=name) for kind, names in kinds for name in names.items),
            complete=all(names.complete for _, names in kinds),
        )

    def _conditions(self, value: object) -> Listing[Condition]:
        operators = self._object(value)
        for operator in map(str, operators):
            if not is_operator(operator):
                self._doubt(operator, UNKNOWN_OPERATOR)
        keys = [(operator, self._object(tests)) for operator, tests in operators.items()]
        conditions = (
            Condition(operator=str(operator), key=str(key).lower(), values=self._values(values))
            for operator, tests in keys
            for key, values in tests.items()
        )
        unknown = isinstance(value, Unknown) or any(isinstance(tests, Unknown) for tests in operators.values())
        return Listing(items=tuple(conditions), complete=not unknown)

    def _object(self, value: object) -> Mapping[str, object]:
        if isinstance(value, _Repeating):
            self.errors.append(REPEATED_ELEMENT)
        if isinstance(value, Mapping):
            return value
        if value is not None and not isinstance(value, Unknown):
            self.errors.append(MALFORMED_ELEMENT)
        return {}

    def _values(self, value: object) -> Listing[str]:
        members = _members(value)
        if any(one is None or isinstance(one, (Mapping, list, tuple)) for one in members):
            self.errors.append(MALFORMED_ELEMENT)
        return _listing(members, _scalars(members))


def _from_text(text: str) -> object:
    """Return the value of a JSON text; one that is broken at an unresolved part may be anything."""
    try:
        return json.loads(text, object_pairs_hook=_members_of)
    except (ValueError, RecursionError):
        return Unknown(text) if is_unresolved(text) else _NotJson


def _members_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Repeating(found)


def _size(value: object) -> int | None:
    if isinstance(value, str):
        return len(value)
    try:
        return len(json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=lambda _: ""))
    except (TypeError, ValueError, RecursionError):
        return None


def _members(value: object) -> Sequence[object]:
    """Return a list as it is, and anything else as a list of one, as IAM reads it."""
    return value if isinstance(value, (list, tuple)) else (value,)


def _scalars(members: Iterable[object]) -> Iterator[str]:
    for one in members:
        if isinstance(one, bool):
            yield str(one).lower()
        elif isinstance(one, (str, int, float)):
            yield str(one)


def _key(number: int, statement: Mapping[str, object]) -> str:
    sid = statement.get("Sid")
    return sid if isinstance(sid, str) and sid else f"#{number}"


def _unique(keys: Iterable[str]) -> list[str]:
    """Return the keys, and another one where a key repeats an earlier one."""
    unique: dict[str, None] = {}
    for key in keys:
        candidate, count = key, 1
        while candidate in unique:
            count += 1
            candidate = f"{key}#{count}"
        unique[candidate] = None
    return list(unique)


def _is_anybody(principal: Principal) -> bool:
    return principal.value == ANYBODY and principal.type in {"AWS", ANYBODY}


def _effect(value: object) -> str | None:
    """Return an effect: of two words there is nothing to compare while a part is not known."""
    text = _text_or_none(value)
    return None if text is not None and is_unresolved(text) else text


def _text_or_none(value: object) -> str | None:
    """Return a text, `none` where there is none, `None` where it is not known."""
    if isinstance(value, Unknown):
        return None
    return NONE if value is None else str(value)


def _listing(members: Iterable[object], texts: Iterable[str]) -> Listing[str]:
    """Return a listing without repeated members."""
    return Listing(items=tuple(dict.fromkeys(texts)), complete=not any(isinstance(one, Unknown) for one in members))
