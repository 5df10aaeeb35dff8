"""Projects edits onto the normalized document, where names become positions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mwaa_policy.decision import Edit, Verb
from mwaa_policy.errors import InternalError
from mwaa_policy.fixes.build import new_endpoint, new_entry, new_route, new_rule, new_statement
from mwaa_policy.fixes.iam import iam_size
from mwaa_policy.fixes.patch import same
from mwaa_policy.fixes.project import Projection, UnprojectableError
from mwaa_policy.fixes.project.writer import Place, Writer
from mwaa_policy.fixes.records import APPLICABILITIES
from mwaa_policy.fixes.verbs import AclEntryValue, EndpointValue, GroupRuleValue, RouteValue, StatementValue, value_of
from mwaa_policy.model import Record, Statement
from mwaa_policy.model.policy_document import NO_STATEMENT, NONE

MOST_ENTRIES = 20
"""Entries that an ACL may have in a direction, unless AWS has granted more."""


def project(edits: Iterable[Edit], document: dict[str, Any]) -> Projection:
    """Return edits as a patch of a normalized document.

    What is free is looked up now: the numbers of ACL entries, the keys of statements and the ids of
    endpoints. What the document has already is left out.

    Raises:
        UnprojectableError: the document has no room or no place for one of them.
        InternalError: a rule proposes something that its verb does not take.
    """
    writer = Writer(document)
    made = tuple(_made(writer, edit) for edit in edits)
    changes = any(one["op"] != "test" for one in writer.operations)
    return Projection(operations=tuple(writer.operations) if changes else (), edits=made)


def _made(writer: Writer, edit: Edit) -> Edit:
    try:
        return _HANDLERS[edit.verb](writer, edit)
    except ValueError as error:
        raise InternalError(
            f"rule {edit.rule} proposes to {edit.verb} with a wrong value: {error}; this is a bug of mwaa-policy"
        ) from error


def _add_group_rule(writer: Writer, edit: Edit) -> Edit:
    value = value_of(edit, GroupRuleValue)
    group = writer.find(edit.target)
    rule = new_rule(value, account=_owner(writer, value.group_id))
    _append(writer, (*group, value.direction), rule, besides=())
    return edit


def _owner(writer: Writer, group_id: str | None) -> str | None:
    groups = writer.document["security_groups"]["items"]
    return next((group["owner_id"] for group in groups if group["id"] == group_id), None)


def _remove_group_rule(writer: Writer, edit: Edit) -> Edit:
    writer.remove(writer.find(edit.target))
    return edit


def _add_acl_entry(writer: Writer, edit: Edit) -> Edit:
    value = value_of(edit, AclEntryValue)
    entries = (*writer.find(edit.target), "entries")
    own = [one for one in writer.value(entries)["items"] if one["direction"] in {value.direction, None}]
    wanted = _dump(new_entry(value, number=value.number))
    if any(one["number"] <= value.number and _alike(one, wanted, "number", "key") for one in own if one["number"]):
        return edit
    number = _free_number(own, value.number)
    writer.append(entries, _dump(new_entry(value, number=number)))
    return edit.model_copy(update={"value": {**edit.value, "number": number}})


def _free_number(entries: list[dict[str, Any]], wanted: int) -> int:
    """Return the wanted number, or the next free one below: further down a deny may come first."""
    if len(entries) >= MOST_ENTRIES:
        raise UnprojectableError(f"the network ACL has {len(entries)} entries in this direction; no other fits")
    taken = {one["number"] for one in entries}
    free = next((number for number in range(wanted, 0, -1) if number not in taken), None)
    if free is None:
        raise UnprojectableError(f"the network ACL has no free number up to {wanted}")
    return free


def _add_statement(writer: Writer, edit: Edit) -> Edit:
    value = value_of(edit, StatementValue)
    policy = writer.find(edit.target)
    statements = writer.value((*policy, "statements", "items"))
    keys = {one["key"] for one in statements}
    key = next(f"#{number}" for number in range(len(statements), 2 * len(statements) + 1) if f"#{number}" not in keys)
    statement = new_statement(value, key=key)
    if _append(writer, (*policy, "statements"), statement, besides=("key", "sid")):
        _settle(writer, policy, growth=iam_size(statement) + 1)
    return edit


def _replace_statement(writer: Writer, edit: Edit) -> Edit:
    place, policy = writer.find(edit.target), writer.find(edit.target[:3])
    old = Statement.model_validate(writer.value(place), strict=False)
    if edit.value is None:
        writer.remove(place)
        _settle(writer, policy, growth=-iam_size(old) - 1)
    else:
        new = value_of(edit, Statement)
        writer.replace(place, _dump(new))
        _settle(writer, policy, growth=iam_size(new) - iam_size(old))
    return edit


def _settle(writer: Writer, policy: Place, *, growth: int) -> None:
    """Bring what follows from the statements of a policy in line with them."""
    found = writer.value(policy)
    if found["size"] is not None:
        writer.replace((*policy, "size"), max(0, found["size"] + growth))
    writer.replace((*policy, "explicit"), value=True)
    if not found["statements"]["items"] and found["statements"]["complete"]:
        writer.replace((*policy, "error"), NO_STATEMENT)
    elif found["error"] == NO_STATEMENT:
        writer.replace((*policy, "error"), NONE)


def _set_attribute(writer: Writer, edit: Edit) -> Edit:
    writer.replace(writer.find(edit.target), edit.value)
    return edit


def _add_member(writer: Writer, edit: Edit) -> Edit:
    listing = writer.find(edit.target)
    if edit.value not in writer.value(listing)["items"]:
        writer.append(listing, edit.value)
    return edit


def _add_route(writer: Writer, edit: Edit) -> Edit:
    route = _dump(new_route(value_of(edit, RouteValue)))
    routes = (*writer.find(edit.target), "routes")
    keys = [one["key"] for one in writer.value(routes)["items"]]
    if route["key"] not in keys:
        writer.append(routes, route)
        return edit
    place = (*routes, "items", keys.index(route["key"]))
    if _alike(writer.value(place), route, "state"):
        return edit
    # A table has one route for a destination: to add another is to replace it.
    writer.replace(place, route)
    return _lowered(edit, "unsafe")


def _create_endpoint(writer: Writer, edit: Edit) -> Edit:
    value = value_of(edit, EndpointValue)
    _, vpc = edit.target
    writer.find(edit.target)
    taken = {one["id"] for one in writer.document["vpc_endpoints"]["items"]}
    name = f"{vpc}/{value.service}"
    identity = next(one for n in range(len(taken) + 1) if (one := f"{name}-{n + 1}" if n else name) not in taken)
    context = writer.document["context"]
    endpoint = new_endpoint(
        value, identity=identity, vpc_id=vpc, region=context["region"], partition=context["partition"]
    )
    writer.prepend("vpc_endpoints", _dump(endpoint))
    return edit


def _append(writer: Writer, listing: Place, record: Record, *, besides: tuple[str, ...]) -> bool:
    """Add a record unless the listing has one like it, some members aside; return whether it was added."""
    item = _dump(record)
    if any(_alike(one, item, *besides) for one in writer.value(listing)["items"]):
        return False
    writer.append(listing, item)
    return True


def _alike(one: dict[str, Any], other: dict[str, Any], *besides: str) -> bool:
    return all(name in besides or same(one[name], other[name]) for name in other)


def _lowered(edit: Edit, applicability: Any) -> Edit:  # noqa: ANN401 - a member of the literal type
    lower = max(edit.applicability, applicability, key=APPLICABILITIES.index)
    return edit.model_copy(update={"applicability": lower})


def _dump(record: Record) -> dict[str, Any]:
    return record.model_dump(mode="json", by_alias=True)


_HANDLERS: Mapping[Verb, Callable[[Writer, Edit], Edit]] = {
    "add_group_rule": _add_group_rule,
    "remove_group_rule": _remove_group_rule,
    "add_acl_entry": _add_acl_entry,
    "add_statement": _add_statement,
    "replace_statement": _replace_statement,
    "set_attribute": _set_attribute,
    "add_member": _add_member,
    "add_route": _add_route,
    "create_endpoint": _create_endpoint,
}
