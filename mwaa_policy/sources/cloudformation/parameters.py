"""The values of parameters: given, or those of the stack, or their default, or not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mwaa_policy.errors import UsageError
from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.read import Parameter, Resource, Template, plain_text
from mwaa_policy.sources.cloudformation.values import Absent, Cell, Fault, Place, Reference, Value

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.resolve import Resolver

_STORED = "AWS::SSM::Parameter::Value<"


def check_parameters(templates: Sequence[Template], given: Mapping[str, str]) -> None:
    """Check the values that the caller gives against all declarations of those templates that take them.

    Raises:
        UsageError: no template has such a parameter, or one does not allow the value.
    """
    known = {name for template in templates for name in template.parameters}
    for name, value in given.items():
        if name not in known:
            names = ", ".join(sorted(known)) or "none"
            raise UsageError(f"the template has no parameter {name}; its parameters: {names}")
        # A nested stack takes what the template around it hands it.
        taking = [template for template in templates if template.caller is None and name in template.parameters]
        declared = [template.parameters[name] for template in taking]
        for parameter in declared:
            _check(parameter, value, hidden=any(one.hidden for one in declared))


def _check(parameter: Parameter, value: str, *, hidden: bool) -> None:
    refused = [one for one in _values(parameter, value) if parameter.allowed and one not in parameter.allowed]
    if refused:
        allowed = ", ".join(parameter.allowed)
        shown = "this value" if hidden else repr(refused[0])
        raise UsageError(f"parameter {parameter.name} does not allow {shown}; allowed: {allowed}")


def _values(parameter: Parameter, value: str) -> list[str]:
    return _split(value) if _is_list(parameter) else [value]


def _is_list(parameter: Parameter) -> bool:
    kind = parameter.type.removeprefix(_STORED)
    return kind.startswith(("List<", "CommaDelimitedList"))


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")] if text.strip() else []


def is_left_open(parameter: Parameter, given: Mapping[str, str]) -> bool:
    """Return whether a parameter has one value that nobody tells: no default, and nothing that deployment looks up."""
    looked_up = parameter.type.startswith(_STORED)
    return parameter.default is None and parameter.name not in given and not looked_up and not _is_list(parameter)


def parameter_cell(resolver: Resolver, template: Template, parameter: Parameter, place: Place) -> Cell:
    """Return the value of a parameter, as it stands at a place that refers to it.

    Raises:
        Fault: its default does not suit its type.
    """
    name = parameter.name
    handed = None if template.caller is None else _handed(resolver, template.caller, parameter, place)
    if handed is not None:
        return handed
    kept = _kept(resolver, template, parameter, place)
    if kept is not None:
        return kept
    if parameter.type.startswith(_STORED):
        path = plain_text(resolver.settings.parameters.get(name, parameter.default))
        return _unknown(resolver, template, parameter, causes.stored_parameter(name, path, parameter.place), place)
    given = None if template.caller else resolver.settings.parameters.get(name)
    if given is not None:
        return Cell(_typed(resolver, parameter, given, place), place)
    if parameter.default is None:
        return _unknown(resolver, template, parameter, causes.parameter(name, parameter.place), place)
    default = _default_text(parameter)
    assumed = frozenset({causes.default_of(name, None if parameter.hidden else default)})
    return Cell(_typed(resolver, parameter, default, place, assumed), place, assumed)


def _kept(resolver: Resolver, template: Template, parameter: Parameter, place: Place) -> Cell | None:
    """Return what the stack, or the change set, of the template has, unless the caller gives something else."""
    stack = template.deployed
    told = None if stack is None else stack.parameters.get(parameter.name)
    if stack is None or told is None or parameter.name in resolver.settings.parameters:
        return None
    if told.text is None:
        cause = causes.of_stack(parameter.name, stack.title, parameter.place, hidden=told.hidden)
        return _unknown(resolver, template, parameter, cause, place)
    if stack.change_set is not None:
        return Cell(_typed(resolver, parameter, told.text, place), place)
    shown = None if parameter.hidden else told.text
    assumed = frozenset({causes.kept_from(parameter.name, shown, stack.title)})
    return Cell(_typed(resolver, parameter, told.text, place, assumed), place, assumed)


def _handed(resolver: Resolver, caller: Resource, parameter: Parameter, place: Place) -> Cell | None:
    """Return what the template around a nested stack gives for a parameter, `None` when it gives nothing."""
    given = resolver.property(caller, "Parameters")
    if given is None:
        return None
    if not isinstance(given.value, Mapping):
        return Cell(given.value, place) if isinstance(given.value, Unknown) else None
    cell = given.value.get(parameter.name)
    if cell is None or isinstance(cell.value, Absent):
        return None
    value = cell.value
    if isinstance(value, str | int | float):
        value = _typed(resolver, parameter, plain_text(value), place, cell.assumed)
    elif isinstance(value, Reference) and _is_list(parameter):
        value = (cell,)
    return Cell(value, place, given.assumed | cell.assumed)


def _default_text(parameter: Parameter) -> str:
    default = parameter.default
    if isinstance(default, list):
        return ",".join(plain_text(part) for part in default)
    if isinstance(default, dict):
        raise Fault(parameter.place.at("Default"), f"the default of parameter {parameter.name} is a mapping")
    return plain_text(default)


def _typed(
    resolver: Resolver,
    parameter: Parameter,
    text: str,
    place: Place,
    assumed: frozenset[Assumption] = frozenset(),
) -> Value:
    if _is_list(parameter):
        return tuple(Cell(resolver.made(part), place, assumed) for part in _split(text))
    return resolver.made(text)


def _unknown(resolver: Resolver, template: Template, parameter: Parameter, cause: Missing, place: Place) -> Cell:
    if _is_list(parameter) or parameter.type == "Number":
        return Cell(Unknown(cause), place)
    return Cell(resolver.tokens.make(f"Param:{template.scoped(parameter.name)}", cause), place)
