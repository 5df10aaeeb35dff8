"""The base of records that are not part of the model: frozen, compared by their members, cheap to define.

A dataclass compiles each of its methods when it is defined, a quarter of a millisecond for a class;
a short run, which defines some fifty, would spend a tenth of its time on that. Here all classes
share one set of methods, and dataclasses only lists the fields: `fields`, `replace` and pydantic
take the records for what they are, dataclasses.
"""

from __future__ import annotations

from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from typing import Any, ClassVar, NoReturn, dataclass_transform

__all__ = ["Frozen", "field"]


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(field,))
class Frozen:
    """A record: its members are given once, by name unless its class says `kw_only=False`."""

    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, *, eq: bool = True, kw_only: bool = True) -> None:
        """Make a record of a class; with `eq=False` each of its objects is equal to itself only."""
        dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)
        cls._names = tuple(one.name for one in fields(cls))  # type: ignore[arg-type]  # it is a dataclass now
        if not eq:
            cls.__eq__, cls.__hash__ = object.__eq__, object.__hash__  # type: ignore[method-assign]

    def __init__(self, *values: Any, **members: Any) -> None:  # noqa: ANN401 - as the fields, which mypy checks
        names = self._names
        if values:
            if len(values) > len(names):
                raise TypeError(f"{type(self).__name__} has {len(names)} members, not {len(values)}")
            members = dict(zip(names, values, strict=False)) | members
        if len(members) != len(names):
            members = self._defaults(members) | members
        # One by one: objects whose dictionary nobody has asked for share its keys, a third of the memory.
        assign = object.__setattr__
        try:
            for name in names:
                assign(self, name, members[name])
        except KeyError as error:
            raise TypeError(f"{type(self).__name__} lacks its member {error}") from None
        if len(members) != len(names):
            raise TypeError(f"{type(self).__name__} has no member {min(members.keys() - set(names))!r}")

    def _defaults(self, members: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            if one.name not in members and one.default is not MISSING:
                found[one.name] = one.default
            elif one.name not in members and one.default_factory is not MISSING:
                found[one.name] = one.default_factory()
        return found

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return self.__dict__ == other.__dict__ if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.__dict__.values()))

    def __repr__(self) -> str:
        shown = [one.name for one in fields(self) if one.repr]  # type: ignore[arg-type]  # as above
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"
