"""Says what an endpoint policy does with a call, as the IAM User Guide tells.

An oracle for the policies: it takes a document as people write it, and one call. What nobody can
know of the call is `None`, and so is an answer that hangs on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mwaa_policy.model import Policy, Statement
from tests.oracle.policy_conditions import holds
from tests.oracle.texts import WITH_VARIABLES, Context, Pattern, Unresolved, is_arn, matches, pattern, with_values
from tests.oracle.truth import Truth, everyone, opposite, someone

_ELEMENTS = ("Resource", "NotResource")


class Caller(NamedTuple):
    """Who makes a call."""

    arn: str
    """The role's ARN."""
    account: str
    """Its account."""


class Call(NamedTuple):
    """A call, as the policy of an endpoint sees it."""

    action: str
    resources: tuple[str, ...]
    """The names under which AWS may ask for the resource."""
    caller: Caller | None
    """None where nobody can know."""
    context: Context
    by_gateway: bool = False
    """Whether it passes a gateway endpoint."""


def is_allowed(document: Mapping[str, Any], call: Call) -> Truth:
    """Whether a policy lets a call through: no Deny applies to it, and some Allow does."""
    return everyone((opposite(says(document, "Deny", call)), says(document, "Allow", call)))


def says(document: Mapping[str, Any], effect: str, call: Call) -> Truth:
    """Whether some statement of an effect applies to a call."""
    return someone(applies(one, call, document.get("Version")) for one in statements_of(document, effect))


def statements_of(document: Mapping[str, Any], effect: str) -> list[Mapping[str, Any]]:
    """Return the statements of an effect."""
    return [one for one in _members(document.get("Statement", ())) if one["Effect"] == effect]


def applies(statement: Mapping[str, Any], call: Call, version: str | None) -> Truth:
    """Whether a statement is about a call.

    AWS: a variable that has no value fails every match, and may make the whole statement invalid.
    """
    truth = everyone(
        (
            _is_about(statement, "Action", lambda name: matches(name.lower(), call.action.lower())),
            _is_about(statement, "Resource", lambda name: _is_resource(name, call, version)),
            _is_by(statement, call),
            meets_conditions(statement, call, version),
        )
    )
    return None if truth and _is_void(statement, call, version) else truth


def meets_conditions(statement: Mapping[str, Any], call: Call, version: str | None) -> Truth:
    """Whether all conditions of a statement hold for a call."""
    return everyone(holds(operator, key, values, call.context, version) for operator, key, values in tests(statement))


def tests(statement: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Return the conditions of a statement, as operator, key and values."""
    for operator, keys in statement.get("Condition", {}).items():
        yield from ((operator, key, [str(value) for value in _members(values)]) for key, values in keys.items())


def _is_void(statement: Mapping[str, Any], call: Call, version: str | None) -> bool:
    texts = [name for element in _ELEMENTS for name in _members(statement.get(element, ()))]
    texts += [value for _, _, values in tests(statement) for value in values]
    found = (with_values(one, call.context, version) for one in texts)
    return any(isinstance(one, Unresolved) and one.is_void for one in found)


def _is_about(statement: Mapping[str, Any], element: str, matches_one: Callable[[str], Truth]) -> Truth:
    if element in statement:
        return someone(matches_one(name) for name in _members(statement[element]))
    return opposite(someone(matches_one(name) for name in _members(statement[f"Not{element}"])))


def _is_resource(name: str, call: Call, version: str | None) -> Truth:
    written = resource_pattern(name, call, version)
    if isinstance(written, Unresolved):
        may_be = any(matches(written.around, one) for one in call.resources)
        return None if may_be and not written.is_void else False
    return any(matches(written, one) for one in call.resources)


def resource_pattern(name: str, call: Call, version: str | None) -> Pattern | Unresolved:
    """Return a resource as a pattern; AWS takes variables behind the fifth colon only."""
    before = name.partition("${")[0]
    written = with_values(name, call.context, version)
    is_misplaced = version == WITH_VARIABLES and before != name and not is_arn(before)
    return (
        Unresolved(is_void=False, around=pattern(f"{before}*"))
        if is_misplaced and not isinstance(written, Unresolved)
        else written
    )


def _is_by(statement: Mapping[str, Any], call: Call) -> Truth:
    if "NotPrincipal" in statement:
        return _is_not_excepted(statement["NotPrincipal"], call)
    return someone(_is_caller(kind, name, call) for kind, name in _principals(statement["Principal"]))


def is_for_everybody(statement: Mapping[str, Any]) -> bool:
    """Whether the principal of a statement is `*`."""
    return "Principal" in statement and ("AWS", "*") in _principals(statement["Principal"])


def _principals(element: Any) -> list[tuple[str, str]]:
    if isinstance(element, str):
        return [("AWS", element)]
    return [(kind, name) for kind, names in element.items() for name in _members(names)]


def _is_caller(kind: str, name: str, call: Call) -> Truth:
    if name == "*" and kind == "AWS":
        return True
    if kind != "AWS":
        # The canonical id of an account tells nobody which account it is.
        return None if kind == "CanonicalUser" else False
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
