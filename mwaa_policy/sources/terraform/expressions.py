"""Works out the expressions of `.tf` files, whatever the names in them stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from mwaa_policy.sources.terraform.addresses import unquote
from mwaa_policy.sources.terraform.functions import call
from mwaa_policy.sources.terraform.operators import is_number, operate, truth, written_text
from mwaa_policy.sources.terraform.outcomes import (
    UNTOLD,
    Known,
    Loose,
    Named,
    Order,
    Outcome,
    Several,
    Unsure,
    unsure,
    value_of,
)
from mwaa_policy.sources.terraform.scope import Scope
from mwaa_policy.sources.terraform.syntax import Tree, children, has_token, kind, text
from mwaa_policy.sources.terraform.terms import Target

_DEEP = 50
_MUCH = 4096
_DIGITS = 15
"""How long a number may be that is the same here and in Terraform."""
_ACCESS = frozenset({"get_attr_expr_term", "index_expr_term", "attr_splat_expr_term", "full_splat_expr_term"})
_LITERALS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an expression is written."""

    scope: Scope
    """The block in which it is."""
    subject: str
    """What it defines, as seen from the root."""
    bound: Mapping[str, Outcome] = field(default_factory=dict)
    """The names that a `for` around it gives to elements."""


class Names(Protocol):
    """Answers what names stand for."""

    def resolve(self, path: list[str], place: Place) -> tuple[Outcome, int]:
        """Return what the beginning of a path of names is, and how many of its names that takes."""

    def take(self, outcome: Outcome, step: str | int, place: Place, *, attribute: bool) -> Outcome:
        """Return an attribute or an element."""


class Expressions:
    """Works out expressions by the rules of the language."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._depth = 0
        self._left = _MUCH
        self._kinds: dict[str, Callable[[Tree, Place], Outcome]] = {
            "binary_op": self._binary,
            "conditional": self._choice,
            "float_lit": self._number,
            "for_object_expr": self._object_loop,
            "for_tuple_expr": self._list_loop,
            "function_call": self._call,
            "identifier": self._reference,
            "int_lit": self._number,
            "literal_value": lambda node, _: Known(value=_LITERALS[text(node)]),
            "object": self._object,
            "string": self._string,
            "tuple": self._tuple,
            "unary_op": self._unary,
            **dict.fromkeys(_ACCESS, self._reference),
        }

    def evaluate(self, node: Tree, place: Place) -> Outcome:
        """Return what an expression comes to."""
        self._left = _MUCH if self._depth == 0 else self._left - 1
        if self._depth > _DEEP or self._left <= 0:
            return unsure(place.subject, "it is too large, or leads in a circle")
        self._depth += 1
        try:
            inner = _unwrap(node)
            work = self._kinds.get(str(kind(inner)))
            what = str(kind(inner)).replace("_", " ")
            return unsure(place.subject, f"a {what} in it is not understood") if work is None else work(inner, place)
        finally:
            self._depth -= 1

    def _all(self, nodes: list[Tree], place: Place) -> list[Outcome]:
        return [self.evaluate(one, place) for one in nodes]

    def _number(self, node: Tree, place: Place) -> Outcome:
        written = text(node)
        if len(written) > _DIGITS:
            return unsure(place.subject, "a number in it is too large")
        return Known(value=int(written) if kind(node) == "int_lit" else float(written))

    def _tuple(self, node: Tree, place: Place) -> Outcome:
        items = tuple(self._all(children(node), place))
        return _failed(items) or Several(items=items)

    def _object(self, node: Tree, place: Place) -> Outcome:
        members: dict[str, Outcome] = {}
        for element in children(node, "object_elem"):
            key, value = children(element)
            name = self._key(key, place)
            if name is None:
                return unsure(place.subject, "a name in an object of it is not known")
            members[name] = self.evaluate(value, place)
        return _failed(members.values()) or Named(members=members)

    def _key(self, node: Tree, place: Place) -> str | None:
        inner = children(node)[0]
        bare = _unwrap(inner) if not has_token(inner, "LPAR") else inner
        if kind(bare) in {"identifier", "keyword", "literal_value"}:
            return text(bare)
        return written_text(value_of(self.evaluate(inner, place)))

    def _call(self, node: Tree, place: Place) -> Outcome:
        name = "::".join(text(one) for one in children(node, "identifier"))
        listed = children(node, "arguments")
        given = self._all(children(listed[0]), place) if listed else []
        if listed and has_token(listed[0], "ELLIPSIS"):
            last = given.pop()
            if not isinstance(last, Several) or last.order != "list":
                return unsure(place.subject, f"the arguments of {name}() in it are not known", *given, last)
            given.extend(last.items)
        return call(name, given, place.subject)

    def _choice(self, node: Tree, place: Place) -> Outcome:
        condition, *arms = children(node)
        found = self.evaluate(condition, place)
        chosen = truth(value_of(found))
        if chosen is not None:
            return self.evaluate(arms[0 if chosen else 1], place)
        yes, no = self._all(arms, place)
        if isinstance(found, Unsure):
            return replace(found, possible=(yes, no))
        return unsure(place.subject, "its condition hangs on what only apply knows", yes, no)

    def _unary(self, node: Tree, place: Place) -> Outcome:
        outcome = self.evaluate(children(node)[0], place)
        value = value_of(outcome)
        if has_token(node, "NOT") and (given := truth(value)) is not None:
            return Known(value=not given)
        if has_token(node, "MINUS") and is_number(value):
            return Known(value=-value)
        return outcome if isinstance(outcome, Unsure) else unsure(place.subject, "it hangs on what only apply knows")

    def _binary(self, node: Tree, place: Place) -> Outcome:
        left, term = children(node)
        sign, right = children(term)
        outcomes = self._all([left, right], place)
        found = operate(str(sign.children[0]), *outcomes)
        if found is not UNTOLD:
            return Known(value=found)
        doubt = next((one for one in outcomes if isinstance(one, Unsure)), None)
        return doubt or unsure(place.subject, "it hangs on what only apply knows")

    def _string(self, node: Tree, place: Place) -> Outcome:
        parts = [self._part(one, place) for one in children(node, "string_part")]
        if len(parts) == 1 and children(children(node, "string_part")[0], "interpolation"):
            return parts[0]
        texts = [written_text(value_of(one)) for one in parts]
        if all(one is not None for one in texts):
            return Known(value="".join(one for one in texts if one is not None))
        doubt = next((one for one in parts if isinstance(one, Unsure)), None)
        return doubt or unsure(place.subject, "a text in it holds what only apply knows", *parts)

    def _part(self, node: Tree, place: Place) -> Outcome:
        inner = children(node)
        if not inner:
            return Known(value=unquote(str(node.children[0])))
        if kind(inner[0]) == "interpolation":
            return self.evaluate(children(inner[0])[0], place)
        return unsure(place.subject, "a template in it is not understood")

    def _list_loop(self, node: Tree, place: Place) -> Outcome:
        rounds = self._rounds(node, place)
        if not isinstance(rounds, list):
            return rounds
        found = Several(items=tuple(self.evaluate(children(node)[1], each) for _, each in rounds))
        return replace(found, order="lost") if any(lost for lost, _ in rounds) else found

    def _object_loop(self, node: Tree, place: Place) -> Outcome:
        rounds = self._rounds(node, place)
        if not isinstance(rounds, list):
            return rounds
        _, key, value, *_ = children(node)
        members: dict[str, Outcome] = {}
        for _, each in rounds:
            name = written_text(value_of(self.evaluate(key, each)))
            if name is None or name in members or has_token(node, "ELLIPSIS"):
                return unsure(place.subject, "the names in an object of it are not known")
            members[name] = self.evaluate(value, each)
        return Named(members=members)

    def _rounds(self, node: Tree, place: Place) -> list[tuple[bool, Place]] | Outcome:
        """Return the places of a `for` body, and for each whether its order is lost; or why they are not known."""
        intro, *_ = children(node)
        *names, over = children(intro)
        source = self.evaluate(over, place)
        pairs = _pairs(source)
        if pairs is None:
            if isinstance(source, Unsure):
                return source
            return unsure(place.subject, "it loops over what only apply knows", source)
        lost = isinstance(source, Several) and source.order != "list" and len(source.items) > 1
        rounds = []
        for pair in pairs:
            named = dict(zip((text(one) for one in names), pair[-len(names) :], strict=True))
            each = replace(place, bound={**place.bound, **named})
            keep = self._keep(node, each)
            if keep is None:
                return unsure(place.subject, "the condition of a for in it hangs on what only apply knows", source)
            if keep:
                rounds.append((lost, each))
        return rounds

    def _keep(self, node: Tree, place: Place) -> bool | None:
        conditions = children(node, "for_cond")
        return truth(value_of(self.evaluate(children(conditions[0])[0], place))) if conditions else True

    def _reference(self, node: Tree, place: Place) -> Outcome:
        base, accesses = _chain(node)
        if kind(base) != "identifier":
            return self._access(self.evaluate(base, place), accesses, place)
        name = text(base)
        if name in place.bound:
            return self._access(place.bound[name], accesses, place)
        path = [name]
        for one in accesses:
            if kind(one) != "get_attr":
                break
            path.append(text(children(one)[0]))
        outcome, taken = self._names.resolve(path, place)
        return self._access(outcome, accesses[taken - 1 :], place)

    def _access(self, outcome: Outcome, accesses: list[Tree], place: Place) -> Outcome:
        for one in accesses:
            outcome = self._step(outcome, one, place)
        return outcome

    def _step(self, outcome: Outcome, node: Tree, place: Place) -> Outcome:
        if kind(node) == "get_attr":
            return self._names.take(outcome, text(children(node)[0]), place, attribute=True)
        if kind(node) in {"full_splat", "attr_splat"}:
            return self._splat(outcome, node, place)
        step = _place_of(node) if kind(node) == "short_index" else value_of(self.evaluate(children(node)[0], place))
        if isinstance(step, str | int) and not isinstance(step, bool):
            return self._names.take(outcome, step, place, attribute=False)
        untold = unsure(place.subject, "the place of an element in it is known only after apply", outcome)
        return outcome if isinstance(outcome, Unsure) else untold

    def _splat(self, outcome: Outcome, node: Tree, place: Place) -> Outcome:
        accesses = children(node)
        # `x.*.id[0]` is an element of the list, and `x[*].id[0]` one of each of its members.
        cut = next((at for at, one in enumerate(accesses) if kind(one) != "get_attr"), len(accesses))
        each, then = (accesses[:cut], accesses[cut:]) if kind(node) == "attr_splat" else (accesses, [])
        if isinstance(outcome, Loose):
            return self._access(outcome, accesses, place)
        if isinstance(outcome, Unsure):
            return replace(outcome, possible=tuple(self._access(one, each, place) for one in outcome.possible))
        if outcome == Known(value=None):
            return self._access(Several(items=()), then, place)
        if isinstance(outcome, Target) and outcome.attribute is not None and value_of(outcome) is UNTOLD:
            return unsure(place.subject, "whether a part of it is a list is known only after apply", outcome)
        if not isinstance(outcome, Several):
            outcome = Several(items=(outcome,))
        items = tuple(self._access(one, each, place) for one in outcome.items)
        return self._access(replace(outcome, items=items, order=_after(outcome)), then, place)


def _failed(outcomes: Iterable[Outcome]) -> Unsure | None:
    """Return a part that is an error of Terraform, so that the whole is one."""
    return next((one for one in outcomes if isinstance(one, Unsure) and one.fails), None)


def _after(source: Several) -> Order:
    """Return the order of what is made of each member."""
    return "list" if source.order == "list" or len(source.items) <= 1 else "lost"


def _pairs(outcome: Outcome) -> Iterator[tuple[Outcome, Outcome]] | None:
    """Return the keys and members of what a `for` loops over."""
    if isinstance(outcome, Named):
        return ((Known(value=name), outcome.members[name]) for name in sorted(outcome.members))
    if not isinstance(outcome, Several):
        return None
    if outcome.order == "set":
        return ((one, one) for one in outcome.items)
    lost = outcome.order == "lost" and len(outcome.items) > 1
    untold = unsure("the place of a member", "its order is not known")
    return ((untold if lost else Known(value=place), one) for place, one in enumerate(outcome.items))


def _chain(node: Tree) -> tuple[Tree, list[Tree]]:
    """Return what attributes and elements are taken of, and these in their order."""
    accesses: list[Tree] = []
    while kind(node) in _ACCESS:
        node, access = children(node)
        accesses.append(access)
        node = _unwrap(node) if not has_token(node, "LPAR") else node
    return node, accesses[::-1]


def _unwrap(node: Tree) -> Tree:
    while kind(node) == "expr_term":
        node = children(node)[0]
    return node


def _place_of(node: Tree) -> int:
    return int(str(node.children[-1]))
