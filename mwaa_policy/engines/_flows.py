"""From what an engine answers about flows to records, with the laws of flows checked."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from mwaa_policy.decision import EnvironmentFacts
from mwaa_policy.engines._places import Places
from mwaa_policy.errors import InternalError, UndefinedDecisionError
from mwaa_policy.flow_decision import FATES, FLOWS_SCHEMA, STAGES, Fate, Flow, Flows, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mwaa_policy.catalog import Catalog
    from mwaa_policy.model import Inventory

_MEMBERS = frozenset({"schema", "environments", "flows"})


def trace(inventory: Inventory, ask: Callable[[Inventory], object], catalog: Catalog) -> Flows:
    """Return the flows of every environment of an inventory.

    Args:
        inventory: the facts.
        ask: returns the value of `data.mwaa.flows.report` for one network.
        catalog: the rules that are evaluated.
    """
    parts = (part for part in inventory.networks() if part.environments.items)
    found = [decode_flows(ask(part), part, catalog) for part in parts]
    return _sorted(
        [environment for flows in found for environment in flows.environments],
        [flow for flows in found for flow in flows.flows],
    )


def decode_flows(answer: object, inventory: Inventory, catalog: Catalog) -> Flows:
    """Return the flows that an engine tells of an inventory, in canonical order.

    Args:
        answer: value of `data.mwaa.flows.report`.
        inventory: what the engine was asked about.
        catalog: the rules that it should have evaluated.

    Raises:
        UndefinedDecisionError: the answer is not one about flows.
        InternalError: a flow breaks a law.
    """
    if not isinstance(answer, dict) or answer.get("schema") != FLOWS_SCHEMA:
        raise UndefinedDecisionError(f"the answer is not a {FLOWS_SCHEMA}")
    if wrong := _MEMBERS ^ answer.keys():
        raise InternalError(f"the flows lack, or have beside their own, the members {', '.join(sorted(wrong))}")
    flows = _parse({name: answer[name] for name in _MEMBERS - {"schema"}})
    _Laws(Places(inventory), catalog).check(flows)
    return flows


def worst(steps: Iterable[Step]) -> Fate:
    """Return what becomes of a flow with such steps."""
    return min(("passes" if step.quiet else step.verdict for step in steps), key=FATES.index)


def _parse(members: dict[str, Any]) -> Flows:
    from pydantic import ValidationError  # noqa: PLC0415 - beside its only use

    try:
        found = Flows.model_validate(members, strict=False)  # JSON has no tuples
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "/".join(map(str, first["loc"]))
        raise InternalError(f"the flows have a wrong value at {place}: {first['msg']}: {first['input']!r}") from error
    return _sorted(found.environments, map(_ordered, found.flows))


def _sorted(environments: Iterable[EnvironmentFacts], flows: Iterable[Flow]) -> Flows:
    ordered = [one.model_copy(update={"because": tuple(sorted(one.because))}) for one in environments]
    return Flows(environments=tuple(sorted(ordered, key=lambda one: one.id)), flows=tuple(sorted(flows, key=_key)))


def _ordered(flow: Flow) -> Flow:
    return flow.model_copy(update={"steps": tuple(sorted(map(_ordered_step, flow.steps), key=_step_key))})


def _ordered_step(step: Step) -> Step:
    members: dict[str, Any] = {
        "through": tuple(sorted(step.through)),
        "deciders": tuple(sorted(step.deciders, key=lambda one: (one.path, one.kind))),
        "because": tuple(sorted(step.because)),
    }
    return step.model_copy(update=members)


def _step_key(step: Step) -> tuple[Any, ...]:
    place = (STAGES.index(step.stage), step.rule or "", step.subnet or "", step.peer or "")
    fate = (step.verdict, step.through, [one.path for one in step.deciders], step.because)
    return (*place, *fate)


def _key(flow: Flow) -> tuple[str, ...]:
    return (flow.environment, flow.name, flow.endpoint or "", flow.subnet or "")


class _Laws:
    """The laws that bind flows and their steps."""

    def __init__(self, places: Places, catalog: Catalog) -> None:
        self._places = places
        self._catalog = catalog

    def check(self, flows: Flows) -> None:
        """Raise unless every environment has flows, each once, and they say what they must."""
        wanted = self._places.subjects("environment")
        given = ({one.id for one in flows.environments}, {flow.environment for flow in flows.flows})
        for wrong in (wanted ^ found for found in given):
            if wrong:
                raise InternalError(f"the flows are not those of the environments: {', '.join(sorted(wrong))}")
        for key, times in Counter(map(_key, flows.flows)).items():
            if times > 1:
                raise InternalError(f"there are {times} flows {' '.join(key)}")
        for flow in flows.flows:
            self._check_flow(flow)

    def _check_flow(self, flow: Flow) -> None:
        if not flow.steps:
            _broken(flow, "has no steps")
        for step in flow.steps:
            self._check_step(flow, step)
        if flow.verdict != worst(flow.steps):
            _broken(flow, f"has the verdict {flow.verdict}, and {worst(flow.steps)} by its steps")

    def _check_step(self, flow: Flow, step: Step) -> None:
        if step.rule is not None and step.rule not in self._catalog.rules:
            _broken(flow, f"is judged by {step.rule}, which is not in the catalog")
        if step.verdict == "stopped" and not step.deciders:
            _broken(flow, f"is stopped by nothing ({step.rule})")
        if (step.verdict == "undecided") != bool(step.because):
            _broken(flow, f"has the verdict {step.verdict} for want of {len(step.because)} facts ({step.rule})")
        if (step.verdict == "not_judged" and step.rule is not None) != (step.reason is not None):
            _broken(flow, f"has the verdict {step.verdict} for the reason {step.reason} ({step.rule})")
        for path in (*step.through, *(one.path for one in step.deciders), *step.because):
            if wrong := self._places.fault(path):
                _broken(flow, f"names {'/'.join(path)}: {wrong}")


def _broken(flow: Flow, text: str) -> NoReturn:
    about = " ".join(part for part in (flow.name, flow.endpoint, flow.subnet) if part)
    raise InternalError(f"the flow {about} of {flow.environment} {text}; this is a bug of mwaa-policy or of its bundle")
