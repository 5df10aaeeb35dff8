"""Tells which resources exist: by their conditions, the stacks around them, and change sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mwaa_policy.model.unknown import Unknown
from mwaa_policy.sources.cloudformation.conditions import ALWAYS, Truth
from mwaa_policy.sources.cloudformation.foreach import Each
from mwaa_policy.sources.cloudformation.values import ABSENT, Fault, why

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.read import Resource
    from mwaa_policy.sources.cloudformation.resolve import Resolver


class Existence:
    """Whether resources of the templates exist."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def holds(self, resource: Resource) -> Truth:
        """Return whether the condition of a resource holds, and that of the stack in which it is nested."""
        truth = self._holds(resource)
        return truth._replace(assumed=truth.assumed | resource.assumed) if resource.assumed else truth

    def denial(self, resource: Resource) -> str:
        """Return in words why a resource does not exist."""
        name, stack = resource.logical_id, resource.template.deployed
        if stack is not None and _fate(resource) is False:
            return f"{name} is not there: {stack.title} removes it"
        condition = f" {resource.condition}" if isinstance(resource.condition, str) else ""
        return f"{name} is not created: its condition{condition} does not hold"

    def _holds(self, resource: Resource) -> Truth:
        caller = resource.template.caller
        around = ALWAYS if caller is None else self.holds(caller)
        fate = _fate(resource)
        if fate is False:
            return Truth(value=False)
        if around.value is False or (resource.condition is None and resource.doubt is None):
            return around
        own = self._own(resource)
        if own.value is None and fate:
            own = ALWAYS
        if own.value is False or around.value:
            return own._replace(assumed=own.assumed | around.assumed)
        return around

    def _own(self, resource: Resource) -> Truth:
        """Return whether a resource exists by what it says itself."""
        known = resource.condition is not None and not isinstance(resource.condition, Each)
        held = self._by_condition(resource) if known else ALWAYS
        return held if resource.doubt is None or not held.value else Truth(None, resource.doubt, held.assumed)

    def _by_condition(self, resource: Resource) -> Truth:
        try:
            if isinstance(resource.condition, dict):
                return self._by_function(resource)
            return self._resolver.conditions.holds(
                resource.template, resource.condition, resource.place.at("Condition")
            )
        except Fault as fault:
            return Truth(None, why(self._resolver.left_out(fault)))

    def _by_function(self, resource: Resource) -> Truth:
        """Return whether the condition holds whose name a function makes, as AWS::LanguageExtensions allows."""
        place = resource.place.at("Condition")
        cell = self._resolver.cell(resource.template, resource.condition, place)
        if cell.value is ABSENT:
            return ALWAYS._replace(assumed=cell.assumed)
        name = self._resolver.text(cell)
        if isinstance(name, Unknown):
            return Truth(None, why(name), cell.assumed)
        cause = self._resolver.tokens.cause_of(name)
        if cause is not None:
            return Truth(None, cause, cell.assumed)
        truth = self._resolver.conditions.holds(resource.template, name, place)
        return truth._replace(assumed=truth.assumed | cell.assumed)


def _fate(resource: Resource) -> bool | None:
    """Return whether a change set makes or removes a resource, `None` when it does not tell."""
    stack = resource.template.deployed
    return None if stack is None else stack.changes.get(resource.logical_id)
