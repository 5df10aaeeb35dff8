"""Tells which members plainly fit a record, without a validator.

Building pydantic's validators for the model takes a third as long as a whole run on a small
template. Sources give members of the right types, so there is nothing to validate or to convert:
that much is seen here. Whatever does not fit plainly is left to pydantic, which knows best what is
wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias, TypeVar, Union, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import BaseModel

_Fits: TypeAlias = Callable[[Any], bool]


def fitting(record: type[BaseModel], members: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return all members of a record in their order, defaults included; `None` unless all plainly fit."""
    plan = _plan(record)
    filled = {**plan.defaults, **members}
    found: dict[str, Any] = {}
    for name, types, fits in plan.members:
        if name not in filled:
            return None
        value = found[name] = filled[name]
        if type(value) not in types and not fits(value):
            return None
    return found if len(found) == len(filled) else None


class _Plan(NamedTuple):
    """What plainly fits a record."""

    members: tuple[tuple[str, frozenset[type], _Fits], ...]
    """Of each member the name, the types whose values all fit, and the test of other values."""
    defaults: Mapping[str, Any]
    """Members that may be left out."""


@cache
def _plan(record: type[BaseModel]) -> _Plan:
    fields = record.model_fields
    annotations: dict[str, Any] = {name: field.annotation for name, field in fields.items()}
    return _Plan(
        tuple((name, *_types(annotation)) for name, annotation in annotations.items()),
        {name: field.default for name, field in fields.items() if not field.is_required()},
    )


@cache
def _types(annotation: Any) -> tuple[frozenset[type], _Fits]:  # noqa: ANN401 - types have no common type
    """Return the types whose values all fit a type that occurs in the model, and the test of others."""
    arguments = get_args(annotation)
    arms = arguments if get_origin(annotation) in {Union, UnionType} else (annotation,)
    tests = tuple(test for test in map(_test, arms) if test is not None)
    plain = frozenset(NoneType if one is None else one for one in arms if _test(one) is None)
    return plain, lambda value: any(test(value) for test in tests)


def _test(annotation: Any) -> _Fits | None:  # noqa: ANN401 - as above
    """Return the test of a value for a type; `None` for a class all of whose instances fit."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Any or isinstance(annotation, TypeVar):
        return lambda _: True
    if origin is Literal:
        return lambda value: isinstance(value, str) and value in arguments
    if origin is tuple:
        types, fits = _types(arguments[0])
        return lambda value: type(value) is tuple and all(type(one) in types or fits(one) for one in value)
    return _test_of_generic(annotation)


def _test_of_generic(annotation: Any) -> _Fits | None:  # noqa: ANN401 - as above
    """Return the test for a generic record: one without type argument fits when its members do."""
    origin = getattr(annotation, "__pydantic_generic_metadata__", {"origin": None})["origin"]
    if origin is None:
        return None
    members = _plan(annotation).members
    return lambda value: (
        isinstance(value, origin)
        and all(type(member := getattr(value, name)) in types or fits(member) for name, types, fits in members)
    )
