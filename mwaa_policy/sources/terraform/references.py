"""Follows the references of expressions through modules to the objects that they name.

A plan keeps no expressions, only the names that they mention. What can be told from names alone is
told; what cannot (local values, one element of an unknown list, a condition) is a `Gap`, or makes
what was found *uncertain*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from mwaa_policy.sources.terraform.addresses import (
    InstanceKey,
    Key,
    ModulePath,
    ModuleStep,
    Step,
    inside,
    longest,
    steps,
)
from mwaa_policy.sources.terraform.facts import expression, is_unknown
from mwaa_policy.sources.terraform.snapshot import DATA, MANAGED, Object, Resource, Snapshot, mapping

_MAX_DEPTH = 48
_OWN = frozenset({"id"})
_SELECTORS = frozenset({"count.index", "each.key"})
_EACH_VALUE = "each.value"
_MANY = 4096
_WHOLE_MODULE = "the expression names a module as a whole"
_CIRCLE = "its references lead in a circle"
_NO_VALUE = "the plan does not hold the value of its expression"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An attribute of a resource; `None` for the resource as a whole."""

    resource: Resource
    attribute: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All instances of a resource that has several: which of them are meant is not told."""

    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Literal:
    """A value that is known."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A name that cannot be followed."""

    subject: str
    """The name, as seen from the root."""
    text: str
    """Why."""


Term = Target | Whole | Literal | Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What the names in an expression lead to, in their order."""

    terms: tuple[Term, ...]
    inferred: bool = False
    """Whether instances were paired by their keys, or an element was picked by its place."""
    mixed: bool = False
    """Whether an element was wanted of something that cannot be taken apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """Where an expression stands: its module, and the block whose `count` or `for_each` it may name."""

    module: ModulePath
    key: InstanceKey
    block: Object
    siblings: int
    """How many instances the block has."""
    depth: int = 0


class Follower:
    """Follows references within one plan."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._configuration = snapshot.configuration
        self._instances: dict[tuple[ModulePath, str, str, str], dict[InstanceKey, Resource]] = {}
        self._keys: dict[tuple[ModulePath, str], set[InstanceKey]] = {}
        self._variables: dict[tuple[ModulePath, str], Joined] = {}
        self._outputs: dict[tuple[ModulePath, str], Joined] = {}
        self._arguments: dict[tuple[Resource, str], Joined] = {}
        for resource in snapshot.resources:
            where = (resource.module, resource.mode, resource.type, resource.name)
            self._instances.setdefault(where, {})[resource.index] = resource
            for depth, (name, key) in enumerate(resource.module):
                self._keys.setdefault((resource.module[:depth], name), set()).add(key)

    def join(self, resource: Resource, *path: str | int) -> Joined | None:
        """Return what the expression of an argument leads to, `None` when it has none."""
        found = expression(resource, *path)
        return None if found is None else self._evaluate(found, self._scope(resource, 0))

    def _scope(self, resource: Resource, depth: int) -> _Scope:
        where = (resource.module, resource.mode, resource.type, resource.name)
        return _Scope(
            module=resource.module,
            key=resource.index,
            block=mapping(resource.block),
            siblings=len(self._instances.get(where, ())),
            depth=depth,
        )

    def _evaluate(self, node: Object, scope: _Scope) -> Joined:
        if scope.depth > _MAX_DEPTH:
            return _gap(inside(scope.module, "configuration"), "its references lead too deep, or in a circle")
        if "constant_value" in node:
            return Joined(terms=(Literal(value=node["constant_value"]),))
        names = longest(node.get("references", ()))
        if not names:
            return _gap(inside(scope.module, "an expression"), "the plan does not hold its value")
        return self._follow_all(names, scope)

    def _follow_all(self, names: list[str], scope: _Scope) -> Joined:
        keys = [name for name in names if name in _SELECTORS]
        values = [name for name in names if name == _EACH_VALUE]
        others = list(dict.fromkeys(name for name in names if name not in _SELECTORS and name != _EACH_VALUE))
        joined = _concatenate([self._follow(steps(name), name, scope) for name in others])
        several = any(isinstance(term, Whole) for term in joined.terms)
        if several and (keys or values):
            return _select(joined, scope.key if keys else self._each_value(scope), scope.siblings)
        if values:
            return _concatenate([joined, self._each(scope)])
        return joined if others else Joined(terms=(Literal(value=scope.key),))

    def _each_value(self, scope: _Scope) -> InstanceKey:
        terms = self._each(scope).terms
        value = terms[0].value if len(terms) == 1 and isinstance(terms[0], Literal) else None
        return value if isinstance(value, str | int) else scope.key

    def _each(self, scope: _Scope) -> Joined:
        """Return what `each.value` is."""
        node = mapping(scope.block.get("for_each_expression"))
        outer = replace(scope, key=None, block={}, siblings=1, depth=scope.depth + 1)
        if not node or scope.key is None:
            return _gap(inside(scope.module, "each.value"), "the plan does not hold the value of for_each")
        return self._apply(self._evaluate(node, outer), (Key(scope.key),), scope)

    def _follow(self, path: tuple[Step, ...], name: str, scope: _Scope) -> Joined:
        head, rest = path[0], path[1:]
        if head == "var" and rest:
            return self._apply(self._variable(scope, str(rest[0])), rest[1:], scope)
        if head == "module" and rest:
            return self._module(path, name, scope)
        if head == "each" and rest:
            return self._apply(self._each(scope), rest[1:], scope)
        if head in {"path", "terraform"}:
            return Joined(terms=(Literal(value=True),))
        if head in {"local", "self"} or len(path) < 2:  # noqa: PLR2004 - a resource has a type and a name
            return _gap(f"{name} in {_place(scope.module)}", "a plan does not hold the values of locals")
        return self._resource(path, name, scope)

    def _variable(self, scope: _Scope, name: str) -> Joined:
        where = (scope.module, name)
        if where not in self._variables:
            self._variables[where] = _gap(inside(scope.module, f"var.{name}"), _CIRCLE)
            self._variables[where] = self._find_variable(scope, name)
        return self._variables[where]

    def _find_variable(self, scope: _Scope, name: str) -> Joined:
        module = mapping(self._configuration and self._configuration.module(scope.module))
        declared = mapping(mapping(module.get("variables")).get(name))
        default = Joined(terms=(Literal(value=declared.get("default")),))
        if not scope.module:
            given = mapping(self._snapshot.variables)
            return Joined(terms=(Literal(value=given[name]),)) if name in given else default
        call = self._configuration.call(scope.module) if self._configuration else None
        node = mapping(mapping(call).get("expressions")).get(name)
        if node is None:
            return default
        outer = _Scope(
            module=scope.module[:-1],
            key=scope.module[-1].key,
            block=mapping(call),
            siblings=len(self._keys.get((scope.module[:-1], scope.module[-1].name), ())),
            depth=scope.depth + 1,
        )
        if not (isinstance(node, dict) and ("constant_value" in node or node.get("references"))):
            return _gap(inside(scope.module, f"var.{name}"), _NO_VALUE)
        return self._evaluate(node, outer)

    def _module(self, path: tuple[Step, ...], name: str, scope: _Scope) -> Joined:
        call, rest = str(path[1]), path[2:]
        keys = self._keys.get((scope.module, call), set())
        wanted = rest[0].value if rest and isinstance(rest[0], Key) else None
        if self._is_counted((*scope.module, ModuleStep(call, wanted))) and wanted not in keys:
            whole = wanted is None and bool(keys)
            return _gap(inside(scope.module, name), _WHOLE_MODULE) if whole else Joined(terms=())
        return self._output(
            (*scope.module, ModuleStep(call, wanted)), rest if wanted is None else rest[1:], name, scope
        )

    def _is_counted(self, module: ModulePath) -> bool:
        """Return whether a module has `count` or `for_each`, and resources by which its instances show."""
        call = mapping(self._configuration and self._configuration.call(module))
        content = mapping(call.get("module"))
        counted = "count_expression" in call or "for_each_expression" in call
        return counted and bool(content.get("resources") or content.get("module_calls"))

    def _output(self, module: ModulePath, path: tuple[Step, ...], name: str, scope: _Scope) -> Joined:
        if not path or isinstance(path[0], Key):
            return _gap(inside(scope.module, name), _WHOLE_MODULE)
        where = (module, path[0])
        if where not in self._outputs:
            self._outputs[where] = _gap(inside(module, f"output.{path[0]}"), _CIRCLE)
            self._outputs[where] = self._find_output(module, path[0], scope)
        return self._apply(self._outputs[where], path[1:], scope)

    def _find_output(self, module: ModulePath, name: str, scope: _Scope) -> Joined:
        found = mapping(self._configuration and self._configuration.module(module))
        node = mapping(mapping(found.get("outputs")).get(name)).get("expression")
        if not isinstance(node, dict) or not ("constant_value" in node or node.get("references")):
            return _gap(inside(module, f"output.{name}"), _NO_VALUE)
        return self._evaluate(node, _Scope(module=module, key=None, block={}, siblings=1, depth=scope.depth + 1))

    def _resource(self, path: tuple[Step, ...], name: str, scope: _Scope) -> Joined:
        mode = DATA if path[0] == "data" else MANAGED
        parts = path[1:] if mode == DATA else path
        kind, label, rest = str(parts[0]), str(parts[1]) if len(parts) > 1 else "", parts[2:]
        instances = self._instances.get((scope.module, mode, kind, label), {})
        if not instances and (why := self._why_absent(scope.module, path, kind, label)):
            return _gap(inside(scope.module, name), why)
        if rest and isinstance(rest[0], Key):
            chosen = instances.get(rest[0].value)
            found: tuple[Term, ...] = () if chosen is None else (Target(resource=chosen),)
            rest = rest[1:]
        else:
            found = _whole(instances)
        return self._apply(Joined(terms=found), rest, scope)

    def _why_absent(self, module: ModulePath, path: tuple[Step, ...], kind: str, label: str) -> str | None:
        """Return why a resource without instances is no proof that there are none."""
        if self._snapshot.partial:
            return f"the plan leaves it out: {self._snapshot.partial}"
        local = f"data.{kind}.{label}" if path[0] == "data" else f"{kind}.{label}"
        block = mapping(self._configuration and self._configuration.block(module, local))
        counted = "count_expression" in block or "for_each_expression" in block
        return None if counted else "it is not in the plan"

    def _apply(self, joined: Joined, path: Iterable[Step], scope: _Scope) -> Joined:
        """Take the attributes and elements of what was found."""
        for step in path:
            joined = self._attribute(joined, step, scope) if isinstance(step, str) else _element(joined, step)
        return joined

    def _attribute(self, joined: Joined, name: str, scope: _Scope) -> Joined:
        return _concatenate([self._attribute_of(term, name, scope) for term in joined.terms], joined)

    def _attribute_of(self, term: Term, name: str, scope: _Scope) -> Joined:
        if isinstance(term, Literal):
            known = isinstance(term.value, Mapping)
            return Joined(terms=(Literal(value=term.value.get(name)),) if known else (term,), mixed=not known)
        if isinstance(term, Whole):
            return _attribute_of_all(term, name)
        if isinstance(term, Gap):
            return Joined(terms=(term,))
        if term.attribute is not None:
            return Joined(terms=(term,))
        if not _has(term.resource, name):
            return Joined(terms=(term,), mixed=True)
        return self._resolve(Target(resource=term.resource, attribute=name), scope)

    def _resolve(self, target: Target, scope: _Scope) -> Joined:
        """Follow an argument that is itself a reference, as `aws_subnet.a.vpc_id`."""
        name = str(target.attribute)
        resource = target.resource
        if name in _OWN or not is_unknown(resource, name):
            return Joined(terms=(target,))
        node = expression(resource, name)
        if node is None or not node.get("references"):
            return Joined(terms=(target,))
        where = (resource, name)
        if where not in self._arguments:
            self._arguments[where] = _gap(f"{resource.address}.{name}", _CIRCLE)
            self._arguments[where] = self._evaluate(node, self._scope(resource, scope.depth + 1))
        return self._arguments[where]


def _place(module: ModulePath) -> str:
    return inside(module, "")[:-1] if module else "the root module"


def _gap(subject: str, text: str) -> Joined:
    return Joined(terms=(Gap(subject=subject, text=text),))


def _concatenate(parts: list[Joined], base: Joined | None = None) -> Joined:
    every = [*parts, base] if base else parts
    terms = tuple(islice((term for part in parts for term in part.terms), _MANY))
    if len(terms) == _MANY:
        return _gap("an expression", "it names too many objects")
    return Joined(
        terms=terms,
        inferred=any(part.inferred for part in every),
        mixed=any(part.mixed for part in every),
    )


def _attribute_of_all(term: Whole, name: str) -> Joined:
    plain = all(target.attribute is None and _has(target.resource, name) for target in term.targets)
    if not plain:
        return Joined(terms=(term,), mixed=any(target.attribute is None for target in term.targets))
    return Joined(terms=(Whole(targets=tuple(replace(target, attribute=name) for target in term.targets)),))


def _select(joined: Joined, wanted: InstanceKey, siblings: int) -> Joined:
    """Pick, of resources named as a whole beside `count.index` or `each.key`, the instance of that key."""
    alone = all(isinstance(term, Whole | Target) for term in joined.terms)
    terms = tuple(
        _pair(term, wanted, siblings=siblings, alone=alone) if isinstance(term, Whole) else term
        for term in joined.terms
    )
    return replace(joined, terms=terms, inferred=True)


def _whole(instances: Mapping[InstanceKey, Resource]) -> tuple[Term, ...]:
    targets = tuple(Target(resource=instances[key]) for key in sorted(instances, key=_order))
    return targets if len(targets) <= 1 else (Whole(targets=targets),)


def _order(key: InstanceKey) -> tuple[int, str]:
    return (key, "") if isinstance(key, int) else (0, str(key))


def _pair(term: Whole, wanted: InstanceKey, *, siblings: int, alone: bool) -> Term:
    """Return the instance that has the key of the one that refers to it; without a sure pair, all of them.

    `element()` starts again at the end of a list. Beside a flag the expression may be a condition
    that takes the first instance for everybody, so that unequal numbers prove nothing then.
    """
    by_key = {target.resource.index: target for target in term.targets}
    number = len(term.targets)
    if wanted in by_key and (alone or wanted == 0 or number == siblings):
        return by_key[wanted]
    if alone and isinstance(wanted, int) and set(by_key) == set(range(number)):
        return by_key[wanted % number]
    return term


def _element(joined: Joined, step: Key) -> Joined:
    """Take an element of what was found, when its place tells which it is."""
    terms, wanted = joined.terms, step.value
    if len(terms) == 1:
        only = _element_of(terms[0], wanted)
        return replace(joined, terms=() if only is None else (only,), inferred=joined.inferred or only != terms[0])
    plain = all(isinstance(term, Target) for term in terms)
    if plain and isinstance(wanted, int) and wanted < len(terms):
        return replace(joined, terms=(terms[wanted],), inferred=True)
    return replace(joined, mixed=True)


def _element_of(term: Term, wanted: str | int) -> Term | None:
    if isinstance(term, Literal):
        value = term.value
        if isinstance(value, dict):
            return Literal(value=value.get(wanted))
        inside_list = isinstance(value, list) and isinstance(wanted, int) and wanted < len(value)
        return Literal(value=value[wanted] if inside_list else None)
    if isinstance(term, Whole):
        by_key = {target.resource.index: target for target in term.targets}
        if isinstance(wanted, int) and wanted not in by_key and wanted < len(term.targets):
            return term.targets[wanted]
        return by_key.get(wanted)
    return term


def _has(resource: Resource, name: str) -> bool:
    marks = resource.unknown if isinstance(resource.unknown, Mapping) else {}
    return name in resource.values or name in marks or name in mapping(resource.expressions)
