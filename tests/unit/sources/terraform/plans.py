"""Real plans, small plans made by hand, and the ways in which tests look at what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mwaa_policy.document import load_path, read_document
from mwaa_policy.model import Collection, Listing
from mwaa_policy.provenance import Missing
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.terraform import normalize

FIXTURES = Path(__file__).parent / "fixtures"
AWS = {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}}


@cache
def load(*names: str) -> Normalized:
    """Return what became of documents among the fixtures."""
    return normalize([load_path(FIXTURES / name) for name in names], Options())


def read(value: object, *, name: str = "plan.json", options: Options | None = None) -> Normalized:
    """Return what became of one document."""
    return normalize([read_document(json.dumps(value), name=name)], options or Options())


def change(
    address: str,
    known: Mapping[str, Any] | None = None,
    unknown: Sequence[str] | Mapping[str, Any] = ("id",),
    *,
    actions: Sequence[str] = ("create",),
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return an entry of `resource_changes`; an address may lie in modules and have a key."""
    module, _, local = address.rpartition("module.")
    if module or address.startswith("module."):
        name, _, local = local.partition(".")
        module = f"{module}module.{name}"
    else:
        local = address
    mode = "data" if local.startswith("data.") else "managed"
    kind, _, rest = local.removeprefix("data.").partition(".")
    label, _, key = rest.partition("[")
    marks = dict.fromkeys(unknown, True) if not isinstance(unknown, Mapping) else dict(unknown)
    entry: dict[str, Any] = {
        "address": address,
        "mode": mode,
        "type": kind,
        "name": label,
        "change": {
            "actions": list(actions),
            "before": before,
            "after": dict(known or {}),
            "after_unknown": marks,
        },
    }
    if module:
        entry["module_address"] = module
    if key:
        entry["index"] = json.loads(key.removesuffix("]"))
    return entry


def plan(
    changes: Sequence[Mapping[str, Any]],
    blocks: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    calls: Mapping[str, Any] | None = None,
    root: Mapping[str, Any] | None = None,
    **top: Any,
) -> dict[str, Any]:
    """Return a plan with these changes; `blocks` are the expressions of the root module by address."""
    module = {"resources": resources(blocks or {}), "module_calls": calls or {}, **(root or {})}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": list(changes),
        "configuration": {"provider_config": AWS, "root_module": module},
        **top,
    }


def resources(blocks: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return blocks of a configuration; `count` and `for_each` are told from arguments by their names."""
    found = []
    for address, given in blocks.items():
        block: dict[str, Any] = {"address": address, "expressions": {}}
        for name, value in given.items():
            named = not isinstance(value, Mapping) and all(isinstance(one, str) for one in value)
            node = {"references": unwrap(*value)} if named else value
            if name in {"count", "for_each"}:
                block[f"{name}_expression"] = node
            else:
                block["expressions"][name] = node
        found.append(block)
    return found


def unwrap(*references: str) -> list[str]:
    """Return references with their beginnings, as Terraform writes them."""
    found: list[str] = []
    for reference in references:
        found.append(reference)
        while reference.count(".") > 1 or "[" in reference:
            cut = max(reference.rfind("."), reference.rfind("["))
            reference = reference[:cut]  # noqa: PLW2901 - the reference is shortened step by step
            found.append(reference)
    return found


def record(normalized: Normalized, collection: Collection, identity: str) -> Any:
    """Return a record."""
    found = {one.id: one for one in getattr(normalized.inventory, collection).items}
    return found[identity]


def ids(normalized: Normalized, collection: Collection) -> list[str]:
    """Return the ids of a collection."""
    return [one.id for one in getattr(normalized.inventory, collection).items]


def keys(listing: Listing[Any]) -> list[str]:
    """Return the keys of sub-records, or what the list itself holds; an ellipsis when it is not complete."""
    found = [one if isinstance(one, str) else getattr(one, "key", None) or one.text for one in listing.items]
    return sorted(found) + ([] if listing.complete else ["…"])


def cause(normalized: Normalized, *path: str) -> Missing:
    """Return why a fact is missing, said of exactly this fact."""
    return normalized.provenance.missing[path]


def assumed(normalized: Normalized) -> list[str]:
    """Return what was assumed, as keys."""
    return sorted({one.subject for one in normalized.provenance.assumptions()})


def pointer(normalized: Normalized, *path: str) -> str:
    """Return where a fact was read."""
    origin = normalized.provenance.origin(path)
    assert origin is not None
    return origin.pointer


def skipped(normalized: Normalized) -> list[str]:
    """Return what could not be read."""
    return [one.text for one in normalized.provenance.skipped]
