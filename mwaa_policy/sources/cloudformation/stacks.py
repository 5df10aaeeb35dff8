"""Reads what the API tells of stacks: `describe-stacks`, `describe-change-set` and `list-exports`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mwaa_policy.errors import InputError
from mwaa_policy.frozen import Frozen, field
from mwaa_policy.sources.cloudformation.values import Place

if TYPE_CHECKING:
    from mwaa_policy.document import Document

_ARN = re.compile(r"arn:[^:]+:cloudformation:(?P<region>[^:]+):(?P<account>\d{12}):.+")
_HIDDEN = re.compile(r"\*+")
_WANTED = "give all that `aws cloudformation describe-stacks` or `aws cloudformation describe-change-set` prints"
_THERE = {"Add": True, "Modify": True, "Import": True, "SyncWithActual": True, "Remove": False}


class Given(Frozen):
    """The value of a parameter, as a stack has it."""

    text: str | None
    """The value; `None` where it is not told."""
    hidden: bool
    """Whether it is covered with asterisks."""


class Stack(Frozen, eq=False):
    """A stack that is there, or a change set that will make it."""

    name: str
    place: Place
    identity: str | None = None
    """Its ARN."""
    change_set: str | None = None
    """The name of the change set."""
    nested: bool = False
    """Whether another stack nests it, whose template hands over its parameters."""
    parameters: Mapping[str, Given] = field(default_factory=dict)
    changes: Mapping[str, bool] = field(default_factory=dict)
    """Of the resources that a change set touches: whether they will be there."""

    @property
    def title(self) -> str:
        """What messages call it."""
        return f"change set {self.change_set} of stack {self.name}" if self.change_set else f"stack {self.name}"

    @property
    def home(self) -> tuple[str | None, str | None]:
        """The region and the account, as far as its ARN tells them."""
        found = _ARN.fullmatch(self.identity or "")
        return (found["region"], found["account"]) if found else (None, None)


class Stacks(Frozen):
    """What the documents tell of stacks."""

    stacks: tuple[Stack, ...] = ()
    exports: Mapping[str, frozenset[str | None]] = field(default_factory=dict)
    """What stacks export: the values of each name, `None` for one that is hidden."""

    @property
    def home(self) -> tuple[str | None, str | None]:
        """The region and the account, as far as the stacks agree and tell them."""
        regions, accounts = ({home[index] for stack in self.stacks if (home := stack.home)[index]} for index in (0, 1))
        return _only(regions), _only(accounts)


def is_stacks(value: object) -> bool:
    """Return whether a value tells of stacks."""
    if not isinstance(value, dict):
        return False
    held = value.get("data")
    if isinstance(held, dict) and value.keys() == {"status_code", "data"}:
        return is_stacks(held)
    if "ChangeSetName" in value and "StackName" in value:
        return True
    return _lists(value, "Stacks", "StackName") or _lists(value, "Exports", "ExportingStackId")


def _lists(value: Mapping[str, Any], name: str, member: str) -> bool:
    listed = value.get(name)
    return isinstance(listed, list) and bool(listed) and all(isinstance(one, dict) and member in one for one in listed)


def read_stacks(documents: Sequence[Document]) -> Stacks:
    """Return what documents tell of stacks.

    Raises:
        InputError: one of them is not what the API answers, or two tell different things of one stack.
    """
    stacks: dict[tuple[str, bool], Stack] = {}
    exports: dict[str, set[str | None]] = {}
    for document in documents:
        value, place = document.value(), Place(document.name, "")
        if isinstance(value, dict) and value.keys() == {"status_code", "data"}:
            value, place = value["data"], place.at("data")
        if not isinstance(value, dict):
            continue
        for stack, outputs in _stacks(value, place):
            _take(stacks, stack)
            for name, given in outputs:
                exports.setdefault(name, set()).add(given.text)
        for raw, where in _members(value, "Exports", place):
            exports.setdefault(_text(raw, "Name", where), set()).add(_given(raw, "Value", where).text)
    return Stacks(stacks=tuple(stacks.values()), exports={name: frozenset(found) for name, found in exports.items()})


def _only(found: set[str | None]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def without_template(document: Document, told: Stacks) -> InputError:
    """Return the error of stacks, or of a change set, whose template is not given."""
    stack = next(iter(told.stacks), None)
    name = stack.name if stack else "STACK"
    change = f" --change-set-name {stack.change_set}" if stack and stack.change_set else ""
    return InputError(
        f"this tells of {stack.title if stack else 'stacks'}, and not what is in it: its template is not given",
        document=document.name,
        hint=f"give the template beside it: `aws cloudformation get-template --stack-name {name}{change} "
        "--query TemplateBody`",
    )


def _stacks(value: Mapping[str, Any], place: Place) -> Iterator[tuple[Stack, list[tuple[str, Given]]]]:
    if "ChangeSetName" in value:
        yield _stack(value, place), []
    for raw, where in _members(value, "Stacks", place):
        outputs = [
            (_text(output, "ExportName", spot), _given(output, "OutputValue", spot))
            for output, spot in _members(raw, "Outputs", where)
            if output.get("ExportName")
        ]
        yield _stack(raw, where), outputs


def _stack(value: Mapping[str, Any], place: Place) -> Stack:
    is_change_set = "ChangeSetName" in value
    parameters = {
        _text(raw, "ParameterKey", where): _parameter(raw, where) for raw, where in _members(value, "Parameters", place)
    }
    identity = value.get("StackId")
    return Stack(
        name=_text(value, "StackName", place),
        place=place,
        identity=identity if isinstance(identity, str) else None,
        change_set=_text(value, "ChangeSetName", place) if is_change_set else None,
        nested=any(value.get(name) for name in ("ParentId", "ParentChangeSetId")),
        parameters=parameters,
        changes=dict(_changes(value, place)),
    )


def _parameter(raw: Mapping[str, Any], place: Place) -> Given:
    """Return the value of a parameter: for one that is read from Systems Manager what was found there."""
    return _given(raw, "ResolvedValue" if raw.get("ResolvedValue") is not None else "ParameterValue", place)


def _given(raw: Mapping[str, Any], name: str, place: Place) -> Given:
    text = raw.get(name)
    if text is not None and not isinstance(text, str):
        raise _error(place.at(name), f"{name} is no text")
    hidden = text is not None and _HIDDEN.fullmatch(text) is not None
    return Given(text=None if hidden else text, hidden=hidden)


def _changes(value: Mapping[str, Any], place: Place) -> Iterator[tuple[str, bool]]:
    """Give what becomes of resources; what CloudFormation itself does not know, or does not touch, is left out."""
    for raw, where in _members(value, "Changes", place):
        change = raw.get("ResourceChange")
        if not isinstance(change, dict):
            continue
        spot = where.at("ResourceChange")
        there = _THERE.get(_text(change, "Action", spot))
        if there is not None:
            yield _text(change, "LogicalResourceId", spot), there


def _take(stacks: dict[tuple[str, bool], Stack], stack: Stack) -> None:
    """Take a stack; the pages of one change set are one."""
    key = (stack.identity or stack.name, stack.change_set is not None)
    first = stacks.setdefault(key, stack)
    if first is stack:
        return
    if first.change_set != stack.change_set:
        raise _error(
            stack.place,
            f"stack {stack.name} has two change sets: {first.change_set} and {stack.change_set}",
            f"the first is at {first.place.document}: give the one that is meant",
        )
    if first.parameters != stack.parameters:
        raise _error(
            stack.place,
            f"{stack.title} is described twice, in different ways",
            f"the first is at {first.place.document}: give what was asked at one moment",
        )
    stacks[key] = replace(first, changes={**first.changes, **stack.changes})


def _members(value: Mapping[str, Any], name: str, place: Place) -> Iterator[tuple[Mapping[str, Any], Place]]:
    """Give the objects in a list, none where there is no such list."""
    listed = value.get(name)
    if listed is None:
        return
    if not isinstance(listed, list):
        raise _error(place.at(name), f"{name} is no list")
    for index, one in enumerate(listed):
        if not isinstance(one, dict):
            raise _error(place.at(name, index), f"{name} holds something that is no object")
        yield one, place.at(name, index)


def _text(raw: Mapping[str, Any], name: str, place: Place) -> str:
    found = raw.get(name)
    if not isinstance(found, str) or not found:
        raise _error(place, f"it has no {name}")
    return found


def _error(place: Place, text: str, hint: str = _WANTED) -> InputError:
    return InputError(text, document=place.document, pointer=place.pointer, hint=hint)
