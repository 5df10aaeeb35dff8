"""Finds circles of references between the resources of a template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from mwaa_policy.sources.cloudformation.read import Raw, Template

Decide = Callable[[Raw], bool | None]
"""Answers whether a condition holds, `None` when that is not known."""
_VARIABLE = re.compile(r"\$\{([^!{}][^{}]*)\}")


def circles(template: Template, decide: Decide) -> Mapping[str, frozenset[str]]:
    """Return, for each resource on a circle, the resources on the same circle.

    CloudFormation refuses such a template. Only the arms of `Fn::If` that are taken count.
    """
    graph = {
        name: sorted(set(_names(resource.properties, decide)) & template.resources.keys())
        for name, resource in template.resources.items()
    }
    found: dict[str, frozenset[str]] = {}
    for group in _connected(graph):
        if len(group) > 1 or any(name in graph[name] for name in group):
            found.update(dict.fromkeys(group, frozenset(group)))
    return found


def _names(raw: Raw, decide: Decide) -> Iterator[str]:
    todo = [raw]
    while todo:
        part = todo.pop()
        if isinstance(part, list):
            todo.extend(part)
        elif isinstance(part, dict):
            if len(part) == 1:
                name, argument = next(iter(part.items()))
                yield from _named(name, argument)
                if name == "Fn::If":
                    argument = _taken(argument, decide)
                todo.append(argument)
            else:
                todo.extend(part.values())


def _named(name: str, argument: Raw) -> Iterator[str]:
    """Give the names to which an intrinsic function itself refers."""
    text = argument[0] if isinstance(argument, list) and argument else argument
    if not isinstance(text, str):
        return
    if name in {"Ref", "Fn::GetAtt"}:
        yield text.partition(".")[0]
    elif name == "Fn::Sub":
        yield from (variable.strip().partition(".")[0] for variable in _VARIABLE.findall(text))


def _taken(argument: Raw, decide: Decide) -> Raw:
    if not (isinstance(argument, list) and len(argument) == 3):  # noqa: PLR2004 - a condition and two arms
        return None
    held = decide(argument[0])
    return None if held is None else argument[1 if held else 2]


class _Walk:
    """The state of Tarjan's algorithm, in the words of its paper."""

    def __init__(self, graph: Mapping[str, list[str]]) -> None:
        self.graph = graph
        self.order: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.stack: list[str] = []
        self.held: set[str] = set()

    def enter(self, name: str) -> tuple[str, Iterator[str]]:
        """Begin with a node; return it and the nodes to which it leads."""
        self.order[name] = self.low[name] = len(self.order)
        self.stack.append(name)
        self.held.add(name)
        return name, iter(self.graph[name])

    def leave(self, name: str) -> list[str]:
        """Return the part of which a node is the root."""
        group = [self.stack.pop()]
        while group[-1] != name:
            group.append(self.stack.pop())
        self.held.difference_update(group)
        return group


def _connected(graph: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Give the strongly connected parts of a graph (without recursion, for long chains)."""
    walk = _Walk(graph)
    for root in graph:
        if root not in walk.order:
            yield from _from(walk, root)


def _from(walk: _Walk, root: str) -> Iterator[list[str]]:
    visits = [walk.enter(root)]
    while visits:
        name, rest = visits[-1]
        target = next(rest, None)
        if target is None:
            visits.pop()
            if visits:
                above = visits[-1][0]
                walk.low[above] = min(walk.low[above], walk.low[name])
            if walk.low[name] == walk.order[name]:
                yield walk.leave(name)
        elif target not in walk.order:
            visits.append(walk.enter(target))
        elif target in walk.held:
            walk.low[name] = min(walk.low[name], walk.order[target])
