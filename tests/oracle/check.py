"""Checks what the policies say of a generated network, and writes a disagreement as the case of a rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jsonpatch
import yaml

from mwaa_policy.decision import Decision
from mwaa_policy.engines import Engine
from mwaa_policy.model import Inventory
from tests.fixtures.networks import NETWORKS
from tests.fixtures.rename import to_document
from tests.oracle.compare import Disagreement, disagreements, unsound
from tests.oracle.strategies import FAMILIES, networks
from tests.oracle.unknowns import Doubt, doubts

if TYPE_CHECKING:
    from hypothesis import strategies as st


@dataclass(frozen=True, slots=True, repr=False)
class Generated:
    """What was generated: a network, or one that is partly known."""

    value: Inventory | Doubt

    def __repr__(self) -> str:
        """Return a few words: a disagreement tells the network as a case, and shorter."""
        return "<the network of the case>"

    @property
    def network(self) -> Inventory:
        """The network, as far as it is known."""
        return self.value.known if isinstance(self.value, Doubt) else self.value


SUBJECTS: dict[str, st.SearchStrategy[Generated]] = {
    **{family: networks(family).map(Generated) for family in FAMILIES},
    **{f"{family}?": doubts(networks(family)).map(Generated) for family in FAMILIES},
}
"""What is generated, by name; of those with a question mark, something is not known."""


class DisagreementError(AssertionError):
    """The policies and the oracle disagree; its text ends with the case."""

    def __init__(self, network: Inventory, found: Iterable[Disagreement]) -> None:
        self.found = list(found)
        lines = [f"# {one}" for one in self.found]
        super().__init__("\n".join([*lines, as_case(network, self.found)]))


def check(engine: Engine, generated: Generated) -> Decision:
    """Return the decision on a network, or on one that is partly known.

    Raises:
        DisagreementError: it is not what the oracle says.
    """
    decision, drawn = engine.evaluate(generated.network), generated.value
    found = list(_unsound(decision, drawn) if isinstance(drawn, Doubt) else disagreements(decision, drawn))
    if found:
        raise DisagreementError(generated.network, found)
    return decision


def _unsound(decision: Decision, drawn: Doubt) -> Iterator[Disagreement]:
    return (one for possible in drawn.possible for one in unsound(decision, possible))


def as_case(network: Inventory, found: list[Disagreement]) -> str:
    """Return a network as a case for the `cases.yaml` of the first rule that is wrong about it."""
    first = found[0]
    wrong = [one for one in found if one.rule == first.rule]
    base, patch = _patch(network)
    case = {
        "name": f"{first.rule}: describe what is wrong here",
        "source": "inventory",
        "network": base,
        "patch": patch,
        "verdicts": {one.subject: one.oracle.partition(" ")[0] for one in wrong},
    }
    return yaml.safe_dump([case], sort_keys=False, width=200, default_flow_style=None)


def _patch(network: Inventory) -> tuple[str, list[dict[str, Any]]]:
    """Return the clean network that is nearest, by name, and how to get from there."""
    patches = {
        name: list(jsonpatch.make_patch(to_document(clean()), to_document(network))) for name, clean in NETWORKS.items()
    }
    name = min(patches, key=lambda one: len(json.dumps(patches[one])))
    return name, patches[name]
