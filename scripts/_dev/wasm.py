"""What a policy compiled to Wasm asks of its host."""

from __future__ import annotations

import json
from typing import Any

import wasmtime

_SEGMENT = 65536


def foreign_builtins(module: bytes) -> frozenset[str]:
    """Return the builtins that a compiled policy lacks, and calls in its host instead."""
    engine = wasmtime.Engine()
    store, compiled = wasmtime.Store(engine), wasmtime.Module(engine, module)
    [needs] = [one.type for one in compiled.imports if isinstance(one.type, wasmtime.MemoryType)]
    # OPA declares what its runtime takes; the constants of the policy come on top.
    first = needs.limits.min + len(module) // _SEGMENT + 1
    memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(first, None)))
    linker = wasmtime.Linker(engine)
    linker.define(store, "env", "memory", memory)
    linker.define_unknown_imports_as_traps(compiled)
    exports: Any = linker.instantiate(store, compiled).exports(store)
    address = exports["opa_json_dump"](store, exports["builtins"](store))
    text, _, _ = memory.read(store, address, memory.data_len(store)).partition(b"\0")
    return frozenset(json.loads(bytes(text)))
