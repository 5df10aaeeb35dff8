"""The cases of the rules: an inventory each, and what the rule should say about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonpatch
import yaml

from mwaa_policy.catalog import load_catalog
from mwaa_policy.document import read_document
from mwaa_policy.model import Inventory
from mwaa_policy.sources import cloudformation
from mwaa_policy.sources._options import Options
from tests.fixtures.networks import NETWORKS
from tests.fixtures.rename import closed, from_document, to_document

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = frozenset({"verdicts", "findings", "undecided", "not_applicable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case of a rule, as its `cases.yaml` tells it."""

    rule: str
    """Id of the rule."""
    case: Mapping[str, Any]
    """The case as written."""

    def __str__(self) -> str:
        return f"{self.rule}: {self.case['name']}"

    @property
    def inventory(self) -> Inventory:
        """The facts that the rule is given."""
        match self.case["source"]:
            case "inventory":
                return closed(from_document(patched(_network(self.case["network"]), self.case["patch"])))
            case "cloudformation":
                return _from_template(self.case["document"], self.case.get("parameters", {}))
            case other:
                raise ValueError(f"{self}: there is no source {other}")

    def expected(self, kind: str) -> Any:
        """Return what the case expects of verdicts, findings, undecided or not_applicable."""
        return self.case.get(kind, {} if kind == "verdicts" else [])


@cache
def load_cases() -> tuple[Case, ...]:
    """Return the cases of all rules of the catalog, in the order of rules."""
    found = []
    for rule, spec in load_catalog().rules.items():
        path = ROOT / "policies" / "mwaa" / "rules" / spec.package.rpartition(".")[2] / "cases.yaml"
        cases = yaml.safe_load(path.read_text()) if path.exists() else None
        found += [Case(rule=rule, case=case) for case in cases or ()]
    return tuple(found)


@cache
def _network(name: str) -> Inventory:
    return NETWORKS[name]()


def _from_template(text: str, parameters: Mapping[str, Any]) -> Inventory:
    document = read_document(text, name="template.yaml")
    options = Options(parameters={name: str(value) for name, value in parameters.items()})
    return cloudformation.normalize([document], options).inventory


def patched(inventory: Inventory, operations: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an inventory's document after RFC 6902 operations.

    In a pointer, the segment `@x` names the item of a list whose id or key is `x`, or that is
    the text `x`.
    """
    document = to_document(inventory)
    for operation in operations:
        places = {name: resolved(document, value) for name, value in operation.items() if name in {"path", "from"}}
        document = jsonpatch.apply_patch(document, [{**operation, **places}], in_place=True)
    return document


def resolved(document: Any, pointer: str) -> str:
    """Return an RFC 6901 pointer in which items are numbers, for one in which they may be names."""
    place, segments = document, []
    for segment in pointer.split("/")[1:]:
        name = segment.replace("~1", "/").replace("~0", "~")
        step: Any = name
        if isinstance(place, list) and name.startswith("@"):
            step = next((index for index, item in enumerate(place) if name[1:] in _names(item)), None)
            if step is None:
                raise ValueError(f"{pointer}: there is no item {name[1:]}")
        elif isinstance(place, list) and name.isdecimal():
            step = int(name)
        segments.append(str(step) if isinstance(place, list) else segment)
        place = _child(place, step)
    return "".join(f"/{segment}" for segment in segments)


def _names(item: Any) -> Iterator[str]:
    if isinstance(item, dict):
        yield from (item[name] for name in ("id", "key") if name in item)
    else:
        yield item


def _child(place: Any, step: Any) -> Any:
    """Return what lies a step further, nothing where the last step of an addition leads."""
    if isinstance(place, dict):
        return place.get(step)
    return place[step] if isinstance(place, list) and isinstance(step, int) and step < len(place) else None
