"""Makes the calls to one region with one identity, and records what they answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any

from mwaa_policy.collector.calls import Answer, Call, make
from mwaa_policy.collector.failures import hint_for
from mwaa_policy.collector.identities import Identity
from mwaa_policy.collector.recording import Recording, is_failure
from mwaa_policy.collector.records import Failure, Progress, Report
from mwaa_policy.sources.boto3.operations import Operation

_AT_ONCE = 8
# It is of no use to a dump, and nobody needs a permission for it.
_CALLER = Operation("sts", "get_caller_identity", ("Account",))


class Asker:
    """Asks one region. Its answers are recorded in the order of the calls, whichever comes first."""

    def __init__(self, identity: Identity, region: str, *, also: frozenset[str], report: Report | None) -> None:
        self.region = region
        self.where = identity.where(region)
        self.recording = Recording(also=also)
        self.failures: list[Failure] = []
        self.calls: Counter[str] = Counter()
        self.retries = 0
        self._identity = identity
        self._report = report
        self._clients: dict[str, Any] = {}
        self._lock = Lock()
        self._begun = 0

    def ask(self, calls: Iterable[Call], *, tentative: bool = False) -> list[Answer]:
        """Make calls that do not hang on each other, at once, and return their answers.

        Args:
            calls: The calls.
            tentative: Whether a failure is no loss yet: who calls decides about it.
        """
        pool = ThreadPoolExecutor(max_workers=_AT_ONCE)
        try:
            answers = list(pool.map(self._make, calls))
        finally:
            # Who interrupts does not want to wait for what is under way.
            pool.shutdown(wait=False, cancel_futures=True)
        for answer in answers:
            self._count(answer)
            self.recording.add(answer)
            if answer.error and not tentative:
                self.fail(answer)
        return answers

    def fail(self, answer: Answer) -> None:
        """Record the failure of a call."""
        self.recording.fail(answer)
        if is_failure(answer):
            self._note(answer)

    def account(self) -> str:
        """Return the account that asks; an empty text, and a failure, when nobody tells."""
        answer = self._make(Call(operation=_CALLER))
        self._count(answer)
        if answer.error:
            self._note(answer)
            return ""
        return str(answer.pages[0]["Account"])

    def tell(self, call: str | None) -> None:
        """Tell whoever wants to know what is going on."""
        if self._report is not None:
            self._report(Progress(where=self.where, call=call, calls=self._begun))

    def _count(self, answer: Answer) -> None:
        self.calls[answer.call.operation.title] += answer.calls
        self.retries += answer.retries

    def _note(self, answer: Answer) -> None:
        operation, code = answer.call.operation, answer.error or ""
        hint = hint_for(code, operation.permission)
        self.failures.append(
            Failure(where=self.where, call=operation.title, about=answer.call.about, code=code, hint=hint)
        )

    def _make(self, call: Call) -> Answer:
        with self._lock:
            self._begun += 1
            self.tell(call.operation.title)
        return make(partial(self._client, call.operation.service), call)

    def _client(self, service: str) -> Any:  # noqa: ANN401 - boto3 has no types
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self._identity.client(service, self.region)
            return self._clients[service]
