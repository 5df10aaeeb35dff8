"""The facts of an inventory by their paths, under names that hold for every source."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from mwaa_policy import Inventory


def facts_of(inventory: Inventory, name: Callable[[str], str]) -> dict[str, Any]:
    """Return the facts of an inventory by path, where `name` gives what a text is called in every source."""
    return dict(_flat(_named(json.loads(inventory.to_json()), name)))


def _named(value: Any, name: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: _named(one, name) for key, one in value.items()}
    if isinstance(value, list):
        return [_named(one, name) for one in value]
    return name(value) if isinstance(value, str) else value


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    match value:
        case {"items": [{}, *_] as items, "complete": complete}:
            yield f"{path}/complete", complete
            for item in items:
                name = item.get("id") or item.get("key") or item["text"]
                yield from _flat(item, f"{path}/{name}")
        case {}:
            for key, one in value.items():
                yield from _flat(one, f"{path}/{key}".strip("/"))
        case [*items]:
            yield path, sorted(items, key=str)
        case _:
            yield path, value
