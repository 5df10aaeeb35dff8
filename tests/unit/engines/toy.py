"""Toy policies: OPA's Wasm ABI around an evaluation that a test writes by hand."""

from __future__ import annotations

import wasmtime

_TEMPLATE = """(module
  (import "env" "memory" (memory 1))
  (import "env" "opa_abort" (func $abort (param i32)))
  (import "env" "opa_builtin0" (func $builtin (param i32 i32) (result i32)))
  (global (export "opa_wasm_abi_version") i32 (i32.const 1))
  (global (export "opa_wasm_abi_minor_version") i32 (i32.const {minor}))
  (data (i32.const 1024) {builtins})
  (data (i32.const 1536) {entrypoints})
  (data (i32.const 2048) {text})
  (func (export "builtins") (result i32) (i32.const 1024))
  (func (export "entrypoints") (result i32) (i32.const 1536))
  (func (export "opa_json_dump") (param i32) (result i32) (local.get 0))
  (func (export "opa_malloc") (param i32) (result i32) (i32.const 4096))
  (func (export "opa_json_parse") (param i32 i32) (result i32) (i32.const {parsed}))
  (func (export "opa_heap_ptr_get") (result i32) (i32.const 8191))
  (func (export "opa_eval")
    (param $reserved i32) (param $entrypoint i32) (param $data i32)
    (param $input i32) (param $length i32) (param $heap i32) (param $format i32) (result i32)
    {body}))"""

TEXT = 2048
"""Address of the text."""
RETURN_TEXT = "(i32.const 2048)"
ECHO = "(i32.store8 (i32.add (local.get $input) (local.get $length)) (i32.const 0)) (local.get $input)"
FOREVER = "(loop $again (br $again)) (unreachable)"
ABORT = "(call $abort (i32.const 2048)) (i32.const 0)"
TRAP = "(unreachable)"
CALL_BUILTIN = "(call $builtin (i32.const 0) (i32.const 0))"


def toy(  # noqa: PLR0913 - each has its default
    body: str = RETURN_TEXT,
    *,
    text: str = "[]",
    minor: int = 3,
    builtins: str = "{}",
    entrypoints: str = '{"mwaa/main/report": 0}',
    parsed: int = 4096,
) -> bytes:
    """Return a policy whose evaluation is `body`, in the text format of Wasm."""
    quoted = {
        name: _quoted(value) for name, value in (("builtins", builtins), ("entrypoints", entrypoints), ("text", text))
    }
    return bytes(wasmtime.wat2wasm(_TEMPLATE.format(body=body, minor=minor, parsed=parsed, **quoted)))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '\\00"'
