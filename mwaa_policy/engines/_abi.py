"""OPA's Wasm ABI, version 1.2 and later, over wasmtime.

A policy is compiled once (`CompiledPolicy`) and run in instances of its own memory
(`PolicyInstance`), which serve one thread each. In an instance the static data is parsed once;
what an evaluation allocates lies behind it and is forgotten by the next. See
https://www.openpolicyagent.org/docs/wasm, "ABI".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from mwaa_policy.engines._compile import compiled
from mwaa_policy.engines._exit import leave_to_the_system
from mwaa_policy.engines._watchdog import TICKS, Watchdog
from mwaa_policy.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import wasmtime

PAGE = 65536
_ALIGN = 8
_ADDRESS = 0xFFFF_FFFF
_OUT_OF_MEMORY = "opa_malloc: failed"
# What the policy imports is written in Wasm too. A callback into Python would pass through
# tables of wasmtime's Python package that all threads share and no lock guards.
_HOST = b"""(module
  (global $message (export "message") (mut i32) (i32.const 0))
  (func (export "opa_abort") (param i32) (global.set $message (local.get 0)) (unreachable))
  (func (export "opa_println") (param i32)))"""


class CompiledPolicy:
    """A policy as native code, shared by all threads."""

    def __init__(self, source: bytes, *, seconds: float, memory_mib: int) -> None:
        """Compile a policy, or take its native code from the cache.

        Raises:
            EngineError: the source is not a Wasm module, or this machine cannot run Wasm.
        """
        wasmtime = _wasmtime()
        config = wasmtime.Config()
        config.epoch_interruption = True
        try:
            self.engine = wasmtime.Engine(config)
            self.module = compiled(self.engine, source)
            self.host = compiled(self.engine, _HOST)
        except wasmtime.WasmtimeError as error:
            raise EngineError(f"policy.wasm is not a Wasm module: {_cause(error)}") from error
        self.memory_mib = memory_mib
        self._source_size = len(source)
        self.watchdog = Watchdog(self.engine.increment_epoch, seconds=seconds)
        for part in (self.engine, self.module, self.host):
            leave_to_the_system(part)

    def memory(self, store: wasmtime.Store) -> wasmtime.Memory:
        """Return a memory in which the policy starts, and that may grow up to the limit."""
        import wasmtime  # noqa: PLC0415 - costs start-up

        wanted = (one.type for one in self.module.imports if one.name == "memory")
        declared = next((one.limits.min for one in wanted if isinstance(one, wasmtime.MemoryType)), 0)
        # What OPA declares is enough for its runtime, not for the constants of the policy, which
        # it appends; these are a part of the source.
        first = declared + -(-self._source_size // PAGE)
        most = max(first, self.memory_mib * (1024 * 1024 // PAGE))
        return wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(first, most)))


class PolicyInstance:
    """A policy in a memory of its own, for one thread at a time.

    After an `EngineError` the memory is in disorder: take another instance.
    """

    def __init__(self, policy: CompiledPolicy, data: bytes) -> None:
        """Make an instance and give it the static data.

        Raises:
            EngineError: the policy has another ABI or needs builtins of a host, or the data is not JSON.
        """
        wasmtime = _wasmtime()
        self._policy = policy
        self._store = wasmtime.Store(policy.engine)
        leave_to_the_system(self._store)
        self._store.set_epoch_deadline(TICKS + 1)
        try:
            self._memory = policy.memory(self._store)
            self._host = wasmtime.Instance(self._store, policy.host, []).exports(self._store)
            self._exports = self._instantiate()
        except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
            raise EngineError(f"the policy cannot be loaded: {_cause(error)}") from error
        self.abi_version = self._abi_version()
        self._eval = self._function("opa_eval")
        self._entrypoints = self._find_entrypoints()
        self._data = self._parse(data)
        self._base = _aligned(self._call("opa_heap_ptr_get"))

    @property
    def memory_size(self) -> int:
        """How many bytes the instance takes."""
        return self._memory.data_len(self._store)

    def evaluate(self, document: bytes, *, entrypoint: str) -> bytes:
        """Return the result set, as JSON, of an entrypoint on an input document.

        Raises:
            EngineError: there is no such entrypoint, the evaluation takes too long or too much memory, or
                the policy gives up.
        """
        wasmtime = _wasmtime()
        number = self._entrypoint(entrypoint)
        heap = _aligned(self._base + len(document))
        self._store.set_epoch_deadline(TICKS + 1)
        try:
            # The ABI's fast path writes the input itself: the memory must be there before.
            self._write(self._base, document)
            with self._policy.watchdog:
                arguments = (0, number, self._data, self._base, len(document), heap, 0)
                address = self._eval(self._store, *arguments)
        except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
            raise self._failure(error) from error
        return self._text(address)

    def _instantiate(self) -> Mapping[str, Any]:
        import wasmtime  # noqa: PLC0415 - costs start-up

        linker = wasmtime.Linker(self._policy.engine)
        linker.define(self._store, "env", "memory", self._memory)
        for name in ("opa_abort", "opa_println"):
            linker.define(self._store, "env", name, self._host[name])
        # What is left are the builtins of the host, of which our policies need none.
        linker.define_unknown_imports_as_traps(self._policy.module)
        return linker.instantiate(self._store, self._policy.module).exports(self._store)

    def _abi_version(self) -> str:
        names = ("opa_wasm_abi_version", "opa_wasm_abi_minor_version")
        found = [self._exports.get(name) for name in names]
        major, minor = (one.value(self._store) if one else 0 for one in found)
        if (major, minor) < (1, 2) or major > 1:
            raise EngineError(f"the policy has version {major}.{minor} of OPA's Wasm ABI; 1.2 or later is wanted")
        return f"{major}.{minor}"

    def _find_entrypoints(self) -> dict[str, int]:
        from pydantic_core import from_json  # noqa: PLC0415 - costs start-up

        if builtins := from_json(self._text(self._call("opa_json_dump", self._call("builtins")))):
            raise EngineError(
                f"the policy needs builtin functions that Wasm does not have: {', '.join(sorted(builtins))}"
            )
        found: dict[str, int] = from_json(self._text(self._call("opa_json_dump", self._call("entrypoints"))))
        return found

    def _entrypoint(self, name: str) -> int:
        known = self._entrypoints
        if name not in known:
            raise EngineError(f"the policy has no entrypoint {name}; it has {', '.join(sorted(known)) or 'none'}")
        return known[name]

    def _parse(self, data: bytes) -> int:
        address = self._call("opa_malloc", len(data))
        self._write(address, data)
        parsed = self._call("opa_json_parse", address, len(data))
        if parsed == 0:
            raise EngineError("the policy's data.json is not JSON")
        return parsed

    def _function(self, name: str) -> wasmtime.Func:
        return cast("wasmtime.Func", self._exports[name])

    def _call(self, name: str, *arguments: int) -> int:
        wasmtime = _wasmtime()
        try:
            return cast("int", self._function(name)(self._store, *arguments)) & _ADDRESS
        except (wasmtime.WasmtimeError, wasmtime.Trap) as error:
            raise self._failure(error) from error

    def _write(self, address: int, content: bytes) -> None:
        missing = address + len(content) - self.memory_size
        if missing > 0:
            try:
                self._memory.grow(self._store, -(-missing // PAGE))
            except _wasmtime().WasmtimeError as error:
                raise self._too_large() from error
        if content:
            view = memoryview(self._memory.get_buffer_ptr(self._store, len(content), address))
            view.cast("B")[:] = content

    def _text(self, address: int) -> bytes:
        """Return the text at an address, which ends with a zero byte."""
        address &= _ADDRESS
        parts: list[bytes] = []
        while part := self._memory.read(self._store, address, address + PAGE):
            text, zero, _ = part.partition(b"\0")
            parts.append(bytes(text))
            if zero:
                return b"".join(parts)
            address += PAGE
        raise EngineError("the policy's answer has no end")

    def _failure(self, error: Exception) -> EngineError:
        import wasmtime  # noqa: PLC0415 - costs start-up

        if isinstance(error, wasmtime.Trap) and error.trap_code is wasmtime.TrapCode.INTERRUPT:
            return EngineError(f"the evaluation took longer than {self._policy.watchdog.seconds:g} s and was ended")
        address = cast("wasmtime.Global", self._host["message"]).value(self._store)
        message = self._text(address).decode(errors="replace") if address else ""
        if message == _OUT_OF_MEMORY:
            return self._too_large()
        return EngineError(f"the policy gave up: {message or _cause(error)}")

    def _too_large(self) -> EngineError:
        return EngineError(f"the evaluation needs more than {self._policy.memory_mib} MiB of memory and was ended")


def _aligned(address: int) -> int:
    return -(-address // _ALIGN) * _ALIGN


def _cause(error: Exception) -> str:
    """Return the last line of what wasmtime says: the cause, below the trace of the module."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if lines else type(error).__name__


def _wasmtime() -> Any:  # noqa: ANN401 - the module
    try:
        import wasmtime  # noqa: PLC0415 - costs start-up
    except (ImportError, OSError, RuntimeError) as error:
        raise EngineError(f"wasmtime does not run on this machine: {error}") from error
    return wasmtime
