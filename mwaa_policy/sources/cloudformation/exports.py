"""What the templates export and import from each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mwaa_policy.sources.cloudformation import causes
from mwaa_policy.sources.cloudformation.tokens import plain_name
from mwaa_policy.sources.cloudformation.values import Cell, Fault, Place

if TYPE_CHECKING:
    from mwaa_policy.sources.cloudformation.resolve import Resolver


class Exports:
    """The exports of the templates, read when one is asked for."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._cells: dict[str, Cell] | None = None

    def imported(self, name: str, place: Place) -> Cell:
        """Return what is exported under a name, a token when none of the templates exports it."""
        if self._cells is None:
            self._cells = {}
            self._cells = self._collected()
        found = self._cells.get(name)
        if found is not None:
            return Cell(found.value, place, found.assumed)
        cause = causes.export(name.replace("${Param:", "${"), place)
        return Cell(self._resolver.tokens.make(f"Import:{plain_name(name)}", cause), place)

    def _collected(self) -> dict[str, Cell]:
        cells: dict[str, Cell] = {}
        for name, cell in self._read():
            if name in cells:
                fault = Fault(cell.place, f"{name} is exported twice")
                cells[name] = Cell(self._resolver.left_out(fault), cell.place)
            else:
                cells[name] = cell
        return cells

    def _read(self) -> Iterator[tuple[str, Cell]]:
        resolver = self._resolver
        for template in resolver.templates:
            for key, output in template.outputs.items():
                place = template.place.at("Outputs", key)
                export = output.get("Export") if isinstance(output, dict) else None
                if not isinstance(export, dict) or "Name" not in export or "Value" not in output:
                    continue
                name = resolver.plain(resolver.cell(template, export["Name"], place.at("Export", "Name")))
                if isinstance(name, str) and resolver.tokens.cause_of(name) is None:
                    yield name, resolver.cell(template, output["Value"], place.at("Value"))
