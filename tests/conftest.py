"""The two engines on the built policies, one of each for all tests of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mwaa_policy.bundle import locate
from mwaa_policy.engines import Engine, open_engine
from tests.fixtures.opa import opa_server


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
