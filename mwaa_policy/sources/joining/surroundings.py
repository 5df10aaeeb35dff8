"""Joins what holds for all records of a part: the context and the parameters."""

from __future__ import annotations

from mwaa_policy.errors import InputError
from mwaa_policy.model import Context, Params
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources.joining.merge import merge, tells


def joined_context(first: Normalized, second: Normalized) -> Context:
    """Return the context of both.

    Raises:
        InputError: they are about two regions.
    """
    one, other = first.inventory.context, second.inventory.context
    if tells(one.region) and tells(other.region) and one.region != other.region:
        document, before = (next(iter(part.provenance.documents), part.kind) for part in (second, first))
        raise InputError(
            f"this is about region {other.region}, and {before} about {one.region}",
            document=document,
            hint="a network lies in one region: judge the regions in runs of their own",
        )
    found: Context = merge(one, other).record
    return found


def joined_params(first: Normalized, second: Normalized) -> Params:
    """Return the parameters: those that a normalized document carries, else those of the caller, which both have."""
    own, others = first.inventory.params, second.inventory.params
    return others if own == Params() else own
