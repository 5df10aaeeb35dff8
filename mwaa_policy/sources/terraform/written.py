"""Tells what names stand for in the expressions that the `.tf` files of a plan write."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mwaa_policy.sources.terraform.addresses import InstanceKey, ModulePath, ModuleStep, Step, inside, place_of
from mwaa_policy.sources.terraform.definitions import Definitions
from mwaa_policy.sources.terraform.expressions import Expressions, Place
from mwaa_policy.sources.terraform.facts import is_unknown
from mwaa_policy.sources.terraform.outcomes import (
    Called,
    Known,
    Loose,
    Named,
    Outcome,
    Several,
    Unsure,
    join,
    known,
    part,
    unsure,
    value_of,
    weight,
)
from mwaa_policy.sources.terraform.scope import Scope
from mwaa_policy.sources.terraform.snapshot import DATA, MANAGED, Resource, Snapshot, local_address, mapping
from mwaa_policy.sources.terraform.syntax import argument, text
from mwaa_policy.sources.terraform.terms import Joined, Target, has

if TYPE_CHECKING:
    from mwaa_policy.sources.terraform.files import Files
    from mwaa_policy.sources.terraform.references import Follower

_HEAVY = 4096
_CIRCLE = "its references lead in a circle"
_MAKER = re.compile(r"\b(set|optional)\(")
"""What in the type of a variable makes another value of the one that is given."""
_UNTOLD = frozenset({"path", "self", "terraform"})


class Written:
    """Follows what hangs on locals; where only names are told, the follower of a plan goes on."""

    def __init__(self, follower: Follower, snapshot: Snapshot, files: Files) -> None:
        self._follower = follower
        self._snapshot = snapshot
        self._definitions = Definitions(snapshot.configuration, files)
        self._expressions = Expressions(self)
        self._found: dict[tuple[ModulePath, str], Outcome] = {}
        self.used = False
        """Whether a local was followed."""

    def argument(self, scope: Scope, path: tuple[str | int, ...]) -> Joined | None:
        """Return what an argument of a block leads to, `None` where it is not written as such."""
        place = Place(scope=scope, subject=f"an expression in {place_of(scope.module)}")
        outcome = self._argument(scope, path, place)
        return None if outcome is None else self._join(outcome)

    def local(self, path: tuple[Step, ...], scope: Scope) -> Joined | None:
        """Return what a local leads to, and what is taken of it; `None` where the files do not tell."""
        if len(path) < 2 or self._definitions.module(scope.module) is None:  # noqa: PLR2004 - `local` and its name
            return None
        self.used = True
        return self._taken(self._local(scope, str(path[1])), path, scope)

    def variable(self, path: tuple[Step, ...], scope: Scope) -> Joined:
        """Return what is taken of a variable to which a local was given."""
        return self._taken(self._variable(scope, str(path[1])), path, scope)

    def _taken(self, outcome: Outcome, path: tuple[Step, ...], scope: Scope) -> Joined:
        place = Place(scope=scope, subject=f"{path[0]}.{path[1]} in {place_of(scope.module)}")
        for step in path[2:]:
            value = step if isinstance(step, str) else step.value
            outcome = self.take(outcome, value, place, attribute=isinstance(step, str))
        return self._join(outcome)

    def each_value(self, scope: Scope) -> Joined | None:
        """Return what `each.value` is, `None` where `for_each` is not written."""
        outcome = self._each_value(scope)
        return None if outcome is None else self._join(outcome)

    def why_not(self, module: ModulePath) -> str:
        """Return why the locals of a module are not followed."""
        return self._definitions.why_not(module)

    def resolve(self, path: list[str], place: Place) -> tuple[Outcome, int]:
        """Return what the beginning of a path of names is, and how many of its names that takes."""
        scope, head = place.scope, path[0]
        number = 3 if head == "data" else 2
        if head in _UNTOLD or len(path) < number:
            return unsure(place.subject, f"{'.'.join(path[:2])} in it is not told"), len(path)
        finders: dict[str, Callable[[str], Outcome]] = {
            "local": lambda name: self._local(scope, name),
            "var": lambda name: self._variable(scope, name),
            "module": lambda name: self._module(name, place),
            "each": lambda name: self._each(name, place),
            "count": lambda _: Known(value=scope.key) if isinstance(scope.key, int) else self._untold("count", place),
            "data": lambda name: self._resource(DATA, name, path[2], place),
        }
        find = finders.get(head)
        return (self._resource(MANAGED, head, path[1], place) if find is None else find(path[1])), number

    def take(self, outcome: Outcome, step: str | int, place: Place, *, attribute: bool) -> Outcome:
        """Return an attribute or an element."""
        if isinstance(outcome, Unsure):
            possible = tuple(self.take(one, step, place, attribute=attribute) for one in outcome.possible)
            return replace(outcome, possible=possible)
        if isinstance(outcome, Called) and attribute:
            return self._output(outcome.module, str(step), place)
        if isinstance(outcome, Target) and outcome.attribute is None and attribute:
            return self._attribute(outcome.resource, str(step), place)
        if isinstance(outcome, Loose) and attribute:
            return Loose(joined=self._follower.apply(outcome.joined, (str(step),), place.scope))
        return part(outcome, step, place.subject)

    def _join(self, outcome: Outcome) -> Joined:
        return replace(join(_light(outcome, "an expression")), written=True)

    def _argument(self, scope: Scope, path: tuple[str | int, ...], place: Place) -> Outcome | None:
        module = self._definitions.module(scope.module)
        block = None if module is None else module.blocks.get(scope.local)
        node = None if block is None or not path else argument(block.body, path)
        return None if node is None else self._expressions.evaluate(node, place)

    def _remember(self, module: ModulePath, name: str, find: Callable[[str], Outcome]) -> Outcome:
        """Return what a name in a module stands for, found once."""
        where = (module, name)
        if where not in self._found:
            subject = f"{name} in {place_of(module)}"
            self._found[where] = unsure(subject, _CIRCLE)
            self._found[where] = _light(find(subject), subject)
        return self._found[where]

    def _local(self, scope: Scope, name: str) -> Outcome:
        return self._remember(scope.module, f"local.{name}", lambda subject: self._find_local(scope, name, subject))

    def _find_local(self, scope: Scope, name: str, subject: str) -> Outcome:
        written = self._definitions.module(scope.module)
        if written is None:
            return unsure(subject, self._definitions.why_not(scope.module))
        definitions = written.locals.get(name, ())
        if len(definitions) != 1:
            many = "it is defined more than once" if definitions else f"no file in {written.folder} defines it"
            return unsure(subject, many)
        own = Scope(module=scope.module, block={}, depth=scope.depth + 1)
        return self._expressions.evaluate(definitions[0], Place(scope=own, subject=subject))

    def _variable(self, scope: Scope, name: str) -> Outcome:
        return self._remember(scope.module, f"var.{name}", lambda subject: self._find_variable(scope, name, subject))

    def _find_variable(self, scope: Scope, name: str, subject: str) -> Outcome:
        configuration = self._snapshot.configuration
        declared = mapping(
            mapping(mapping(configuration and configuration.module(scope.module)).get("variables")).get(name)
        )
        given: Outcome | None
        if scope.module:
            outer = self._follower.caller(scope)
            if self._definitions.module(outer.module) is None:
                return Loose(joined=self._follower.variable(scope, name))
            given = self._argument(outer, (name,), Place(scope=outer, subject=subject))
        else:
            values = mapping(self._snapshot.variables)
            given = known(values[name]) if name in values else None
        default = known(declared["default"]) if "default" in declared else None
        if given is None:
            given = default
        if given is None:
            return unsure(subject, "the plan does not hold its value")
        if given == Known(value=None) and default not in {None, given}:
            return unsure(subject, "it is null, which may stand for its default")
        return self._converted(given, scope.module, name, subject)

    def _converted(self, outcome: Outcome, module: ModulePath, name: str, subject: str) -> Outcome:
        """Return a value as the type of its variable makes it."""
        written = self._definitions.module(module)
        block = None if written is None else written.blocks.get(f"variable.{name}")
        node = None if block is None else argument(block.body, ("type",))
        type_ = "" if node is None else text(node).strip()
        makers = _MAKER.findall(type_)
        if "optional" in makers:
            return unsure(subject, "its type may add to it", outcome)
        if not makers:
            return outcome
        if makers == ["set"] and type_.startswith("set") and isinstance(outcome, Several):
            return replace(outcome, order="set")
        return unsure(subject, "its type may change the order in it", outcome)

    def _each(self, name: str, place: Place) -> Outcome:
        key = place.scope.key
        if not isinstance(key, str):
            return self._untold("each", place)
        if name == "key":
            return Known(value=key)
        return self._each_value(place.scope) or self._untold("each.value", place)

    def _each_value(self, scope: Scope) -> Outcome | None:
        outer = replace(scope, key=None, block={}, siblings=1, depth=scope.depth + 1)
        subject = f"each.value in {place_of(scope.module)}"
        place = Place(scope=outer, subject=subject)
        source = self._argument(outer, ("for_each",), place)
        if isinstance(source, Several) and isinstance(scope.key, str):
            return Known(value=scope.key)
        return None if source is None or scope.key is None else part(source, scope.key, subject)

    def _untold(self, what: str, place: Place) -> Outcome:
        return unsure(place.subject, f"{what} in it is not told")

    def _resource(self, mode: str, type_: str, name: str, place: Place) -> Outcome:
        module = place.scope.module
        local = local_address(mode, type_, name)
        subject = inside(module, local)
        if why := self._snapshot.partial:
            return unsure(subject, f"the plan may leave it out: {why}")
        instances = self._follower.instances(module, mode, type_, name)
        targets = {key: Target(resource=one) for key, one in instances.items()}
        found = _by_keys(self._repeat(module, local), targets)
        return found or unsure(subject, "not all of its instances are in the plan")

    def _repeat(self, module: ModulePath, local: str) -> str | None:
        """Return whether a block is written with `count` or `for_each`, an empty text without both."""
        written = self._definitions.module(module)
        block = None if written is None else written.blocks.get(local)
        found = (one for one in ("count", "for_each") if block is not None and one in block.parts)
        return None if block is None else next(found, "")

    def _attribute(self, resource: Resource, name: str, place: Place) -> Outcome:
        target = Target(resource=resource, attribute=name)
        subject = f"{resource.address}.{name}"
        if not has(resource, name):
            return unsure(subject, "the plan does not hold it")
        if is_unknown(resource, name):
            joined = self._follower.apply(Joined(terms=(Target(resource=resource),)), (name,), place.scope)
            return target if joined.terms == (target,) else Loose(joined=joined)
        value = resource.value(name)
        if isinstance(value, list | dict):
            return (
                unsure(subject, "a part of it is known only after apply") if _has_mark(resource, name) else known(value)
            )
        if value is None:
            return unsure(subject, "the plan does not hold it") if resource.unknown is None else Known(value=None)
        return target

    def _module(self, name: str, place: Place) -> Outcome:
        around = place.scope.module
        subject = inside(around, f"module.{name}")
        one = (*around, ModuleStep(name, None))
        repeat = self._repeat(around, f"module.{name}")
        if not repeat:
            return unsure(subject, "it is not in the configuration") if repeat is None else Called(module=one)
        scope = Scope(module=around, local=f"module.{name}", block={}, depth=place.scope.depth + 1)
        source = self._argument(scope, (repeat,), Place(scope=scope, subject=subject))
        return _repeated(one, source) or unsure(subject, f"its {repeat} is not known")

    def _output(self, module: ModulePath, name: str, place: Place) -> Outcome:
        return self._remember(module, f"output.{name}", lambda subject: self._find_output(module, name, subject, place))

    def _find_output(self, module: ModulePath, name: str, subject: str, place: Place) -> Outcome:
        scope = Scope(module=module, local=f"output.{name}", block={}, depth=place.scope.depth + 1)
        found = self._argument(scope, ("value",), Place(scope=scope, subject=subject))
        return Loose(joined=self._follower.output(module, name, place.scope)) if found is None else found


def _light(outcome: Outcome, subject: str) -> Outcome:
    """Return an outcome, unless it has more parts than anybody writes."""
    return outcome if weight(outcome, _HEAVY) < _HEAVY else unsure(subject, "it has too many parts")


def _by_keys(repeat: str | None, found: Mapping[InstanceKey, Target]) -> Outcome | None:
    """Return the instances of a resource as `count` or `for_each` arranges them."""
    if repeat == "count":
        complete = set(found) == set(range(len(found)))
        return Several(items=tuple(found[place] for place in range(len(found)))) if complete else None
    if repeat == "for_each":
        members = {key: one for key, one in found.items() if isinstance(key, str)}
        return Named(members=members) if len(members) == len(found) else None
    return found.get(None)


def _repeated(module: ModulePath, source: Outcome | None) -> Outcome | None:
    """Return the instances of a module that `count` or `for_each` makes."""
    *around, (name, _) = module

    def one(key: InstanceKey) -> Called:
        return Called(module=(*around, ModuleStep(name, key)))

    number = None if source is None else value_of(source)
    if isinstance(number, int) and not isinstance(number, bool) and number < _HEAVY:
        return Several(items=tuple(map(one, range(number))))
    if isinstance(source, Named):
        return Named(members={key: one(key) for key in source.members})
    keys = [value_of(each) for each in source.items] if isinstance(source, Several) else [None]
    names = [key for key in keys if isinstance(key, str)]
    return Named(members={key: one(key) for key in names}) if len(names) == len(keys) else None


def _has_mark(resource: Resource, name: str) -> bool:
    """Return whether a part of a value is known only after apply."""
    waiting: list[Any] = [mapping(resource.unknown).get(name)]
    while waiting:
        mark = waiting.pop()
        if mark is True:
            return True
        waiting.extend(mark.values() if isinstance(mark, dict) else mark if isinstance(mark, list) else ())
    return False
