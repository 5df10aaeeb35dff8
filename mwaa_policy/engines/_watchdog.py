"""The clock that ends evaluations which take too long."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

TICKS = 10


class Watchdog:
    """Ticks while something runs: an evaluation may last as long as `TICKS` ticks.

    The ticking thread starts with the first evaluation and ends soon after the last, so an
    engine that is not used costs nothing and is not kept alive.
    """

    def __init__(self, tick: Callable[[], None], *, seconds: float) -> None:
        self.seconds = seconds
        self._tick = tick
        self._lock = threading.Lock()
        self._running = 0
        self._thread: threading.Thread | None = None

    def __enter__(self) -> None:
        with self._lock:
            self._running += 1
            # Threads do not survive a fork, so it is not enough to have started one.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._watch, name="mwaa-policy-watchdog", daemon=True)
                self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._running -= 1

    def _watch(self) -> None:
        idle = False
        while True:
            time.sleep(self.seconds / TICKS)
            with self._lock:
                if idle and not self._running:
                    self._thread = None
                    return
                idle = not self._running
                self._tick()
