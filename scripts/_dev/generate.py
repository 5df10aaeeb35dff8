"""Every file of the repository that is made from others."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from _dev import native, pages, rego, schemas, wasm
from _dev.environment import ROOT, SetupError
from mwaa_policy.bundle.build import Bundle, build_bundle
from mwaa_policy.catalog import Catalog, RuleSpec, parse_catalog
from mwaa_policy.errors import MwaaPolicyError

_RULES = ["data", "mwaa", "rules"]


class Tree:
    """A checkout; or a folder with a copy of `policies/`, to which somebody adds a rule."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.policies = root / "policies"

    @cached_property
    def bundle(self) -> Bundle:
        """The bundle of the policies."""
        return build_bundle(self.policies)

    @cached_property
    def catalog_content(self) -> dict[str, Any]:
        """The catalog of the bundle, as JSON."""
        annotations = rego.inspect(self.bundle.archive)["annotations"]
        rules = [_rule(found) for found in annotations if _is_rule(found)]
        return {"revision": self.bundle.revision, "rules": sorted(rules, key=lambda rule: str(rule["id"]))}

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog of the bundle."""
        return parse_catalog(self.catalog_content)

    def cases(self, spec: RuleSpec) -> list[dict[str, Any]]:
        """Return the cases of a rule."""
        path = self.rule_folder(spec) / "cases.yaml"
        return (yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None) or []

    def rule_folder(self, spec: RuleSpec) -> Path:
        """Return the directory of a rule."""
        return self.policies.joinpath(*spec.package.split("."))


def main(arguments: list[str]) -> int:
    """Write the generated files; with `--check` compare them, with `--root DIR` take another tree."""
    check = "--check" in arguments
    root = Path(arguments[arguments.index("--root") + 1]).resolve() if "--root" in arguments else ROOT
    try:
        changed = {path: content for path, content in generated(Tree(root)) if _content(path) != content}
    except (rego.RegoError, SetupError, MwaaPolicyError) as error:
        print(f"scripts/gen: {error}", file=sys.stderr)
        return 1
    for path, content in changed.items():
        print(f"{path.relative_to(root)} {'is out of date: run scripts/gen' if check else 'is written'}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return int(check and bool(changed))


def generated(tree: Tree) -> Iterator[tuple[Path, bytes]]:
    """Yield the path and the content of every generated file of a tree."""
    for name, content in _FILES.items():
        yield tree.root / name, content(tree)
    for spec in tree.catalog.rules.values():
        yield tree.rule_folder(spec) / "README.md", pages.rule_page(spec, tree.cases(spec)).encode()


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _is_rule(found: Mapping[str, Any]) -> bool:
    path = [part["value"] for part in found["path"]]
    return path[: len(_RULES)] == _RULES and found["annotations"].get("scope") == "package"


def _rule(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return one rule of the catalog from the annotations of its package."""
    annotations = found["annotations"]
    described = {
        "package": ".".join(part["value"] for part in found["path"][1:]),
        "references": [resource["ref"] for resource in annotations.get("related_resources", [])],
        **annotations,
        **annotations.get("custom", {}),
    }
    names = [field.name for field in dataclasses.fields(RuleSpec)]
    if missing := [name for name in names if name not in described]:
        raise rego.RegoError(f"{found['location']['file'].lstrip('/')}: its METADATA lacks {', '.join(missing)}")
    return {name: _unwrapped(described[name]) for name in names}


def _unwrapped(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return texts with a line for each paragraph, as who shows them wraps them anew."""
    if isinstance(value, dict):
        return {name: _unwrapped(part) for name, part in value.items()}
    if isinstance(value, str):
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in value.strip().split("\n\n"))
    return value


def _inventory_schema(_: Tree) -> dict[str, Any]:
    from mwaa_policy.model import Inventory  # noqa: PLC0415 - beside its only use

    return schemas.json_schema(Inventory)


def _nullable_attributes(_: Tree) -> bytes:
    """Return the names of the attributes that may be unknown, for the lint rule that guards them."""
    from mwaa_policy.model import Inventory  # noqa: PLC0415 - beside its only use

    names = "".join(f'\t"{name}",\n' for name in schemas.nullable_attributes(Inventory))
    return (
        "# METADATA\n# description: Generated by scripts/gen from the model.\npackage custom.regal.model\n\n"
        f"# METADATA\n# description: Attributes that may be null.\nnullable := {{\n{names}}}\n"
    ).encode()


def _report_schema(_: Tree) -> dict[str, Any]:
    from mwaa_policy.report.schema import report_schema  # noqa: PLC0415 - beside its only use

    return report_schema()


def _flows_schema(_: Tree) -> dict[str, Any]:
    from mwaa_policy.report.schema import flows_schema  # noqa: PLC0415 - beside its only use

    return flows_schema()


def _networks(_: Tree) -> dict[str, Any]:
    """Return the clean networks of the Python tests, from which those of the policies start."""
    from tests.fixtures.networks import NETWORKS  # noqa: PLC0415 - beside its only use

    return {"networks": {name: json.loads(network().to_json()) for name, network in NETWORKS.items()}}


def _wasm(tree: Tree) -> bytes:
    built = rego.build_wasm(tree.bundle.archive)
    if foreign := wasm.foreign_builtins(built):
        raise rego.RegoError(f"Wasm has no {', '.join(sorted(foreign))}: rules do without (CONTRIBUTING.md tells how)")
    return built


def _json(content: Callable[[Tree], Any]) -> Callable[[Tree], bytes]:
    return lambda tree: json.dumps(content(tree), indent=2, ensure_ascii=False).encode() + b"\n"


_FILES: Mapping[str, Callable[[Tree], bytes]] = {
    ".regal/rules/custom/regal/model/model.rego": _nullable_attributes,
    "policies/capabilities.json": _json(lambda _: native.portable_capabilities()),
    "policies/schemas/inventory.json": _json(_inventory_schema),
    "policies/mwaa/fixture/data.json": _json(_networks),
    "docs/schemas/decision.json": _json(lambda _: schemas.decision_schema()),
    "docs/schemas/report.json": _json(_report_schema),
    "docs/schemas/flows.json": _json(_flows_schema),
    "bundles/mwaa-policy.tar.gz": lambda tree: tree.bundle.archive,
    "bundles/data.json": _json(lambda tree: tree.bundle.data),
    "bundles/policy.wasm": _wasm,
    "mwaa_policy/catalog.json": _json(lambda tree: tree.catalog_content),
    "docs/rules.md": lambda tree: pages.index_page(tree.catalog).encode(),
}
