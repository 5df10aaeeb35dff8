"""What every engine is: the seam between the library and an implementation of Rego."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mwaa_policy.frozen import Frozen

if TYPE_CHECKING:
    from mwaa_policy.decision import Decision
    from mwaa_policy.flow_decision import Flows
    from mwaa_policy.model import Inventory


class EngineInfo(Frozen):
    """Which engine answers, and by which policies."""

    name: str
    """`wasm`, or the address of an OPA server."""
    version: str
    """Version of OPA's Wasm ABI, or of the OPA server."""
    revision: str
    """Revision of the bundle that is evaluated."""


class Engine(Protocol):
    """Evaluates the policies. Safe to share between threads."""

    @property
    def info(self) -> EngineInfo:
        """Which engine this is."""

    def evaluate(self, inventory: Inventory) -> Decision:
        """Return the decision on every network that holds an environment.

        Raises:
            EngineError: there is no answer, and why.
            InternalError: the answer breaks a law of the Decision.
        """

    def flows(self, inventory: Inventory) -> Flows:
        """Return the flows that every environment requires, with the steps on their way.

        Raises:
            EngineError: there is no answer, and why.
            InternalError: the answer breaks a law of flows.
        """
