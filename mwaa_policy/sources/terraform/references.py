"""Follows the references of expressions through modules to the objects that they name.

A plan keeps no expressions, only the names that they mention. What can be told from names alone is
told; what cannot (one element of an unknown list, a condition) is a `Gap`, or makes what was found
uncertain. Nor does it keep locals: where the `.tf` files define one, what hangs on it is worked out
from how it is written there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mwaa_policy.sources.terraform.addresses import (
    InstanceKey,
    Key,
    ModulePath,
    ModuleStep,
    Step,
    inside,
    longest,
    place_of,
    steps,
)
from mwaa_policy.sources.terraform.facts import expression, is_unknown
from mwaa_policy.sources.terraform.scope import Scope
from mwaa_policy.sources.terraform.snapshot import DATA, MANAGED, Object, Resource, Snapshot, dotted, mapping, sequence
from mwaa_policy.sources.terraform.terms import (
    Gap,
    Joined,
    Literal,
    Target,
    Term,
    Whole,
    attribute_of_all,
    concatenate,
    element,
    gap,
    has,
    select,
    whole,
)
from mwaa_policy.sources.terraform.words import APPLIED, OF_FILES

if TYPE_CHECKING:
    from mwaa_policy.sources.terraform.files import Files

_MAX_DEPTH = 48
_OWN = frozenset({"id"})
_SELECTORS = frozenset({"count.index", "each.key"})
_EACH_VALUE = "each.value"
_WHOLE_MODULE = "the expression names a module as a whole"
_CIRCLE = "its references lead in a circle"
_CONTRARY = "the .tf files tell its value, which the plan does not know"
_NO_LOCALS = "a plan does not hold the values of locals"
_NO_VALUE = "the plan does not hold the value of its expression"


class Follower:
    """Follows references within one plan."""

    def __init__(self, snapshot: Snapshot, files: Files | None = None) -> None:
        self._snapshot = snapshot
        self._configuration = snapshot.configuration
        self._instances: dict[tuple[ModulePath, str, str, str], dict[InstanceKey, Resource]] = {}
        self._keys: dict[tuple[ModulePath, str], set[InstanceKey]] = {}
        self._variables: dict[tuple[ModulePath, str], Joined] = {}
        self._outputs: dict[tuple[ModulePath, str], Joined] = {}
        self._joined: dict[tuple[Resource, tuple[str | int, ...]], Joined | None] = {}
        self._arguments: dict[tuple[Resource, str], Joined] = {}
        self._written = None
        if files is not None and self._configuration is not None:
            from mwaa_policy.sources.terraform.written import Written  # noqa: PLC0415 - most runs have no files

            self._written = Written(self, snapshot, files)
        for resource in snapshot.resources:
            where = (resource.module, resource.mode, resource.type, resource.name)
            self._instances.setdefault(where, {})[resource.index] = resource
            for depth, (name, key) in enumerate(resource.module):
                self._keys.setdefault((resource.module[:depth], name), set()).add(key)

    def join(self, resource: Resource, *path: str | int) -> Joined | None:
        """Return what the expression of an argument leads to, `None` when it has none."""
        where = (resource, path)
        if where not in self._joined:
            found = expression(resource, *path)
            joined = None if found is None else self._evaluate(found, self._scope(resource, 0), *path)
            contrary = joined is not None and joined.written and is_unknown(resource, *path) and _is_told(joined)
            self._joined[where] = gap(f"{resource.address}.{dotted(path)}", _CONTRARY) if contrary else joined
        return self._joined[where]

    @property
    def follows_locals(self) -> bool:
        """Whether a local was followed to its definition."""
        return self._written is not None and self._written.used

    def _scope(self, resource: Resource, depth: int) -> Scope:
        where = (resource.module, resource.mode, resource.type, resource.name)
        return Scope(
            module=resource.module,
            key=resource.index,
            block=mapping(resource.block),
            local=resource.local,
            siblings=len(self._instances.get(where, ())),
            depth=depth,
        )

    def _evaluate(self, node: Object, scope: Scope, *path: str | int) -> Joined:
        """Return what an argument of the block leads to, as it is written if a local is followed for it."""
        joined = self._by_names(node, scope)
        if not joined.written:
            return joined
        exact = self._written.argument(scope, path) if self._written else None
        # Names do not tell which members of a local are taken.
        return exact or replace(joined, mixed=joined.mixed or len(joined.terms) > 1)

    def _by_names(self, node: Object, scope: Scope) -> Joined:
        if scope.depth > _MAX_DEPTH:
            return gap(inside(scope.module, "configuration"), "its references lead too deep, or in a circle")
        if "constant_value" in node:
            return Joined(terms=(Literal(value=node["constant_value"]),))
        names = longest(sequence(node.get("references")))
        if not names:
            return gap(inside(scope.module, "an expression"), "the plan does not hold its value")
        return self._follow_all(names, scope)

    def _follow_all(self, names: list[str], scope: Scope) -> Joined:
        keys = [name for name in names if name in _SELECTORS]
        values = [name for name in names if name == _EACH_VALUE]
        others = list(dict.fromkeys(name for name in names if name not in _SELECTORS and name != _EACH_VALUE))
        joined = concatenate([self._follow(steps(name), name, scope) for name in others])
        several = any(isinstance(term, Whole) for term in joined.terms)
        if several and (keys or values):
            return select(joined, scope.key if keys else self._each_value(scope), scope.siblings)
        if values:
            return concatenate([joined, self._each(scope)])
        return joined if others else Joined(terms=(Literal(value=scope.key),))

    def _each_value(self, scope: Scope) -> InstanceKey:
        terms = self._each(scope).terms
        value = terms[0].value if len(terms) == 1 and isinstance(terms[0], Literal) else None
        return value if isinstance(value, str | int) else scope.key

    def _each(self, scope: Scope) -> Joined:
        """Return what `each.value` is."""
        node = mapping(scope.block.get("for_each_expression"))
        outer = replace(scope, key=None, block={}, siblings=1, depth=scope.depth + 1)
        if not node or scope.key is None:
            return gap(inside(scope.module, "each.value"), "the plan does not hold the value of for_each")
        joined = self._evaluate(node, outer, "for_each")
        exact = self._written.each_value(scope) if self._written and joined.written else None
        return exact or self.apply(joined, (Key(scope.key),), scope)

    def _follow(self, path: tuple[Step, ...], name: str, scope: Scope) -> Joined:
        head, rest = path[0] if path else "", path[1:]
        if head in {"path", "terraform"}:
            return Joined(terms=(Literal(value=True),))
        if head in {"local", "self"}:
            return self._local(path, name, scope)
        if not rest:
            return gap(inside(scope.module, name), _NO_VALUE)
        if head == "var":
            return self._of_variable(path, scope)
        if head == "each":
            return self.apply(self._each(scope), rest[1:], scope)
        return self._module(path, name, scope) if head == "module" else self._resource(path, name, scope)

    def _local(self, path: tuple[Step, ...], name: str, scope: Scope) -> Joined:
        found = self._written.local(path, scope) if self._written and path[0] == "local" else None
        if found is not None:
            return found
        why = self._written.why_not(scope.module) if self._written else ""
        beside = path[0] == "local" and self._configuration and self._configuration.is_beside(scope.module)
        return gap(f"{name} in {place_of(scope.module)}", why or _NO_LOCALS, OF_FILES if beside else APPLIED)

    def _of_variable(self, path: tuple[Step, ...], scope: Scope) -> Joined:
        found = self.variable(scope, str(path[1]))
        exact = self._written.variable(path, scope) if self._written and found.written else None
        return exact or self.apply(found, path[2:], scope)

    def variable(self, scope: Scope, name: str) -> Joined:
        """Return what a variable of a module leads to."""
        where = (scope.module, name)
        if where not in self._variables:
            self._variables[where] = gap(inside(scope.module, f"var.{name}"), _CIRCLE)
            self._variables[where] = self._find_variable(scope, name)
        return self._variables[where]

    def _find_variable(self, scope: Scope, name: str) -> Joined:
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
        if not (isinstance(node, dict) and ("constant_value" in node or node.get("references"))):
            return gap(inside(scope.module, f"var.{name}"), _NO_VALUE)
        return self._evaluate(node, self.caller(scope), name)

    def caller(self, scope: Scope) -> Scope:
        """Return the scope of the block that calls the module of a scope."""
        *around, (name, key) = scope.module
        path = tuple(around)
        call = self._configuration.call(scope.module) if self._configuration else None
        return Scope(
            module=path,
            key=key,
            local=f"module.{name}",
            block=mapping(call),
            siblings=len(self._keys.get((path, name), ())),
            depth=scope.depth + 1,
        )

    def _module(self, path: tuple[Step, ...], name: str, scope: Scope) -> Joined:
        call, rest = str(path[1]), path[2:]
        keys = self._keys.get((scope.module, call), set())
        wanted = rest[0].value if rest and isinstance(rest[0], Key) else None
        if self._is_counted((*scope.module, ModuleStep(call, wanted))) and wanted not in keys:
            whole = wanted is None and bool(keys)
            return gap(inside(scope.module, name), _WHOLE_MODULE) if whole else Joined(terms=())
        return self._output(
            (*scope.module, ModuleStep(call, wanted)), rest if wanted is None else rest[1:], name, scope
        )

    def _is_counted(self, module: ModulePath) -> bool:
        """Return whether a module has `count` or `for_each`, and resources by which its instances show."""
        call = mapping(self._configuration and self._configuration.call(module))
        content = mapping(call.get("module"))
        counted = "count_expression" in call or "for_each_expression" in call
        return counted and bool(content.get("resources") or content.get("module_calls"))

    def _output(self, module: ModulePath, path: tuple[Step, ...], name: str, scope: Scope) -> Joined:
        if not path or isinstance(path[0], Key):
            return gap(inside(scope.module, name), _WHOLE_MODULE)
        return self.apply(self.output(module, path[0], scope), path[1:], scope)

    def output(self, module: ModulePath, name: str, scope: Scope) -> Joined:
        """Return what an output of a module leads to."""
        where = (module, name)
        if where not in self._outputs:
            self._outputs[where] = gap(inside(module, f"output.{name}"), _CIRCLE)
            self._outputs[where] = self._find_output(module, name, scope)
        return self._outputs[where]

    def _find_output(self, module: ModulePath, name: str, scope: Scope) -> Joined:
        found = mapping(self._configuration and self._configuration.module(module))
        node = mapping(mapping(found.get("outputs")).get(name)).get("expression")
        if not isinstance(node, dict) or not ("constant_value" in node or node.get("references")):
            return gap(inside(module, f"output.{name}"), _NO_VALUE)
        return self._evaluate(
            node, Scope(module=module, local=f"output.{name}", block={}, depth=scope.depth + 1), "value"
        )

    def _resource(self, path: tuple[Step, ...], name: str, scope: Scope) -> Joined:
        mode = DATA if path[0] == "data" else MANAGED
        parts = path[1:] if mode == DATA else path
        kind, label, rest = str(parts[0]), str(parts[1]) if len(parts) > 1 else "", parts[2:]
        instances = self.instances(scope.module, mode, kind, label)
        if not instances and (why := self._why_absent(scope.module, path, kind, label)):
            return gap(inside(scope.module, name), why)
        if rest and isinstance(rest[0], Key):
            chosen = instances.get(rest[0].value)
            found: tuple[Term, ...] = () if chosen is None else (Target(resource=chosen),)
            rest = rest[1:]
        else:
            found = whole(instances)
        return self.apply(Joined(terms=found), rest, scope)

    def instances(self, module: ModulePath, mode: str, kind: str, name: str) -> Mapping[InstanceKey, Resource]:
        """Return the instances of a resource or data source in a module instance, by their keys."""
        return self._instances.get((module, mode, kind, name), {})

    def _why_absent(self, module: ModulePath, path: tuple[Step, ...], kind: str, label: str) -> str | None:
        """Return why a resource without instances is no proof that there are none."""
        if self._snapshot.partial:
            return f"the plan leaves it out: {self._snapshot.partial}"
        local = f"data.{kind}.{label}" if path[0] == "data" else f"{kind}.{label}"
        block = mapping(self._configuration and self._configuration.block(module, local))
        counted = "count_expression" in block or "for_each_expression" in block
        return None if counted else "it is not in the plan"

    def apply(self, joined: Joined, path: Iterable[Step], scope: Scope) -> Joined:
        """Take the attributes and elements of what was found."""
        for step in path:
            joined = self._attribute(joined, step, scope) if isinstance(step, str) else element(joined, step)
        return joined

    def _attribute(self, joined: Joined, name: str, scope: Scope) -> Joined:
        return concatenate([self._attribute_of(term, name, scope) for term in joined.terms], joined)

    def _attribute_of(self, term: Term, name: str, scope: Scope) -> Joined:
        if isinstance(term, Literal):
            known = isinstance(term.value, Mapping)
            return Joined(terms=(Literal(value=term.value.get(name)),) if known else (term,), mixed=not known)
        if isinstance(term, Whole):
            return attribute_of_all(term, name)
        if isinstance(term, Gap):
            return Joined(terms=(term,))
        if term.attribute is not None:
            return Joined(terms=(term,))
        if not has(term.resource, name):
            return Joined(terms=(term,), mixed=True)
        return self._resolve(Target(resource=term.resource, attribute=name), scope)

    def _resolve(self, target: Target, scope: Scope) -> Joined:
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
            self._arguments[where] = gap(f"{resource.address}.{name}", _CIRCLE)
            self._arguments[where] = self._evaluate(node, self._scope(resource, scope.depth + 1), name)
        return self._arguments[where]


def _is_told(joined: Joined) -> bool:
    """Return whether nothing waits for apply; what is null may be left to AWS."""
    return bool(joined.terms) and all(isinstance(term, Literal) and term.value is not None for term in joined.terms)
