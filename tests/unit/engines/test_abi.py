"""The binding of OPA's Wasm ABI, against policies that misbehave in one way each."""

from __future__ import annotations

import threading
import time

import pytest

from mwaa_policy.engines._abi import PAGE, CompiledPolicy, PolicyInstance
from mwaa_policy.errors import EngineError
from tests.unit.engines import toy

ENTRYPOINT = "mwaa/main/report"


def instance(source: bytes, *, seconds: float = 30, memory_mib: int = 16, data: bytes = b"{}") -> PolicyInstance:
    return PolicyInstance(CompiledPolicy(source, seconds=seconds, memory_mib=memory_mib), data)


def test_an_answer_is_the_text_that_the_policy_returns() -> None:
    found = instance(toy.toy(text='[{"result": 1}]'))
    assert found.evaluate(b"{}", entrypoint=ENTRYPOINT) == b'[{"result": 1}]'
    assert found.abi_version == "1.3"


@pytest.mark.parametrize("size", [0, 1, 7, 8, PAGE - 1, PAGE, 3 * PAGE + 5, 2 * 1024 * 1024])
def test_memory_grows_before_the_input_is_written(size: int) -> None:
    found = instance(toy.toy(toy.ECHO))
    document = bytes(97 + index % 23 for index in range(size))
    assert found.evaluate(document, entrypoint=ENTRYPOINT) == document
    assert found.evaluate(b"[]", entrypoint=ENTRYPOINT) == b"[]"
    assert found.evaluate(document, entrypoint=ENTRYPOINT) == document


def test_an_evaluation_without_end_is_ended() -> None:
    found = instance(toy.toy(toy.FOREVER), seconds=0.2)
    before = time.monotonic()
    with pytest.raises(EngineError, match=r"longer than 0\.2 s"):
        found.evaluate(b"{}", entrypoint=ENTRYPOINT)
    assert time.monotonic() - before < 5


def test_a_short_evaluation_is_not_ended_by_the_clock_of_another() -> None:
    policy = CompiledPolicy(toy.toy(toy.FOREVER), seconds=0.4, memory_mib=16)
    endless = PolicyInstance(policy, b"{}")
    ended: list[str] = []

    def run() -> None:
        try:
            endless.evaluate(b"{}", entrypoint=ENTRYPOINT)
        except EngineError as error:
            ended.append(str(error))

    thread = threading.Thread(target=run)
    thread.start()
    late = PolicyInstance(policy, b"{}")
    thread.join(5)
    before = time.monotonic()
    with pytest.raises(EngineError):
        late.evaluate(b"{}", entrypoint=ENTRYPOINT)
    assert len(ended) == 1
    assert time.monotonic() - before >= 0.4


def test_the_message_of_an_abort_is_in_the_error() -> None:
    with pytest.raises(EngineError, match="the policy gave up: object key conflict"):
        instance(toy.toy(toy.ABORT, text="object key conflict")).evaluate(b"{}", entrypoint=ENTRYPOINT)


def test_an_allocation_that_fails_is_a_matter_of_memory() -> None:
    with pytest.raises(EngineError, match="more than 16 MiB"):
        instance(toy.toy(toy.ABORT, text="opa_malloc: failed")).evaluate(b"{}", entrypoint=ENTRYPOINT)


def test_an_input_larger_than_the_limit_is_refused() -> None:
    with pytest.raises(EngineError, match="more than 1 MiB"):
        instance(toy.toy(toy.ECHO), memory_mib=1).evaluate(b"x" * (2 * 1024 * 1024), entrypoint=ENTRYPOINT)


def test_a_trap_is_an_error() -> None:
    with pytest.raises(EngineError, match=r"the policy gave up: .*unreachable"):
        instance(toy.toy(toy.TRAP)).evaluate(b"{}", entrypoint=ENTRYPOINT)


def test_a_builtin_of_the_host_is_an_error_and_not_undefined() -> None:
    with pytest.raises(EngineError, match="opa_builtin0"):
        instance(toy.toy(toy.CALL_BUILTIN)).evaluate(b"{}", entrypoint=ENTRYPOINT)


@pytest.mark.parametrize(
    ("source", "data", "message"),
    [
        (toy.toy(builtins='{"sprintf": 1, "json.patch": 2}'), b"{}", "json.patch, sprintf"),
        (toy.toy(minor=1), b"{}", r"version 1\.1 of OPA's Wasm ABI"),
        (toy.toy(parsed=0), b"{", r"data\.json is not JSON"),
        (b"\0asm\1\0\0\0", b"{}", r"version 0\.0 of OPA's Wasm ABI"),
    ],
    ids=["builtins", "old ABI", "data", "not OPA's"],
)
def test_a_foreign_policy_is_refused(source: bytes, data: bytes, message: str) -> None:
    with pytest.raises(EngineError, match=message):
        instance(source, data=data)


@pytest.mark.parametrize(
    ("entrypoints", "message"),
    [('{"other/report": 0}', "no entrypoint mwaa/main/report; it has other/report"), ("{}", "it has none")],
)
def test_an_entrypoint_that_is_not_there(entrypoints: str, message: str) -> None:
    found = instance(toy.toy(entrypoints=entrypoints))
    with pytest.raises(EngineError, match=message):
        found.evaluate(b"{}", entrypoint=ENTRYPOINT)


def test_a_policy_may_have_several_entrypoints() -> None:
    found = instance(toy.toy(toy.ECHO, entrypoints='{"mwaa/main/report": 0, "mwaa/flows/report": 1}'))
    assert found.evaluate(b"[1]", entrypoint="mwaa/flows/report") == b"[1]"
    assert found.evaluate(b"[2]", entrypoint=ENTRYPOINT) == b"[2]"


@pytest.mark.parametrize("source", [b"", b"PK\3\4", b"\0asm", toy.toy()[:-9]])
def test_what_is_no_module_is_refused(source: bytes) -> None:
    with pytest.raises(EngineError, match=r"policy\.wasm is not a Wasm module"):
        CompiledPolicy(source, seconds=1, memory_mib=1)
