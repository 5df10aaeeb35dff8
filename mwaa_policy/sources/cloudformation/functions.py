"""The intrinsic functions of CloudFormation, one Python function each."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources.cloudformation import causes, selections
from mwaa_policy.sources.cloudformation.call import Call, one_of
from mwaa_policy.sources.cloudformation.read import Raw
from mwaa_policy.sources.cloudformation.values import Cell, Fault, Value, joined_assumptions, why

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.resolve import Resolver

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")


def _ref(resolver: Resolver, call: Call) -> Cell:
    refusal = call.refusal("Ref takes the name of a parameter or a resource")
    name = _name(resolver, call, call.argument, refusal)
    if isinstance(name.value, Unknown):
        return name
    return resolver.refer(call.template, str(name.value), None, call.place).hanging_on(name.assumed)


def _get_att(resolver: Resolver, call: Call) -> Cell:
    refusal = call.refusal("Fn::GetAtt takes the name of a resource, and an attribute")
    if isinstance(call.argument, str):
        name, _, attribute = call.argument.partition(".")
        if not name or not attribute:
            raise refusal
        return resolver.refer(call.template, name, attribute, call.place)
    arguments = call.arguments(2, what="the name of a resource, and an attribute")
    parts = [_name(resolver, call, raw, refusal, index) for index, raw in enumerate(arguments)]
    unknown = [why(part.value) for part in parts if isinstance(part.value, Unknown)]
    if unknown:
        return call.result(Unknown(causes.merged(unknown)), *parts)
    name, attribute = (str(part.value) for part in parts)
    return resolver.refer(call.template, name, attribute, call.place).hanging_on(joined_assumptions(*parts))


def _name(resolver: Resolver, call: Call, raw: Raw, refusal: Fault, *keys: int) -> Cell:
    """Return a name, which a function may make where the transform is AWS::LanguageExtensions."""
    cell = Cell(raw, call.place) if isinstance(raw, str) else call.cell(resolver, raw, *keys)
    if isinstance(cell.value, Unknown):
        return call.result(Unknown(cell.value.cause), cell)
    if not isinstance(cell.value, str) or not cell.value:
        raise refusal
    cause = resolver.tokens.cause_of(cell.value)
    return call.result(cell.value if cause is None else Unknown(cause), cell)


def _sub(resolver: Resolver, call: Call) -> Cell:
    text, own = call.argument, {}
    if isinstance(text, list):
        text, own = call.arguments(2, what="a text, and a mapping of variables")
    if not isinstance(text, str) or not isinstance(own, dict):
        raise call.refusal("Fn::Sub takes a text, or a list of a text and a mapping of variables")
    cells = {name: call.cell(resolver, raw, 1, name) for name, raw in own.items()}
    used: list[Cell] = []

    def replaced(found: re.Match[str]) -> str:
        variable = found[1].strip()
        if variable.startswith("!"):
            return f"${{{variable[1:]}}}"
        cell = cells.get(variable) or _variable(resolver, call, variable)
        used.append(cell)
        part = resolver.text(cell)
        return part if isinstance(part, str) else ""

    result = _VARIABLE.sub(replaced, text)
    unknown = [why(cell.value) for cell in used if isinstance(cell.value, Unknown)]
    if unknown:
        return call.result(Unknown(causes.merged(unknown)), *used)
    return call.result(resolver.made(result), *used)


def _variable(resolver: Resolver, call: Call, variable: str) -> Cell:
    name, dot, attribute = variable.partition(".")
    return resolver.refer(call.template, name, attribute if dot else None, call.place)


def _join(resolver: Resolver, call: Call) -> Cell:
    delimiter, raw = call.arguments(2, what="a delimiter, and a list of texts")
    if not isinstance(delimiter, str):
        raise call.refusal("the delimiter of Fn::Join is a text")
    parts = call.cell(resolver, raw, 1)
    members = resolver.sequence(parts)
    if isinstance(members, Unknown):
        return call.result(members, parts)
    if not isinstance(members, tuple):
        raise call.refusal("Fn::Join takes a delimiter, and a list of texts")
    texts = [resolver.text(cell) for cell in members]
    unknown = [why(text) for text in texts if isinstance(text, Unknown)]
    if unknown:
        return call.result(Unknown(causes.merged(unknown)), parts, *members)
    joined = delimiter.join(text for text in texts if isinstance(text, str))
    return call.result(resolver.made(joined), parts, *members)


def _find_in_map(resolver: Resolver, call: Call) -> Cell:
    arguments = call.arguments(3, 4, what="a mapping, two keys, and perhaps a default")
    cells = [call.cell(resolver, raw, index) for index, raw in enumerate(arguments[:3])]
    keys = [resolver.text(cell) for cell in cells]
    unknown = [why(key) for key in keys if isinstance(key, Unknown)]
    if unknown:
        return call.result(Unknown(causes.merged(unknown)), *cells)
    name, first, second = (str(key) for key in keys)
    place = call.template.place.at("Mappings", name)
    mapping = call.template.mappings.get(name)
    if not isinstance(mapping, dict):
        raise call.refusal(f"{name} is not a mapping of the template")
    cause = resolver.tokens.cause_of(first) or resolver.tokens.cause_of(second)
    if cause is not None:
        return call.result(_same_everywhere(resolver, call, mapping, second, cause), *cells)
    row = mapping.get(first)
    if isinstance(row, dict) and second in row:
        found = resolver.cell(call.template, row[second], place.at(first, second))
        return call.result(found.value, found, *cells)
    default = arguments[3] if len(arguments) == 4 else None  # noqa: PLR2004 - the default is the fourth
    if isinstance(default, dict) and "DefaultValue" in default:
        return call.cell(resolver, default["DefaultValue"], 3, "DefaultValue")
    raise call.refusal(f"the mapping {name} has no {first}, {second}")


def _same_everywhere(resolver: Resolver, call: Call, mapping: Mapping[str, Raw], second: str, cause: Missing) -> Value:
    """Return the value that all rows of a mapping have, if the second key is known and they agree."""
    rows = [row.get(second) if isinstance(row, dict) else None for row in mapping.values()]
    if rows and rows[0] is not None and all(row == rows[0] for row in rows):
        return resolver.cell(call.template, rows[0], call.place).value
    return Unknown(cause)


def _if(resolver: Resolver, call: Call) -> Cell:
    name, when, otherwise = call.arguments(3, what="a condition, and two values")
    truth = resolver.conditions.holds(call.template, name, call.place)
    if truth.value is not None:
        index, raw = (1, when) if truth.value else (2, otherwise)
        return call.cell(resolver, raw, index).hanging_on(truth.assumed)
    arms = call.cell(resolver, when, 1), call.cell(resolver, otherwise, 2)
    assert truth.cause is not None  # noqa: S101 - what is not known has a cause
    return Cell(one_of(resolver, truth.cause, *arms), call.place, truth.assumed)


def _import_value(resolver: Resolver, call: Call) -> Cell:
    name = call.cell(resolver, call.argument)
    text = resolver.text(name)
    if isinstance(text, Unknown):
        return call.result(text, name)
    return resolver.exports.imported(text, call.place).hanging_on(name.assumed)


def _to_json(resolver: Resolver, call: Call) -> Cell:
    cell = call.cell(resolver, call.argument)
    unknown = _unknown_parts(cell)
    if unknown:
        return call.result(Unknown(causes.merged(unknown)), cell)
    return call.result(json.dumps(resolver.plain(cell), separators=(",", ":")), cell)


def _unknown_parts(cell: Cell) -> list[Missing]:
    value = cell.value
    if isinstance(value, Unknown):
        return [why(value)]
    members = value if isinstance(value, tuple) else value.values() if isinstance(value, Mapping) else ()
    return [cause for member in members for cause in _unknown_parts(member)]


def _opaque(_resolver: Resolver, call: Call) -> Cell:
    raise call.refusal(f"what {call.name} makes is not known before the template is processed")


FUNCTIONS: Mapping[str, Callable[[Resolver, Call], Cell]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": selections.split,
    "Fn::Select": selections.select,
    "Fn::GetAZs": selections.get_azs,
    "Fn::FindInMap": _find_in_map,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Cidr": selections.cidr,
    "Fn::ToJsonString": _to_json,
    "Fn::Length": selections.length,
    "Fn::Transform": _opaque,
    "Fn::Base64": _opaque,
}
