"""Finds the objects of one part that are those of another under other ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from mwaa_policy.model import Environment, Inventory
from mwaa_policy.provenance import Path
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources.joining.merge import tells

T = TypeVar("T")


def same_environments(first: Inventory, second: Inventory) -> dict[str, str]:
    """Return the environments of the second that the first has by name, as ids of the second to ids of the first.

    A name is unique in an account and a region; environments of two accounts are two.
    """
    named = {one.name: one for one in first.environments.items if tells(one.name)}
    pairs = ((other, named.get(other.name)) for other in second.environments.items)
    return {other.id: one.id for other, one in pairs if one is not None and _of_one_account(one, other)}


def _of_one_account(one: Environment, other: Environment) -> bool:
    return one.account_id == other.account_id or not (tells(one.account_id) and tells(other.account_id))


def renamed(part: Normalized, names: Mapping[str, str]) -> Normalized:
    """Return a part whose environments have other ids."""
    if all(old == new for old, new in names.items()):
        return part
    inventory, provenance = part.inventory, part.provenance
    environments = [_with(one, "id", names) for one in inventory.environments.items]
    endpoints = [_with(one, "environment_id", names) for one in inventory.vpc_endpoints.items]
    return replace(
        part,
        inventory=inventory.model_copy(
            update={
                "environments": inventory.environments.model_copy(update={"items": tuple(environments)}),
                "vpc_endpoints": inventory.vpc_endpoints.model_copy(update={"items": tuple(endpoints)}),
            }
        ),
        provenance=replace(
            provenance,
            origins=_moved(provenance.origins, names),
            assumed=_moved(provenance.assumed, names),
            missing=_moved(provenance.missing, names),
            candidates=_moved(provenance.candidates, names),
        ),
    )


def _with(record: Any, attribute: str, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - of either collection
    value = getattr(record, attribute)
    return record.model_copy(update={attribute: names[value]}) if value in names else record


def _moved(facts: Mapping[Path, T], names: Mapping[str, str]) -> dict[Path, T]:
    def moved(path: Path) -> Path:
        is_renamed = path[0] == "environments" and path[1:2] and path[1] in names
        return (path[0], names[path[1]], *path[2:]) if is_renamed else path

    return {moved(path): value for path, value in facts.items()}
