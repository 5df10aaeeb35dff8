"""Where an expression of a configuration stands."""

from __future__ import annotations

from dataclasses import dataclass

from mwaa_policy.sources.terraform.addresses import InstanceKey, ModulePath
from mwaa_policy.sources.terraform.snapshot import Object


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A module, and the block there whose `count` or `for_each` an expression may name."""

    module: ModulePath
    key: InstanceKey = None
    local: str = ""
    """Address of the block within the module: `aws_subnet.a`, `module.net`, `output.ids`."""
    block: Object
    """The block as the plan has it."""
    siblings: int = 1
    """How many instances the block has."""
    depth: int = 0
