"""The embedded engine: the committed `policy.wasm`, no server and no OPA binary."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from mwaa_policy.engines._engine import EngineInfo
from mwaa_policy.engines._networks import decide
from mwaa_policy.errors import EngineError, UndefinedDecisionError

if TYPE_CHECKING:
    from mwaa_policy.bundle import Artefacts
    from mwaa_policy.catalog import Catalog
    from mwaa_policy.decision import Decision
    from mwaa_policy.engines._abi import CompiledPolicy, PolicyInstance
    from mwaa_policy.flow_decision import Flows
    from mwaa_policy.model import Inventory

DEFAULT_TIMEOUT = 60.0
DEFAULT_MEMORY_MIB = 1024
_DECISION, _FLOWS = "mwaa/main/report", "mwaa/flows/report"
# A memory of Wasm never shrinks: after a large network a thread starts afresh.
_KEEP = 64 * 1024 * 1024


class _Loaded(NamedTuple):
    policy: CompiledPolicy
    data: bytes


class WasmEngine:
    """Evaluates the policies in this process.

    The policy is compiled, or read from the cache, with the first evaluation. Each thread has an
    instance of its own, which it reuses.
    """

    def __init__(
        self,
        artefacts: Artefacts,
        *,
        catalog: Catalog,
        timeout: float = DEFAULT_TIMEOUT,
        memory_mib: int = DEFAULT_MEMORY_MIB,
    ) -> None:
        """Describe an engine.

        Args:
            artefacts: the built policies.
            catalog: the rules that they hold, and their revision.
            timeout: seconds after which the evaluation of a network is ended.
            memory_mib: the most memory that the evaluation of a network may take.
        """
        self._artefacts = artefacts
        self._catalog = catalog
        self._timeout = timeout
        self._memory_mib = memory_mib
        self._lock = threading.Lock()
        self._loaded: _Loaded | None = None
        self._local = threading.local()

    @property
    def info(self) -> EngineInfo:
        """Which engine this is; `version` is the one of OPA's Wasm ABI."""
        return EngineInfo(name="wasm", version=self._instance().abi_version, revision=self._catalog.revision)

    def evaluate(self, inventory: Inventory) -> Decision:
        """Return the decision on every network that holds an environment.

        Raises:
            EngineError: there is no answer, and why.
            InternalError: the answer breaks a law of the Decision.
        """
        return decide(inventory, partial(self._ask, _DECISION), self._catalog)

    def flows(self, inventory: Inventory) -> Flows:
        """Return the flows that every environment requires, with the steps on their way.

        Raises:
            EngineError: there is no answer, and why.
            InternalError: the answer breaks a law of flows.
        """
        from mwaa_policy.engines._flows import trace  # noqa: PLC0415 - asked for rarely

        return trace(inventory, partial(self._ask, _FLOWS), self._catalog)

    def _ask(self, entrypoint: str, network: Inventory) -> Any:  # noqa: ANN401 - a JSON value that nobody has checked
        from pydantic_core import from_json  # noqa: PLC0415 - beside its only use

        document = network.to_json()
        instance = self._instance()
        try:
            text = instance.evaluate(document, entrypoint=entrypoint)
        except EngineError:
            self._local.instance = None
            raise
        if instance.memory_size > _KEEP:
            self._local.instance = None
        results = from_json(text)
        if not results:
            raise UndefinedDecisionError(
                "the policy is undefined on this input: policy.wasm is not that of mwaa-policy"
            )
        return results[0]["result"]

    def _instance(self) -> PolicyInstance:
        """Return the instance of this thread."""
        found: PolicyInstance | None = getattr(self._local, "instance", None)
        if found is None:
            from mwaa_policy.engines._abi import PolicyInstance  # noqa: PLC0415 - costs start-up

            loaded = self._load()
            found = PolicyInstance(loaded.policy, loaded.data)
            self._local.instance = found
        return found

    def _load(self) -> _Loaded:
        from mwaa_policy.engines._abi import CompiledPolicy  # noqa: PLC0415 - costs start-up

        with self._lock:
            if self._loaded is None:
                try:
                    source, data = self._artefacts.policy.read_bytes(), self._artefacts.data.read_bytes()
                except OSError as error:
                    raise EngineError(f"the built policies cannot be read: {error}") from error
                policy = CompiledPolicy(source, seconds=self._timeout, memory_mib=self._memory_mib)
                self._loaded = _Loaded(policy, data)
            return self._loaded
