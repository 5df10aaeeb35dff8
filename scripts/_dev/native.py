"""Which builtins the policies may use: those that every OPA since 0.59 has, and that Wasm has too.

Those that OPA-Wasm lacks are asked of the host, where a failure is silently undefined. Which
ones these are is found out by compiling a policy that calls them all.
"""

from __future__ import annotations

import json
from typing import Any

from _dev import rego, wasm
from mwaa_policy.bundle.build import pack

OLDEST_OPA = "v0.59.0"
"""The first OPA that understands `import rego.v1`."""
# Without this feature, OPA 1 reads no Rego of version 1, whatever the policy needs.
_PARSER = "rego_v1"
# Parts of the language, which are compiled away.
_LANGUAGE = frozenset({"assign", "eq"})
# Those of print are for tests; those of the metadata answer in Wasm only after a rewrite by the compiler.
_NEVER = frozenset({"internal.print", "print", "rego.metadata.chain", "rego.metadata.rule", "trace"})


def portable_capabilities() -> dict[str, Any]:
    """Return the capabilities to which `opa check` holds the policies."""
    oldest = rego.capabilities(OLDEST_OPA)
    old_names = {builtin["name"] for builtin in oldest["builtins"]}
    wanted = [
        builtin
        for builtin in rego.capabilities()["builtins"]
        if builtin["name"] in old_names - _NEVER
        and not builtin.get("deprecated")
        and not builtin.get("nondeterministic")
    ]
    foreign = _asked_of_the_host(wanted)
    return {
        "builtins": [_signature(builtin) for builtin in wanted if builtin["name"] not in foreign],
        "future_keywords": oldest["future_keywords"],
        "features": sorted({*oldest["features"], _PARSER}),
    }


def _signature(builtin: dict[str, Any]) -> dict[str, Any]:
    return {name: builtin[name] for name in ("name", "decl", "infix", "relation") if name in builtin}


def _asked_of_the_host(builtins: list[dict[str, Any]]) -> frozenset[str]:
    called = [builtin for builtin in builtins if builtin["name"] not in _LANGUAGE]
    calls = "".join(_call(index, builtin) for index, builtin in enumerate(called))
    files = {
        ".manifest": json.dumps({"roots": ["probe"], "rego_version": 1}).encode(),
        "probe/probe.rego": f"package probe\n\n{calls}".encode(),
    }
    return wasm.foreign_builtins(rego.build_wasm(pack(files), ["probe/called"]))


def _call(index: int, builtin: dict[str, Any]) -> str:
    arguments = ", ".join(f"input.a{i}" for i, _ in enumerate(builtin["decl"].get("args", [])))
    return f"called[{index}] := {builtin['name']}({arguments})\n\n"
