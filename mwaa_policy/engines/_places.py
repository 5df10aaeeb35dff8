"""The subjects that an inventory has, and the paths that lead into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mwaa_policy.model import COLLECTIONS, Context, Params

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from mwaa_policy.model import Inventory, Record

_SHORTEST = 2


class Places:
    """An inventory, as the laws of the Decision look at it."""

    def __init__(self, inventory: Inventory) -> None:
        self._records: dict[str, dict[str, Record]] = {}
        for name in COLLECTIONS:
            items: tuple[Any, ...] = getattr(inventory, name).items
            self._records[name] = {record.id: record for record in items}
        self._subnets = {
            subnet for environment in inventory.environments.items for subnet in environment.subnet_ids.items
        }

    def subjects(self, kind: str) -> AbstractSet[str]:
        """Return the ids of what rules of this kind judge.

        `subnet` means the subnets of environments; every other kind means all records of it.
        """
        return self._subnets if kind == "subnet" else self._records[f"{kind}s"].keys()

    def fault(self, path: tuple[str, ...]) -> str:
        """Return what is wrong with a path, or an empty text when it leads into the inventory."""
        if len(path) < _SHORTEST:
            return "it is too short to lead to a fact"
        first, second, *rest = path
        singles: dict[str, type[Record]] = {"context": Context, "params": Params}
        if first in singles:
            return "" if second in singles[first].model_fields else f"{first} has no attribute {second}"
        if first not in self._records:
            return f"there is no collection {first}"
        record = self._records[first].get(second)
        if record is None:
            return f"{first} has no record {second}"
        if rest and rest[0] not in type(record).model_fields:
            return f"records of {first} have no attribute {rest[0]}"
        return ""
