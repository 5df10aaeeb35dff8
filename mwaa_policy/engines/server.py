"""The engine that is an OPA server, or a fleet of them behind one address."""

from __future__ import annotations

import os
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mwaa_policy.engines._address import parse_address
from mwaa_policy.engines._answers import bundles_of, other_revision, undefined, version_of
from mwaa_policy.engines._engine import EngineInfo
from mwaa_policy.engines._networks import decide
from mwaa_policy.errors import UsageError

if TYPE_CHECKING:
    from mwaa_policy.catalog import Catalog
    from mwaa_policy.decision import Decision
    from mwaa_policy.engines._transport import Transport
    from mwaa_policy.flow_decision import Flows
    from mwaa_policy.model import Inventory

DEFAULT_TIMEOUT = 10.0
TOKEN_VARIABLE = "MWAA_POLICY_OPA_TOKEN"  # noqa: S105 - the name of a variable
CA_VARIABLE = "MWAA_POLICY_OPA_CA"
_DECISION, _FLOWS = "mwaa.main", "mwaa.flows"
_RULE = "report"


class OpaServerEngine:
    """Evaluates the policies in a running OPA that holds the bundle of this release.

    Nothing of the environment but the two variables counts: neither proxies nor `.netrc`.
    """

    def __init__(
        self,
        url: str,
        *,
        catalog: Catalog,
        timeout: float = DEFAULT_TIMEOUT,
        token: str | None = None,
        ca_file: str | None = None,
    ) -> None:
        """Describe an engine; nothing is sent before the first evaluation.

        Args:
            url: scheme, host and port of the server.
            catalog: the rules that the server should hold, and their revision.
            timeout: seconds that the server has for one network.
            token: bearer token; otherwise the variable MWAA_POLICY_OPA_TOKEN.
            ca_file: file of the authorities that may have signed the server's certificate;
                otherwise the variable MWAA_POLICY_OPA_CA, otherwise the usual ones.

        Raises:
            UsageError: the URL is not the address of a server, or the file is not there.
        """
        self._address = parse_address(url)
        self._catalog = catalog
        self._timeout = timeout
        self._token = token or os.environ.get(TOKEN_VARIABLE) or None
        self._ca_file = ca_file or os.environ.get(CA_VARIABLE) or None
        if self._ca_file and not Path(self._ca_file).is_file():
            raise UsageError(f"{CA_VARIABLE}: there is no file {self._ca_file}")
        self._local = threading.local()
        self._version: str | None = None

    @property
    def info(self) -> EngineInfo:
        """Which engine this is; asks the server, unless it has answered already.

        Raises:
            EngineError: the server does not answer, or holds other policies.
        """
        if self._version is None:
            self._query(_DECISION, {})
        return EngineInfo(name=str(self._address), version=self._version or "unknown", revision=self._catalog.revision)

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

    def _ask(self, package: str, network: Inventory) -> Any:  # noqa: ANN401 - a JSON value that nobody has checked yet
        return self._query(package, network.model_dump(mode="json"))

    def _query(self, package: str, document: dict[str, Any]) -> Any:  # noqa: ANN401 - likewise
        transport = self._transport()
        answer = transport.query(package, _RULE, document)
        bundles = bundles_of(answer)
        if "result" not in answer:
            raise undefined(self._address, bundles=bundles, active=transport.bundles_active())
        if self._catalog.revision not in bundles.values():
            raise other_revision(self._address, bundles=bundles, expected=self._catalog.revision)
        self._version = version_of(answer)
        return answer["result"]

    def _transport(self) -> Transport:
        """Return the connection of this thread: a session of requests is not made for several."""
        found: Transport | None = getattr(self._local, "transport", None)
        if found is None:
            from mwaa_policy.engines._transport import Transport  # noqa: PLC0415 - costs start-up

            found = Transport(self._address, timeout=self._timeout, token=self._token, ca_file=self._ca_file)
            self._local.transport = found
        return found
