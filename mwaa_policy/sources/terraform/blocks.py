"""Finds the blocks of a configuration in its `.tf` files, so that facts of a plan have a place that people edit."""

from __future__ import annotations

import re
from dataclasses import replace

from mwaa_policy.provenance import Origin, Provenance, Spot
from mwaa_policy.sources.terraform.addresses import Key, module_path, steps
from mwaa_policy.sources.terraform.files import Block, Files

_ARGUMENT = re.compile(r"/(?:after|after_unknown|values|attributes)/([^/]+)")


def point_at_blocks(provenance: Provenance, files: Files) -> Provenance:
    """Return the provenance with the places of the blocks of a configuration in place of those of a plan.

    Facts of modules that are not folders of this configuration keep their place in the plan.
    """
    finder = _Finder(files)
    found = replace(
        provenance,
        origins={path: finder.at_block(origin) for path, origin in provenance.origins.items()},
        missing={
            path: why if why.origin is None else replace(why, origin=finder.at_block(why.origin))
            for path, why in provenance.missing.items()
        },
        files={**provenance.files, **finder.files},
    )
    found.skipped.extend(files.skipped)
    return found


class _Finder:
    """Finds blocks by the addresses of a plan, and keeps the places to which these lead."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.files: dict[str, dict[str, Spot]] = {}
        """The places to which origins lead, by file and JSON pointer: `/resource/aws_subnet/a/cidr_block`."""

    def at_block(self, origin: Origin) -> Origin:
        """Return the place of a fact in the configuration, or the one that it has."""
        block = None if origin.address is None else self._block(origin.address)
        if block is None:
            return origin
        pointer, spot = block.pointer, block.spot
        argument = _ARGUMENT.search(origin.pointer)
        if argument is not None and argument[1] in block.parts:
            pointer, spot = f"{pointer}/{argument[1]}", block.parts[argument[1]]
        self.files.setdefault(block.file, {})[pointer] = spot
        return replace(origin, document=block.file, pointer=pointer)

    def _block(self, address: str) -> Block | None:
        calls = module_path(address)
        names = [step for step in steps(address) if not isinstance(step, Key)]
        module = self._files.module([call.name for call in calls])
        return None if module is None else module.blocks.get(".".join(names[2 * len(calls) :]))
