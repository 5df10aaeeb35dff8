"""The two engines on the built policies, one of each for all tests of a run; and what could not run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mwaa_policy.bundle import locate
from mwaa_policy.engines import Engine, open_engine
from tests.fixtures.opa import NO_OPA, opa_server


@pytest.fixture(scope="session")
def opa_url() -> Iterator[str]:
    """Return the address of a stock OPA that has loaded the bundle."""
    with opa_server("-b", str(locate().bundle)) as url:
        yield url


@pytest.fixture(scope="session")
def server(opa_url: str) -> Engine:
    return open_engine(opa_url, timeout=60)


@pytest.fixture(scope="session")
def wasm() -> Engine:
    return open_engine("wasm")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that were not run for want of OPA: pytest itself counts them by line."""
    skipped = [report.nodeid for report in terminalreporter.getreports("skipped") if NO_OPA in str(report.longrepr)]
    if skipped:
        terminalreporter.section("not run, for want of OPA")
        for name in sorted(skipped):
            terminalreporter.line(name)
