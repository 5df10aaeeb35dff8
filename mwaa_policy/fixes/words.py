"""Edits in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mwaa_policy.decision import Edit, Verb
from mwaa_policy.fixes.build import new_route
from mwaa_policy.fixes.verbs import AclEntryValue, EndpointValue, GroupRuleValue, RouteValue, StatementValue, value_of
from mwaa_policy.model import Statement
from mwaa_policy.report.words import (
    DIRECTIONS,
    clause_words,
    path_words,
    ports_words,
    rule_key_words,
    target_words,
)

_WRITTEN = ("policy", "explicit")
_TOWARD = {"ingress": "from", "egress": "to"}


def edit_words(edit: Edit) -> str:
    """Return what an edit changes: `add an inbound rule to security group Airflow: tcp 5432 from itself`."""
    if needs_value(edit):
        return _BY_HAND[edit.verb].format(path_words(edit.target))
    return _WORDS[edit.verb](edit)


def needs_value(edit: Edit) -> bool:
    """Return whether an edit lacks the value that its verb takes, so that a person has to choose one."""
    return edit.value is None and edit.verb not in _WITHOUT_VALUE


def _add_group_rule(edit: Edit) -> str:
    value = value_of(edit, GroupRuleValue)
    traffic = ports_words(value.protocol, value.from_port, value.to_port)
    way = f"{DIRECTIONS[value.direction]} rule to {path_words(edit.target)}"
    return f"add an {way}: {traffic} {_TOWARD[value.direction]} {_peer(value, edit.target[-1])}"


def _peer(value: GroupRuleValue, group: str) -> str:
    if value.group_id is not None:
        return "itself" if value.group_id == group else f"security group {value.group_id}"
    return value.cidr or f"prefix list {value.prefix_list_id}"


def _remove_group_rule(edit: Edit) -> str:
    _, group, _, key = edit.target
    return f"remove the {rule_key_words(key)} of {path_words(('security_groups', group))}"


def _add_acl_entry(edit: Edit) -> str:
    value = value_of(edit, AclEntryValue)
    traffic = ports_words(value.protocol, value.from_port, value.to_port)
    way = f"{DIRECTIONS[value.direction]} rule {value.number} to {path_words(edit.target)}"
    return f"add {way}: allow {traffic} {_TOWARD[value.direction]} {value.cidr}"


def _add_statement(edit: Edit) -> str:
    value = value_of(edit, StatementValue)
    what = f"{value.effect} {', '.join(value.actions)} on {', '.join(value.resources)}"
    return f"add a statement to {path_words(edit.target)}: {what}"


def _replace_statement(edit: Edit) -> str:
    if edit.value is None:
        return f"remove {path_words(edit.target)}"
    return f"replace {path_words(edit.target)} by: {clause_words(value_of(edit, Statement))}"


def _set_attribute(edit: Edit) -> str:
    if edit.target[2:] == _WRITTEN and edit.value is True:
        # The policy that is in force where nobody writes one.
        return f"write {path_words(edit.target[:3])}: allow everything"
    if isinstance(edit.value, bool):
        return f"switch {path_words(edit.target)} {'on' if edit.value else 'off'}"
    return f"set {path_words(edit.target)} to {edit.value}"


def _add_member(edit: Edit) -> str:
    return f"add {edit.value} to {path_words(edit.target)}"


def _add_route(edit: Edit) -> str:
    value = value_of(edit, RouteValue)
    return f"add a route to {path_words(edit.target)}: {value.destination} to {target_words(new_route(value))}"


def _create_endpoint(edit: Edit) -> str:
    value = value_of(edit, EndpointValue)
    places = ", ".join(value.route_table_ids or value.subnet_ids)
    article = "an" if value.type == "Interface" else "a"
    traits = [", ".join(value.security_group_ids), "private DNS" if value.private_dns else ""]
    more = " and ".join(filter(None, traits))
    made = f"create {article} {value.type.lower()} endpoint for {value.service} in {path_words(edit.target)}: {places}"
    return f"{made}, with {more}" if more else made


_WORDS: Mapping[Verb, Callable[[Edit], str]] = {
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
_WITHOUT_VALUE: frozenset[Verb] = frozenset({"remove_group_rule", "replace_statement"})
_BY_HAND: Mapping[Verb, str] = {
    "add_group_rule": "add a rule to {}",
    "add_acl_entry": "add a rule to {}",
    "add_statement": "add a statement to {}",
    "set_attribute": "change {}",
    "add_member": "add to {}",
    "add_route": "add a route to {}",
    "create_endpoint": "create an endpoint in {}",
}
