"""Turns snapshots into an inventory, family by family."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mwaa_policy.document import name_of
from mwaa_policy.provenance import Missing, Path
from mwaa_policy.sources._draft import Draft, Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.terraform.context import read_context
from mwaa_policy.sources.terraform.convert_acls import convert_acls
from mwaa_policy.sources.terraform.convert_buckets import convert_buckets, read_account_block
from mwaa_policy.sources.terraform.convert_endpoints import convert_endpoints
from mwaa_policy.sources.terraform.convert_environments import convert_environments
from mwaa_policy.sources.terraform.convert_gateways import convert_gateways
from mwaa_policy.sources.terraform.convert_groups import convert_groups
from mwaa_policy.sources.terraform.convert_prefix_lists import convert_prefix_lists
from mwaa_policy.sources.terraform.convert_routes import convert_routes
from mwaa_policy.sources.terraform.convert_subnets import convert_subnets
from mwaa_policy.sources.terraform.convert_vpcs import convert_vpcs
from mwaa_policy.sources.terraform.departures import departures, remaining
from mwaa_policy.sources.terraform.snapshot import Snapshot
from mwaa_policy.sources.terraform.words import APPLIED, OF_ACCOUNT, defined_in, newer_format
from mwaa_policy.sources.terraform.world import World

if TYPE_CHECKING:
    from mwaa_policy.sources.terraform.files import Files


def convert(snapshots: Sequence[Snapshot], options: Options, files: Files | None = None) -> Normalized:
    """Return the inventory of plans and states, and where each of its facts comes from.

    Args:
        snapshots: The plans and states.
        options: What the caller tells beside them.
        files: The configuration of the plans, by which their locals are followed.
    """
    kinds = {snapshot.kind for snapshot in snapshots}
    kind = "terraform-plan" if "terraform-plan" in kinds else "terraform-state"
    draft = Draft(kind=kind, params=options.params, context=read_context(snapshots, options))
    draft.environments_complete = all(snapshot.partial is None for snapshot in snapshots)
    provenance = draft.provenance
    for snapshot in snapshots:
        provenance.documents[snapshot.name] = snapshot.document
        if snapshot.newer is not None:
            provenance.assumed[("context", snapshot.name)] = newer_format(snapshot.name, snapshot.newer)
    world = World(remaining(snapshots), draft, options, files)
    read_account_block(world)
    # Later families read the records of earlier ones.
    convert_vpcs(world)
    convert_subnets(world)
    convert_routes(world)
    convert_acls(world)
    convert_groups(world)
    convert_gateways(world)
    convert_endpoints(world)
    convert_prefix_lists(world)
    convert_buckets(world)
    convert_environments(world)
    if files is not None and world.follows_locals:
        folder = name_of(files.folder)
        provenance.assumed[("context", folder)] = defined_in(folder)
    normalized = replace(draft.close(), gone=departures(snapshots))
    if kind == "terraform-state":
        _refer_to_account(normalized.provenance.missing)
    return normalized


def _refer_to_account(missing: MutableMapping[Path, Missing]) -> None:
    """Say how to supply what a state leaves open: no apply will tell more."""
    for path, why in missing.items():
        if why.supply == APPLIED:
            missing[path] = replace(why, supply=OF_ACCOUNT)
