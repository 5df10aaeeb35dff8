"""Reads the policies of endpoints, written as text or by a data source."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from mwaa_policy.model import Policy
from mwaa_policy.model.policy_document import parse_policy
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.terraform.facts import fact, is_unknown
from mwaa_policy.sources.terraform.satellites import Satellites
from mwaa_policy.sources.terraform.sheet import Sheet
from mwaa_policy.sources.terraform.snapshot import DATA, Resource, sequence
from mwaa_policy.sources.terraform.terms import Target
from mwaa_policy.sources.terraform.words import APPLIED, read_as_written

_DOCUMENT = "aws_iam_policy_document"
_TEXTS = frozenset({"json", "minified_json"})
_LISTS = {"actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource"}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


def read_policy(sheet: Sheet, separately: Satellites) -> Policy:
    """Return the policy of an endpoint: of a resource of its own, else its argument, else AWS's default."""
    for resource in separately.of(sheet.id)[-1:]:
        return _read(sheet, resource, explicit=True)
    for why in (*(part.why for part in separately.doubts(sheet.id)), sheet.why_partial()):
        if why is not None:
            sheet.miss("policy", why)
            return parse_policy(Unknown(why.subject), explicit=None)
    return _read(sheet, sheet.resource, explicit=None)


def _read(sheet: Sheet, resource: Resource, *, explicit: bool | None) -> Policy:
    found = sheet.world.fact(resource, "policy")
    sheet.note_at(("policy",), "policy", resource=resource)
    if found.absent:
        return parse_policy(None, explicit=False)
    if found.known:
        told = _is_written(resource, found.value) if explicit is None else explicit
        if told is None:
            unclear = read_as_written(resource.address, resource.origin("policy"))
            sheet.miss_at(("policy", "explicit"), unclear)
        return parse_policy(found.value, explicit=told)
    document = _document(sheet, resource)
    if document is None:
        sheet.miss("policy", sheet.world.why_unknown(resource, "policy"))
        return parse_policy(Unknown(resource.address), explicit=True if explicit else _is_set(resource))
    policy = parse_policy(_from_document(document), explicit=True)
    sheet.note_at(("policy", "statements"), "statement", resource=document)
    _explain(sheet, document, policy)
    return policy


def _is_set(resource: Resource) -> bool | None:
    expressions = resource.expressions
    return None if expressions is None else "policy" in expressions


def _is_written(resource: Resource, text: object) -> bool | None:
    """Return whether somebody wrote a policy that is known.

    The provider reads AWS's default as if it were written: only the configuration tells them apart.
    """
    written = _is_set(resource)
    if written is not None:
        return written
    return True if not is_full_access(text) else None


def is_full_access(text: object) -> bool:
    """Return whether a policy is the one that AWS attaches when none is given."""
    try:
        value = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return False
    statements = value.get("Statement") if isinstance(value, dict) else None
    full = {"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}
    return statements in ([full], full)


def _document(sheet: Sheet, resource: Resource) -> Resource | None:
    """Return the data source whose JSON text the policy is, when nothing else is part of it."""
    joined = sheet.world.joined(resource, "policy")
    only = joined.terms[0] if joined is not None and len(joined.terms) == 1 else None
    if not isinstance(only, Target) or only.attribute not in _TEXTS:
        return None
    return only.resource if only.resource.mode == DATA and only.resource.type == _DOCUMENT else None


def _from_document(document: Resource) -> object:
    """Return the policy that a data source will write, as far as its blocks are known."""
    overridden = any(not fact(document, name).absent for name in ("override_policy_documents", "override_json"))
    if overridden or is_unknown(document, "statement"):
        return Unknown(document.address)
    number = len(sequence(document.value("statement")))
    statements: list[object] = [dict(_statement(document, place)) for place in range(number)]
    if any(not fact(document, name).absent for name in ("source_policy_documents", "source_json")):
        statements.append(Unknown(document.address))
    return {"Version": document.value("version") or "2012-10-17", "Statement": statements}


def _statement(document: Resource, place: int) -> Iterator[tuple[str, object]]:
    if document.value("statement", place, "sid"):
        yield "Sid", document.value("statement", place, "sid")
    hidden = is_unknown(document, "statement", place, "effect")
    yield "Effect", Unknown(document.address) if hidden else document.value("statement", place, "effect") or "Allow"
    for name, element in _LISTS.items():
        values = _texts(document, "statement", place, name)
        if values:
            yield element, values
    for name, element in _PRINCIPALS.items():
        found = _principals(document, "statement", place, name)
        if found:
            yield element, found
    conditions = _conditions(document, place)
    if conditions:
        yield "Condition", conditions


def _texts(document: Resource, *path: str | int) -> list[object]:
    """Return a list with `Unknown` for what is known only after apply, nothing where there is no list."""
    if is_unknown(document, *path):
        return [Unknown(document.address)]
    values = sequence(document.value(*path))
    return [
        Unknown(document.address) if is_unknown(document, *path, place) else value for place, value in enumerate(values)
    ]


def _principals(document: Resource, *path: str | int) -> object:
    if is_unknown(document, *path):
        return Unknown(document.address)
    found: dict[str, list[object]] = {}
    for place in range(len(sequence(document.value(*path)))):
        if is_unknown(document, *path, place, "type"):
            return Unknown(document.address)
        kind = document.value(*path, place, "type")
        values = _texts(document, *path, place, "identifiers")
        if isinstance(kind, str):
            found.setdefault(kind, []).extend(values)
    return "*" if found == {"*": ["*"]} else found


def _conditions(document: Resource, place: int) -> object:
    path = ("statement", place, "condition")
    if is_unknown(document, *path):
        return Unknown(document.address)
    found: dict[str, dict[str, list[object]]] = {}
    for number, condition in enumerate(sequence(document.value(*path))):
        if any(is_unknown(document, *path, number, name) for name in ("test", "variable")):
            return Unknown(document.address)
        if isinstance(condition, Mapping):
            operator, key = str(condition.get("test")), str(condition.get("variable"))
            # The provider makes one of several conditions on a key.
            found.setdefault(operator, {}).setdefault(key, []).extend(_texts(document, *path, number, "values"))
    return found


def _explain(sheet: Sheet, document: Resource, policy: Policy) -> None:
    """Say why the incomplete parts of a policy are so."""
    missing = Missing(
        subject=f"{document.address}.statement",
        text=f"parts of the statements of {document.address} are known only after apply",
        supply=APPLIED,
        origin=document.origin("statement"),
    )
    if not policy.statements.complete:
        sheet.miss_at(("policy", "statements"), missing)
    for place, statement in enumerate(policy.statements.items):
        part = ("policy", "statements", statement.key)
        sheet.note_at(part, "statement", place, resource=document)
        if statement.effect is None:
            sheet.miss_at((*part, "effect"), missing)
        for name in ("principals", "actions", "resources", "conditions"):
            if not getattr(statement, name).complete:
                sheet.miss_at((*part, name), missing)
        for condition in statement.conditions.items:
            if not condition.values.complete:
                sheet.miss_at((*part, "conditions", condition.key), missing)
