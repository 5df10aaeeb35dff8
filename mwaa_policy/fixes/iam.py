"""Statements of the model as IAM writes them."""

from __future__ import annotations

import json
from typing import Any

from mwaa_policy.model import Condition, Principal, Statement


def iam_statement(statement: Statement) -> dict[str, Any]:
    """Return a statement as an object of the policy grammar."""
    written: dict[str, Any] = {"Sid": statement.sid} if statement.sid else {}
    written["Effect"] = statement.effect
    if statement.principal_mode == "any":
        written["Principal"] = "*"
    elif statement.principal_mode != "none":
        written[_name("Principal", statement.principal_mode)] = _principals(statement.principals.items)
    if statement.action_mode != "none":
        written[_name("Action", statement.action_mode)] = list(statement.actions.items)
    if statement.resource_mode != "none":
        written[_name("Resource", statement.resource_mode)] = list(statement.resources.items)
    if statement.conditions.items:
        written["Condition"] = _conditions(statement.conditions.items)
    return written


def iam_size(statement: Statement) -> int:
    """Return how many characters a statement takes in the text of a policy."""
    return len(json.dumps(iam_statement(statement), separators=(",", ":"), ensure_ascii=False))


def _name(element: str, mode: str) -> str:
    return f"Not{element}" if mode == "not_listed" else element


def _principals(principals: tuple[Principal, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in principals:
        found.setdefault(one.type, []).append(one.value)
    return found


def _conditions(conditions: tuple[Condition, ...]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for one in conditions:
        found.setdefault(one.operator, {})[one.key] = list(one.values.items)
    return found
