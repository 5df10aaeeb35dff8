"""Projections: edits in inventory space as patches of a kind of document, one module a kind."""

from __future__ import annotations

from mwaa_policy.decision import Edit
from mwaa_policy.fixes.records import Operation
from mwaa_policy.frozen import Frozen


class UnprojectableError(Exception):
    """Edits cannot be made in a document; the text says why.

    It never leaves the package: it becomes the reason of a fix that only a person can make.
    """


class Projection(Frozen):
    """What edits are in a document."""

    operations: tuple[Operation, ...]
    """The patch; no operation where the document has it all already."""
    edits: tuple[Edit, ...]
    """The edits as they are made: with the numbers that are free, and trusted no more than before."""
