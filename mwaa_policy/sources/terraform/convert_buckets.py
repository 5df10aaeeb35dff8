"""Makes records of S3 buckets, with their public access blocks."""

from __future__ import annotations

from mwaa_policy.model import Bucket, PublicAccessBlock
from mwaa_policy.sources.terraform.facts import fact
from mwaa_policy.sources.terraform.kinds import BUCKET
from mwaa_policy.sources.terraform.satellites import Satellites, gather
from mwaa_policy.sources.terraform.sheet import Sheet
from mwaa_policy.sources.terraform.snapshot import Resource
from mwaa_policy.sources.terraform.words import ACCOUNT_BLOCK, BUCKET_DEFAULT
from mwaa_policy.sources.terraform.world import World

_SWITCHES = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")
_ACCOUNT = ("context", "account_public_access_block")
_ALL_ON = PublicAccessBlock(**dict.fromkeys(_SWITCHES, True))


def convert_buckets(world: World) -> None:
    """Add the buckets that Terraform manages."""
    blocks = gather(world, world.of(f"{BUCKET}_public_access_block"), "bucket", owner="buckets")
    for resource in world.of(BUCKET):
        if world.is_first("buckets", resource):
            sheet = Sheet(world, "buckets", resource)
            name = fact(resource, "bucket")
            sheet.note("name", "bucket")
            record = Bucket(
                id=sheet.id,
                name=str(name.value) if name.known else f"${{Ref:{resource.address}}}",
                public_access_block=_bucket_block(sheet, blocks),
            )
            world.draft.add("buckets", record, sheet.origin())


def read_account_block(world: World) -> None:
    """Put the switches of the account into the context, when Terraform manages them."""
    for resource in world.of("aws_s3_account_public_access_block"):
        context = world.draft.context
        world.draft.context = context.model_copy(update={"account_public_access_block": _switches(resource)})
        world.draft.provenance.origins[_ACCOUNT] = resource.origin()
    if world.draft.context.account_public_access_block is None:
        world.draft.provenance.missing[_ACCOUNT] = ACCOUNT_BLOCK


def _switches(resource: Resource) -> PublicAccessBlock:
    """Return the four switches that a resource sets; one that it does not set is off."""
    facts = {name: fact(resource, name) for name in _SWITCHES}
    return PublicAccessBlock(
        **{name: found.value is True if found.known or found.absent else None for name, found in facts.items()}
    )


def _bucket_block(sheet: Sheet, blocks: Satellites) -> PublicAccessBlock | None:
    for resource in blocks.of(sheet.id)[-1:]:
        for name in _SWITCHES:
            sheet.note_at(("public_access_block", name), name, resource=resource)
            if not (fact(resource, name).known or fact(resource, name).absent):
                sheet.miss_at(("public_access_block", name), sheet.world.why_unknown(resource, name))
        return _switches(resource)
    for part in blocks.doubts(sheet.id):
        sheet.miss("public_access_block", part.why)
        return None
    incomplete = sheet.why_incomplete("public access block")
    if incomplete is not None:
        sheet.miss("public_access_block", incomplete)
        return None
    sheet.assume("public_access_block", BUCKET_DEFAULT)
    return _ALL_ON
