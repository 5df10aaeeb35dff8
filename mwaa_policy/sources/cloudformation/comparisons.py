"""What conditions compare with parameters that have no value: each answer makes a branch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mwaa_policy.model.unknown import Unknown
from mwaa_policy.provenance import Missing
from mwaa_policy.sources._forks import MOST, REGION, Fork
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.parameters import is_left_open
from mwaa_policy.sources.cloudformation.read import Parameter, Raw, Template

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.resolve import Resolver

_REGION_TOKEN = f"${{{REGION}}}"


class Comparisons:
    """The texts that conditions compare with each parameter that nobody gives a value."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._open = dict(_open_parameters(resolver))
        self._texts: dict[str, dict[str, None]] = {}

    def differ(self, template: Template, raws: tuple[Raw, Raw], sides: tuple[object, object]) -> bool:
        """Return whether two sides of which one is not known surely differ; if not, remember what was compared.

        Args:
            template: Where the condition stands.
            raws: The two sides as they are written.
            sides: What they say: texts with tokens, or unknown.
        """
        for raw, side, other in ((raws[0], *sides), (raws[1], *reversed(sides))):
            name = self._parameter(template, raw, side)
            if name is not None and isinstance(other, str) and self._resolver.tokens.cause_of(other) is None:
                if other in self._resolver.settings.otherwise.get(name, ()) or not self._allows(name, other):
                    return True
                self._texts.setdefault(name, {})[other] = None
        return False

    def forks(self) -> tuple[Fork, ...]:
        """Return the parameters, with the values that make a difference."""
        return tuple(self._fork(name, texts) for name, texts in self._texts.items())

    def _parameter(self, template: Template, raw: Raw, side: object) -> str | None:
        """Return the name of the open parameter that a side is."""
        if side == _REGION_TOKEN:
            return REGION
        # A number that is not known has no token; who hands one on to a nested stack is not asked.
        reference = raw.get("Ref") if isinstance(raw, dict) and isinstance(side, Unknown) else None
        token = _token(template, str(reference)) if reference is not None else side
        found = self._open.get(token) if isinstance(token, str) else None
        return None if found is None else found.name

    def _fork(self, name: str, texts: dict[str, None]) -> Fork:
        if name == REGION:
            return Fork(name=name, values=tuple(texts), closed=False, cause=causes.REGION)
        parameter = self._declared(name)
        closed = 0 < len(parameter.allowed) <= MOST
        values = parameter.allowed if closed else tuple(texts)
        return Fork(name=name, values=values, closed=closed, cause=_cause(parameter))

    def _declared(self, name: str) -> Parameter:
        return next(one for one in self._open.values() if one.name == name)

    def _allows(self, name: str, text: str) -> bool:
        """Return whether an open parameter may have a value."""
        allowed = () if name == REGION else self._declared(name).allowed
        return not allowed or text in allowed


def _open_parameters(resolver: Resolver) -> Iterator[tuple[str, Parameter]]:
    """Give the parameters that only the caller can give a value, by their tokens.

    Those that several templates declare may have a value in each, and are left out.
    """
    outermost = [template for template in resolver.templates if template.caller is None]
    declared = Counter(name for template in outermost for name in template.parameters)
    for template in outermost:
        for name, parameter in template.parameters.items():
            if declared[name] == 1 and is_left_open(parameter, resolver.settings.parameters):
                yield _token(template, name), parameter


def _token(template: Template, name: str) -> str:
    return f"${{Param:{template.scoped(name)}}}"


def _cause(parameter: Parameter) -> Missing:
    return causes.parameter(parameter.name, parameter.place)
