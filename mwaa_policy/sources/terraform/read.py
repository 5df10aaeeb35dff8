"""Reads plans and states into snapshots."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mwaa_policy.document import Document, join_pointer
from mwaa_policy.errors import InputError
from mwaa_policy.sources.terraform.addresses import InstanceKey, ModulePath, bracketed, inside, module_path
from mwaa_policy.sources.terraform.configuration import Configuration
from mwaa_policy.sources.terraform.recognize import RAW_VERSION, newer_minor, require_shape
from mwaa_policy.sources.terraform.snapshot import (
    DATA,
    MANAGED,
    Object,
    Resource,
    Snapshot,
    local_address,
    mapping,
    sequence,
)

_GONE = frozenset({"delete", "forget"})


def read_snapshot(document: Document) -> Snapshot:
    """Return what a document holds.

    Raises:
        InputError: it is not a plan or state, or one of a newer format.
    """
    readers: dict[str, Callable[[Document, Object], Snapshot]] = {
        "plan": _read_plan,
        "state": _read_state,
        "raw-state": _read_raw_state,
    }
    return readers[require_shape(document)](document, mapping(document.value()))


def _read_plan(document: Document, value: Object) -> Snapshot:
    newer = newer_minor(document, value.get("format_version"))
    configuration = value.get("configuration")
    found = Configuration(configuration) if isinstance(configuration, dict) else None
    changes = value.get("resource_changes")
    if isinstance(changes, list):
        present = list(_changed(document, changes, found))
    else:
        root = mapping(mapping(value.get("planned_values")).get("root_module"))
        present = list(_tree(document, root, ("planned_values", "root_module"), found, known=False))
    seen = {resource.address for resource in present}
    prior = mapping(mapping(mapping(value.get("prior_state")).get("values")).get("root_module"))
    facts = _tree(document, prior, ("prior_state", "values", "root_module"), found, known=True)
    read = [resource for resource in facts if resource.mode == DATA and resource.address not in seen]
    variables = mapping(value.get("variables"))
    return Snapshot(
        document=document,
        kind="terraform-plan",
        resources=(*present, *read),
        former=tuple(_former(document, sequence(changes))),
        configuration=found,
        variables={name: mapping(given).get("value") for name, given in variables.items()},
        partial=_why_partial(value),
        newer=newer,
    )


def _why_partial(plan: Object) -> str | None:
    if plan.get("errored") is True:
        return "planning it failed (errored: true)"
    if plan.get("deferred_changes"):
        return "it defers changes to a later plan (deferred_changes)"
    if plan.get("complete") is False:
        return "it does not cover the whole configuration (complete: false), as with -target"
    return None


def _changed(document: Document, changes: list[Any], configuration: Configuration | None) -> Iterator[Resource]:
    for number, entry in enumerate(changes):
        if not isinstance(entry, dict):
            raise _malformed(document, ("resource_changes", number))
        change = mapping(entry.get("change"))
        actions = tuple(str(action) for action in sequence(change.get("actions")))
        gone = not actions or set(actions) <= _GONE
        if gone or entry.get("deposed") or not isinstance(change.get("after"), dict):
            continue
        yield _resource(
            document,
            entry,
            module=module_path(entry.get("module_address")),
            configuration=configuration,
            actions=actions,
            values=change["after"],
            unknown=mapping(change.get("after_unknown")),
            pointer=("resource_changes", number),
            parts=("change", "after"),
        )


def _former(document: Document, changes: Any) -> Iterator[Resource]:  # noqa: ANN401 - foreign value
    for number, entry in enumerate(changes):
        if not isinstance(entry, dict):
            raise _malformed(document, ("resource_changes", number))
        change = mapping(entry.get("change"))
        actions = tuple(str(action) for action in sequence(change.get("actions")))
        if entry.get("mode") != MANAGED or not set(actions) & {"delete", "update"}:
            continue
        yield _resource(
            document,
            entry,
            module=module_path(entry.get("module_address")),
            configuration=None,
            actions=actions,
            values=mapping(change.get("before")),
            unknown={},
            pointer=("resource_changes", number),
            parts=("change", "before"),
        )


def _malformed(document: Document, at: tuple[str | int, ...]) -> InputError:
    pointer = join_pointer(at)
    place = document.locate(pointer)
    return InputError(
        "this is not an object, as Terraform writes it",
        document=document.name,
        pointer=pointer,
        line=place.line,
        column=place.column,
        hint="give the output of terraform show -json unchanged",
    )


def _tree(
    document: Document, module: Object, at: tuple[str | int, ...], configuration: Configuration | None, *, known: bool
) -> Iterator[Resource]:
    """Yield the resources of a module and of those within it; `known` tells whether absent means unset."""
    waiting = [(module, at)]
    while waiting:
        here, pointer = waiting.pop()
        for number, entry in enumerate(sequence(here.get("resources"))):
            if not isinstance(entry, dict):
                raise _malformed(document, (*pointer, "resources", number))
            if not entry.get("deposed_key"):
                yield _resource(
                    document,
                    entry,
                    module=module_path(entry.get("address")),
                    configuration=configuration,
                    actions=(),
                    values=mapping(entry.get("values")),
                    unknown={} if known else None,
                    pointer=(*pointer, "resources", number),
                    parts=("values",),
                )
        children = sequence(here.get("child_modules"))
        waiting.extend((mapping(child), (*pointer, "child_modules", number)) for number, child in enumerate(children))


def _resource(  # noqa: PLR0913 - the parts of a resource
    document: Document,
    entry: Object,
    *,
    module: ModulePath,
    configuration: Configuration | None,
    actions: tuple[str, ...],
    values: Object,
    unknown: Object | None,
    pointer: tuple[str | int, ...],
    parts: tuple[str, ...],
) -> Resource:
    mode, kind, name = str(entry.get("mode", MANAGED)), str(entry.get("type", "")), str(entry.get("name", ""))
    local = local_address(mode, kind, name)
    block = None if configuration is None else configuration.block(module, local)
    provider = None if block is None else block.get("provider_config_key")
    where = join_pointer(pointer)
    return Resource(
        address=str(entry.get("address", local)),
        module=module,
        mode=mode,
        type=kind,
        name=name,
        index=_key(entry.get("index")),
        actions=actions,
        values=values,
        unknown=unknown,
        block=block,
        provider=str(provider) if provider is not None else None,
        document=document.name,
        pointer=where,
        values_pointer=where + join_pointer(parts),
        unknown_pointer=f"{where}/change/after_unknown" if parts[-1] == "after" else None,
    )


def _key(value: object) -> InstanceKey:
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def _read_state(document: Document, value: Object) -> Snapshot:
    newer = newer_minor(document, value.get("format_version"))
    root = mapping(mapping(value.get("values")).get("root_module"))
    resources = tuple(_tree(document, root, ("values", "root_module"), None, known=True))
    return Snapshot(document=document, kind="terraform-state", resources=resources, newer=newer)


def _read_raw_state(document: Document, value: Object) -> Snapshot:
    version = value.get("version")
    if version != RAW_VERSION:
        raise InputError(
            f"this is a state file of version {version}, and only version {RAW_VERSION} is known here",
            document=document.name,
            pointer="/version",
            line=document.locate("/version").line,
            hint="give what `terraform show -json` prints",
        )
    resources = tuple(_raw_instances(document, value))
    return Snapshot(document=document, kind="terraform-state", resources=resources)


def _raw_instances(document: Document, value: Object) -> Iterator[Resource]:
    for number, entry in enumerate(sequence(value.get("resources"))):
        if not isinstance(entry, dict):
            raise _malformed(document, ("resources", number))
        for place, instance in enumerate(sequence(entry.get("instances"))):
            if isinstance(instance, dict) and not instance.get("deposed"):
                yield _raw_instance(document, entry, instance, ("resources", number, "instances", place))


def _raw_instance(document: Document, resource: Object, instance: Object, pointer: tuple[str | int, ...]) -> Resource:
    module = module_path(resource.get("module"))
    key = _key(instance.get("index_key"))
    mode = str(resource.get("mode", MANAGED))
    prefix = "data." if mode == DATA else ""
    local = f"{prefix}{resource.get('type')}.{resource.get('name')}{bracketed(key)}"
    entry = {**resource, "address": inside(module, local), "index": key}
    return _resource(
        document,
        entry,
        module=module,
        configuration=None,
        actions=(),
        values=mapping(instance.get("attributes")),
        unknown={},
        pointer=pointer,
        parts=("attributes",),
    )
