"""The embedded engine on the built policies."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from pathlib import Path
from typing import get_args

import pytest

from mwaa_policy.bundle import locate
from mwaa_policy.catalog import load_catalog
from mwaa_policy.engines import Engine
from mwaa_policy.engines.wasm import WasmEngine
from mwaa_policy.errors import EngineError
from mwaa_policy.model import Direction, Inventory, parse_cidr
from mwaa_policy.model.normal import Ports, acl_entry
from tests.fixtures.networks import NETWORKS, private, public
from tests.fixtures.rename import beside, from_document, renamed, to_document


def test_the_engine_tells_abi_and_revision(wasm: Engine) -> None:
    assert (wasm.info.name, wasm.info.revision) == ("wasm", load_catalog().revision)
    assert wasm.info.version.startswith("1.")


@pytest.mark.parametrize("network", NETWORKS)
def test_every_rule_is_evaluated_and_clean_networks_have_no_findings(wasm: Engine, network: str) -> None:
    found = wasm.evaluate(NETWORKS[network]())
    assert found.evaluated == tuple(load_catalog().rules)
    assert [(one.rule, one.at) for one in found.findings] == []
    assert [(one.rule, one.because) for one in found.undecided] == []
    assert [one.routing for one in found.environments] == [network]


def test_threads_share_an_engine() -> None:
    engine = WasmEngine(locate(), catalog=load_catalog())
    networks = [public(), private(), beside(renamed(public(), "a-"), renamed(private(), "b-"))]
    expected = [WasmEngine(locate(), catalog=load_catalog()).evaluate(one) for one in networks]
    wrong: list[object] = []
    barrier = threading.Barrier(8)

    def run(first: int) -> None:
        barrier.wait()
        for turn in range(30):
            which = (first + turn) % len(networks)
            found = engine.evaluate(networks[which])
            if found != expected[which]:
                wrong.append(found)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_threads_that_come_and_go_leave_nothing_behind() -> None:
    engine = WasmEngine(locate(), catalog=load_catalog())
    inventory = private()
    expected = engine.evaluate(inventory)
    found: list[object] = []
    for _ in range(10):
        threads = [threading.Thread(target=lambda: found.append(engine.evaluate(inventory))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [expected] * 40


def test_an_instance_that_is_used_again_remembers_nothing() -> None:
    used = WasmEngine(locate(), catalog=load_catalog())
    large = beside(*(renamed(public(), f"{number}-") for number in range(3)))
    for inventory in (private(), large, public(), private()):
        fresh = WasmEngine(locate(), catalog=load_catalog())
        assert used.evaluate(inventory) == fresh.evaluate(inventory)


def with_entries(count: int) -> Inventory:
    """Return the public network with an ACL of so many entries, none like the other."""
    document = to_document(public())
    (acl,) = (one for one in document["network_acls"]["items"] if one["id"] == "acl")
    acl["entries"]["items"] = [
        acl_entry(
            number=number,
            direction=direction,
            action="allow",
            protocol="6",
            cidr=parse_cidr(f"10.{number}.0.0/16"),
            ports=Ports(number, 60000 + number),
        ).model_dump(mode="json")
        for number in range(1, count + 1)
        for direction in get_args(Direction)
    ]
    return from_document(document)


def test_an_evaluation_that_takes_too_much_memory_is_ended_and_the_next_is_as_usual(wasm: Engine) -> None:
    limited = WasmEngine(locate(), catalog=load_catalog(), memory_mib=4)
    for _ in range(2):
        with pytest.raises(EngineError, match="needs more than 4 MiB of memory"):
            limited.evaluate(with_entries(200))
        assert limited.evaluate(private()) == wasm.evaluate(private())


def test_an_evaluation_that_takes_too_long_is_ended() -> None:
    limited = WasmEngine(locate(), catalog=load_catalog(), timeout=0.002)
    with pytest.raises(EngineError, match=r"took longer than 0\.002 s"):
        limited.evaluate(with_entries(200))


def test_a_large_network_does_not_hold_memory_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = WasmEngine(locate(), catalog=load_catalog())
    monkeypatch.setattr("mwaa_policy.engines.wasm._KEEP", 4 * 1024 * 1024)
    first = engine.evaluate(with_entries(200))
    assert engine._instance().memory_size < 4 * 1024 * 1024  # noqa: SLF001 - what an instance takes is not to be seen
    assert engine.evaluate(with_entries(200)) == first


def test_policies_that_are_missing_are_an_error(tmp_path: Path) -> None:
    nowhere = dataclasses.replace(locate(), policy=tmp_path / "policy.wasm")
    with pytest.raises(EngineError, match=r"the built policies cannot be read: .*policy\.wasm"):
        WasmEngine(nowhere, catalog=load_catalog()).evaluate(public())


def test_another_module_is_no_policy(tmp_path: Path) -> None:
    other = tmp_path / "policy.wasm"
    other.write_bytes(b"\0asm\1\0\0\0")
    with pytest.raises(EngineError, match="ABI"):
        WasmEngine(dataclasses.replace(locate(), policy=other), catalog=load_catalog()).evaluate(public())


@pytest.mark.parametrize(
    "daemon",
    ["", "threading.Thread(target=lambda: [engine.evaluate(network) for _ in range(999)], daemon=True).start()"],
)
def test_a_program_that_keeps_an_engine_ends_quietly(daemon: str) -> None:
    program = f"""
import threading
from mwaa_policy.engines import open_engine
from tests.fixtures.networks import public

engine, network = open_engine("wasm"), public()
engine.evaluate(network)
engine.itself = engine
{daemon}
"""
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (found.stdout, found.stderr) == ("", "")
