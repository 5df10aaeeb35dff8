"""Parameters on which the conditions of templates hang, and the branches that their values make."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from mwaa_policy.frozen import Frozen, field
from mwaa_policy.provenance import Missing
from mwaa_policy.sources._options import Options

MOST = 16
"""Branches that are judged at most; parameters that would make more of them are left open."""
REGION = "AWS::Region"
"""The pseudo parameter of the region."""


class Fork(Frozen):
    """A parameter that has no value, and on which conditions hang."""

    name: str
    """Its name."""
    values: tuple[str, ...]
    """The values that make a difference: all that are allowed, or those that conditions compare it with."""
    closed: bool
    """Whether it can have no other value."""
    cause: Missing
    """Why it has none."""

    @property
    def ways(self) -> int:
        """In how many ways it may turn out."""
        return len(self.values) + (not self.closed)


class Branch(Frozen):
    """One way in which the parameters may turn out."""

    values: Mapping[str, str | None] = field(default_factory=dict)
    """The values by the names of the parameters; `None` is any other than those that conditions name."""
    otherwise: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the parameters without value are not."""

    def __str__(self) -> str:
        """Return the branch in words."""
        return ", ".join(self._words(name, value) for name, value in self.values.items())

    def _words(self, name: str, value: str | None) -> str:
        if value is None:
            return f"{name} other than {' and '.join(sorted(self.otherwise[name]))}"
        return f"{name}={value}"

    def only(self, names: Collection[str]) -> Branch:
        """Return what the branch says of some of its parameters."""
        return replace(self, values={name: value for name, value in self.values.items() if name in names})

    def taken(self, fork: Fork, value: str | None) -> Branch:
        """Return the branch of this one in which a parameter turns out so."""
        otherwise = self.otherwise if value is not None else {**self.otherwise, fork.name: frozenset(fork.values)}
        return Branch(values={**self.values, fork.name: value}, otherwise=otherwise)

    def options(self, options: Options) -> Options:
        """Return the options under which this branch is what there is."""
        told = {name: value for name, value in self.values.items() if value is not None}
        region = told.pop(REGION, options.region)
        return replace(options, parameters={**options.parameters, **told}, region=region, otherwise=self.otherwise)


def branches(forks: Sequence[Fork]) -> tuple[Branch, ...]:
    """Return all ways in which parameters may turn out, at most `MOST`: those of fewest ways come first."""
    found = [Branch()]
    for fork in sorted(forks, key=lambda one: (one.ways, one.name)):
        if len(found) * fork.ways > MOST:
            break
        found = [branch.taken(fork, value) for branch in found for value in _ways(fork)]
    return tuple(found) if len(found) > 1 else ()


def _ways(fork: Fork) -> Iterator[str | None]:
    yield from fork.values
    if not fork.closed:
        yield None
