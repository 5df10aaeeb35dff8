"""What the templates export and import from each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.read import Raw, Template
from mwaa_policy.sources.cloudformation.tokens import plain_name
from mwaa_policy.sources.cloudformation.values import Cell, Fault, Place

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.resolve import Resolver


class _Export(NamedTuple):
    """The value of an output, as it stands."""

    template: Template
    raw: Raw
    place: Place
    assumed: frozenset[Assumption]
    """The defaults on which it hangs that there is this output."""


class Exports:
    """The exports of the templates, read when one is asked for."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._found: dict[str, list[_Export]] | None = None
        self._open: set[str] = set()

    def imported(self, name: str, place: Place) -> Cell:
        """Return what is exported under a name, a token when none of the templates exports it.

        Raises:
            Fault: two templates export the name, or its value hangs on itself.
        """
        if self._found is None:
            self._found = {}
            for key, export in self._read():
                self._found.setdefault(key, []).append(export)
        found = self._found.get(name)
        if found is None:
            values = self._resolver.settings.exports.get(name, frozenset())
            if len(values) > 1:
                raise Fault(place, f"stacks export {name} twice, with different values")
            value = next(iter(values), None)
            if value is not None:
                return Cell(value, place)
            cause = self._unexported(name, place)
            return Cell(self._resolver.tokens.make(f"Import:{plain_name(name)}", cause), place)
        if len(found) > 1:
            raise Fault(place, f"{name} is exported twice: by {found[0].place.document} and {found[1].place.document}")
        if name in self._open:
            raise Fault(place, f"the export {name} refers to itself")
        self._open.add(name)
        try:
            template, raw, spot, assumed = found[0]
            cell = self._resolver.cell(template, raw, spot)
        finally:
            self._open.discard(name)
        return Cell(cell.value, place, cell.assumed | assumed)

    def _unexported(self, name: str, place: Place) -> Missing:
        """Return why an export is not known that no output that is read makes."""
        doubts = [cause for template in self._resolver.templates for cause in template.doubts.get("Outputs", ())]
        return causes.merged(doubts) if doubts else causes.export(name.replace("${Param:", "${"), place)

    def _read(self) -> Iterator[tuple[str, _Export]]:
        resolver = self._resolver
        for template in resolver.templates:
            for output, place, assumed in template.outputs.values():
                export = output.get("Export") if isinstance(output, dict) else None
                if not isinstance(export, dict) or "Name" not in export or "Value" not in output:
                    continue
                if not resolver.may_exist(template, output.get("Condition"), place):
                    continue
                name = resolver.plain(resolver.cell(template, export["Name"], place.at("Export", "Name")))
                if isinstance(name, str) and resolver.tokens.cause_of(name) is None:
                    yield name, _Export(template, output["Value"], place.at("Value"), assumed)
