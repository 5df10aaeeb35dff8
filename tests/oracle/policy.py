"""Says what an endpoint policy does with a call, as the IAM User Guide tells.

An oracle for the policies: it takes a document as people write it, and one call. What nobody can
know of the call is `None`, and so is an answer that hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

from mwaa_policy.model import Policy, Statement

Truth = bool | None
WITH_VARIABLES = "2012-10-17"


class Caller(NamedTuple):
    """Who makes a call."""

    arn: str
    """The role's ARN."""
    account: str
    """Its account."""


class Hidden(NamedTuple):
    """What is not known of a key of the context."""

    always_there: bool = False
    """Whether every call of the kind carries the key."""
    never_named: bool = False
    """Whether its value, if there is one, is none that a customer would name."""


class Call(NamedTuple):
    """A call, as the policy of an endpoint sees it."""

    action: str
    resources: tuple[str, ...]
    """The names under which AWS may ask for the resource."""
    caller: Caller | None
    """None where nobody can know."""
    context: Mapping[str, str | Hidden]
    """Values of condition keys by lower-case name; a key that is not among them is not in the call."""
    by_gateway: bool = False
    """Whether it passes a gateway endpoint."""


def everyone(truths: Iterable[Truth]) -> Truth:
    """Return whether all are true: false as soon as one is false, else unknown as soon as one is."""
    found = list(truths)
    return False if False in found else None if None in found else True


def someone(truths: Iterable[Truth]) -> Truth:
    """Return whether one is true."""
    return opposite(everyone(opposite(one) for one in truths))


def opposite(truth: Truth) -> Truth:
    """Return the negation; the opposite of unknown is unknown."""
    return None if truth is None else not truth


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern with `*` (any text) and `?` (any character) matches a text.

    Row by row: `reached[i]` tells whether the pattern so far matches the first i characters.
    """
    reached = [True] + [False] * len(text)
    for sign in pattern:
        if sign == "*":
            after = [any(reached[: length + 1]) for length in range(len(text) + 1)]
        else:
            after = [False, *(reached[i] and sign in {"?", text[i]} for i in range(len(text)))]
        reached = after
    return reached[-1]


def may_begin(pattern: str, stem: str) -> bool:
    """Whether a pattern matches some text that begins with the stem."""
    return any(matches(pattern[:length], stem) for length in range(len(pattern) + 1))


def is_allowed(document: Mapping[str, Any], call: Call) -> Truth:
    """Whether a policy lets a call through: no Deny applies to it, and some Allow does."""
    statements = _members(document.get("Statement", ()))
    version = document.get("Version")
    denied = someone(applies(one, call, version) for one in statements if one["Effect"] == "Deny")
    allowed = someone(applies(one, call, version) for one in statements if one["Effect"] == "Allow")
    return everyone((opposite(denied), allowed))


def applies(statement: Mapping[str, Any], call: Call, version: str | None) -> Truth:
    """Whether a statement is about a call."""
    return everyone(
        (
            _is_about(statement, "Action", lambda name: matches(name.lower(), call.action.lower())),
            _is_about(statement, "Resource", lambda name: _is_resource(name, call, version)),
            _is_by(statement, call),
            *(
                _holds(operator, key, [str(value) for value in _members(values)], call, version)
                for operator, tests in statement.get("Condition", {}).items()
                for key, values in tests.items()
            ),
        )
    )


def _is_about(statement: Mapping[str, Any], element: str, matches_one: Callable[[str], Truth]) -> Truth:
    if element in statement:
        return someone(matches_one(name) for name in _members(statement[element]))
    return opposite(someone(matches_one(name) for name in _members(statement[f"Not{element}"])))


def _is_resource(name: str, call: Call, version: str | None) -> Truth:
    written = with_values(name, call, version)
    return None if written is None else any(matches(written, one) for one in call.resources)


def _is_by(statement: Mapping[str, Any], call: Call) -> Truth:
    if "NotPrincipal" in statement:
        return _is_not_excepted(statement["NotPrincipal"], call)
    return someone(_is_caller(kind, name, call) for kind, name in _principals(statement["Principal"]))


def _principals(element: Any) -> list[tuple[str, str]]:
    if isinstance(element, str):
        return [("AWS", element)]
    return [(kind, name) for kind, names in element.items() for name in _members(names)]


def _is_caller(kind: str, name: str, call: Call) -> Truth:
    if name == "*" and kind == "AWS":
        return True
    if kind != "AWS":
        return False
    is_account = name.isdecimal() or name.endswith(":root")
    if is_account and call.by_gateway:
        # At a gateway endpoint, an account stands for its root user alone, who makes none of the calls.
        return False
    if call.caller is None:
        return None
    is_named = name in {call.caller.arn, call.caller.account, _root(call.caller)}
    # At a gateway endpoint the principal must be `*`, and nobody tells what another one does.
    return None if is_named and call.by_gateway else is_named


def _is_not_excepted(element: Any, call: Call) -> Truth:
    """Who is named is excepted only together with account, role and session, and nobody knows the session."""
    named = someone(_is_caller(kind, name, call) for kind, name in _principals(element))
    return True if named is False else None


def _root(caller: Caller) -> str:
    return ":".join([*caller.arn.split(":")[:4], caller.account, "root"])


def with_values(text: str, call: Call, version: str | None) -> str | None:
    """Return a text with its policy variables replaced; None where the value of one is not known.

    A variable of a key that the call does not have makes a text that nothing is equal to.
    """
    if version != WITH_VARIABLES:
        return text
    before, opening, rest = text.partition("${")
    if not opening:
        return text
    name, _, after = rest.partition("}")
    value = call.context.get(name.lower(), "\0")
    following = with_values(after, call, version)
    return None if isinstance(value, Hidden) or following is None else before + value + following


def _holds(operator: str, key: str, values: Sequence[str], call: Call, version: str | None) -> Truth:
    """Whether one key of a condition holds: one of the values is met, or none where the test is negated."""
    test = operator.rpartition(":")[2]
    is_for_all = operator.startswith("ForAllValues:")
    value = call.context.get(key.lower())
    plain = test.removesuffix("IfExists")
    if plain == "Null":
        is_there = None if isinstance(value, Hidden) and not value.always_there else value is not None
        return someone(None if is_there is None else is_there != (wanted == "true") for wanted in values)
    is_negated = "Not" in plain
    if value is None:
        return is_for_all or is_negated or test != plain
    if isinstance(value, Hidden):
        return _holds_for_hidden(value, values, is_negated=is_negated, is_lenient=is_for_all or test != plain)
    written = [with_values(one, call, version) for one in values]
    met = someone(None if one is None else _compare(plain, one, value) for one in written)
    return opposite(met) if is_negated else met


def _holds_for_hidden(value: Hidden, values: Sequence[str], *, is_negated: bool, is_lenient: bool) -> Truth:
    if value.never_named and not any("*" in one or "?" in one or "$" in one for one in values):
        if is_negated:
            return True
        return None if is_lenient and not value.always_there else False
    return None


def _compare(test: str, wanted: str, value: str) -> bool:
    match test.replace("Not", ""):
        case "StringEqualsIgnoreCase":
            return wanted.lower() == value.lower()
        case "StringLike" | "ArnLike" | "ArnEquals":
            return matches(wanted, value)
        case "Bool":
            return wanted.lower() == value.lower()
        case "IpAddress":
            return ip_address(value) in ip_network(wanted)
        case _:
            return wanted == value


def document_of(policy: Policy) -> dict[str, Any]:
    """Return a policy as the JSON document that somebody wrote."""
    version = {} if policy.version in {None, "none"} else {"Version": policy.version}
    return {**version, "Statement": [_statement_of(one) for one in policy.statements.items]}


def _statement_of(statement: Statement) -> dict[str, Any]:
    found: dict[str, Any] = {"Effect": statement.effect}
    if statement.principal_mode == "any":
        found["Principal"] = "*"
    else:
        principals: dict[str, list[str]] = {}
        for one in statement.principals.items:
            principals.setdefault(one.type, []).append(one.value)
        found["Principal" if statement.principal_mode == "listed" else "NotPrincipal"] = principals
    found["Action" if statement.action_mode == "listed" else "NotAction"] = list(statement.actions.items)
    found["Resource" if statement.resource_mode == "listed" else "NotResource"] = list(statement.resources.items)
    conditions: dict[str, dict[str, list[str]]] = {}
    for test in statement.conditions.items:
        conditions.setdefault(test.operator, {})[test.key] = list(test.values.items)
    return {**found, "Condition": conditions}


def _members(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else (value,)
