"""What becomes of flows in every branch of a template whose conditions hang on parameters without a value.

What is known leaves open what hangs on them. Each branch tells its flows. What becomes of one in all
branches is its verdict; where they differ, it is undecided for want of the parameter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from mwaa_policy.flow_decision import FATES, STAGES
from mwaa_policy.report.branches import agreed, decisive, told_of
from mwaa_policy.report.flow_records import BranchFate, EnvironmentFlows, Flow, FlowReport, Step
from mwaa_policy.report.flows import rank_of
from mwaa_policy.report.inputs import fact

if TYPE_CHECKING:
    from collections.abc import Hashable

    from mwaa_policy.flow_decision import Fate
    from mwaa_policy.provenance import Provenance
    from mwaa_policy.report.records import MissingFact
    from mwaa_policy.sources._forks import Branch, Fork

    _Rank: TypeAlias = tuple[int, str, str, str]
    _Ways: TypeAlias = Sequence[tuple[Branch, Flow]]

_T = TypeVar("_T")
_HIDDEN = ("environments",)
"""What hangs on a parameter in the first place: how the environments are."""


def with_flow_branches(
    base: FlowReport,
    branches: Sequence[tuple[Branch, FlowReport]],
    forks: Iterable[Fork],
    provenance: Provenance,
) -> FlowReport:
    """Return the report on what becomes of flows whatever the parameters are.

    Args:
        base: What is known while they are open.
        branches: The flows in each way in which they may turn out.
        forks: The parameters.
        provenance: Where they are declared.
    """
    taken = [one for one in forks if one.name in branches[0][0].values]
    merge = _Merge({one.name: fact(_HIDDEN, one.cause, provenance) for one in taken})
    found: dict[str, list[tuple[Branch, EnvironmentFlows]]] = {}
    for branch, report in branches:
        for one in report.environments:
            found.setdefault(one.id, []).append((branch, one))
    return replace(
        base,
        environments=tuple(merge.environment(identity, found[identity]) for identity in sorted(found)),
        unjudged=base.unjudged if any(report.unjudged for _, report in branches) else None,
        branches=told_of(taken),
    )


class _Merge:
    """Merges what branches tell of one thing."""

    def __init__(self, because: Mapping[str, MissingFact]) -> None:
        self._because = because

    def environment(self, identity: str, ways: Sequence[tuple[Branch, EnvironmentFlows]]) -> EnvironmentFlows:
        """Return the flows of an environment in the branches in which it exists."""
        flows: dict[tuple[_Rank, str, int | None], list[tuple[Branch, Flow]]] = {}
        for branch, one in ways:
            for flow in one.flows:
                flows.setdefault((rank_of(flow), flow.protocol, flow.port), []).append((branch, flow))
        return EnvironmentFlows(
            id=identity,
            routing=agreed([one.routing for _, one in ways]) or "indeterminate",
            region=agreed([one.region for _, one in ways]),
            account=agreed([one.account for _, one in ways]),
            flows=tuple(
                self._flow(same, [branch for branch, _ in ways])
                for _, same in sorted(flows.items(), key=lambda one: one[0][0])
            ),
        )

    def _flow(self, ways: _Ways, branches: Sequence[Branch]) -> Flow:
        """Return a flow: where a branch does not have it, nothing is stopped."""
        first = ways[0][1]
        if len(ways) == len(branches) and all(flow == first for _, flow in ways):
            return first
        told_in = {str(branch): flow.verdict for branch, flow in ways}
        outcomes = [(branch, told_in.get(str(branch))) for branch in branches]
        verdicts = {verdict or "passes" for _, verdict in outcomes}
        names = decisive(outcomes)
        by_values = {str(branch.only(names)): verdict for branch, verdict in outcomes}
        told = tuple(BranchFate(when=when, verdict=verdict) for when, verdict in by_values.items())
        return replace(
            first,
            verdict=first.verdict if len(verdicts) == 1 else "undecided",
            steps=tuple(self._steps(ways, branches)),
            outcomes=told if len(verdicts) > 1 else (),
        )

    def _steps(self, ways: _Ways, branches: Sequence[Branch]) -> Iterable[Step]:
        steps: dict[Hashable, list[tuple[Branch, Step]]] = {}
        for branch, flow in ways:
            for step in flow.steps:
                steps.setdefault((step.stage, step.rule, step.subnet, step.peer), []).append((branch, step))
        merged = [self._step(same, branches) for same in steps.values()]
        return sorted(merged, key=lambda step: STAGES.index(step.stage))

    def _step(self, same: Sequence[tuple[Branch, Step]], branches: Sequence[Branch]) -> Step:
        """Return a step; one that lets nothing through in some of the branches alone is undecided."""
        worst = max((step for _, step in same), key=lambda step: -FATES.index(step.verdict))
        fates: dict[str, Fate] = {str(branch): "passes" for branch in branches}
        for branch, step in same:
            fates[str(branch)] = min(fates[str(branch)], step.verdict, key=FATES.index)
        alike = [step for _, step in same if step.verdict == worst.verdict]
        found = replace(
            worst,
            through=_each(step.through for step in alike),
            deciders=_each(step.deciders for step in alike),
            missing=_each(step.missing for step in alike),
            calls=_each(step.calls for step in alike),
            quiet=all(step.quiet for step in alike),
        )
        if len(set(fates.values())) == 1 or worst.verdict in {"passes", "not_judged"}:
            return found
        names = decisive([(branch, fates[str(branch)]) for branch in branches])
        because = tuple(missing for name, missing in self._because.items() if name in names)
        return replace(found, verdict="undecided", missing=_each([because, found.missing]))


def _each(lists: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    """Return the members of all lists, each once."""
    found: list[_T] = []
    for members in lists:
        found.extend(member for member in members if member not in found)
    return tuple(found)
