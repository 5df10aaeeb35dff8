"""The sentences in which this source says what it assumed and what is missing."""

from __future__ import annotations

from mwaa_policy.provenance import Assumption, Missing, Origin

APPLIED = "evaluate the state after apply: terraform show -json"
"""How to supply what only apply knows."""
OF_ACCOUNT = "add the API responses of the account: mwaa-policy collect"
"""How to supply what a state does not hold."""

OF_FILES = "give the folder of the .tf files, to follow locals: --source DIR"
"""How to supply what the files of a plan tell beside it."""

ACCOUNT_BLOCK = Missing(
    subject="S3 Block Public Access of the account",
    text="Terraform does not tell the S3 Block Public Access of the account",
    supply="add the response of `aws s3control get-public-access-block`",
)

LITERALS = Assumption(
    subject="literals beside references",
    text="lists that are known only after apply hold what their expressions refer to, and no id written beside that",
    option="",
)
PAIRED = Assumption(
    subject="instances paired by key",
    text="instances of count and for_each that refer to each other are paired by key or place",
    option="",
)
ONLY_VPC = Assumption(
    subject="the only VPC of the plan",
    text="resources whose VPC is known only after apply are in the only VPC that the plan makes",
    option="",
)
UNMANAGED = Assumption(
    subject="objects outside Terraform",
    text="nothing was added to the VPCs that Terraform manages, and no default object of theirs was changed, elsewhere",
    option="",
)
NO_BLOCK = Assumption(
    subject="VPC Block Public Access",
    text="VPC Block Public Access is off in the account",
    option="",
)
BUCKET_DEFAULT = Assumption(
    subject="S3 Block Public Access",
    text="buckets without a public access block keep the default of AWS, which blocks all public access",
    option="",
)
NO_DYNAMIC = Assumption(
    subject="dynamic blocks",
    text="security groups and network ACLs without rules in the configuration have no dynamic block that only apply "
    "can expand",
    option="",
)


def defined_in(folder: str) -> Assumption:
    """Return that locals were followed to the files that define them."""
    return Assumption(
        subject=f"locals in {folder}", text=f"the plan was made from the .tf files in {folder}", option=""
    )


def provider_default(kind: str, argument: str, value: str) -> Assumption:
    """Return that an argument is left to the provider."""
    return Assumption(
        subject=f"{kind}.{argument}", text=f"{kind} without {argument} has {value} (default of the provider)", option=""
    )


def newer_format(document: str, version: str) -> Assumption:
    """Return that a document of a newer minor version was read as the newest that is known."""
    return Assumption(
        subject=f"format of {document}",
        text=f"{document} has the format {version}, and was read as the newest format known here",
        option="",
    )


def unset(address: str, argument: str, what: str, origin: Origin) -> Missing:
    """Return that nobody set an argument, so that AWS decides."""
    return Missing(
        subject=f"{address}.{argument}",
        text=f"{address} does not set {argument}: {what}",
        supply=APPLIED,
        origin=origin,
    )


def malformed(address: str, argument: str, problem: str, origin: Origin) -> Missing:
    """Return that an argument cannot be read."""
    return Missing(
        subject=f"{address}.{argument}", text=f"{address}.{argument}: {problem}", supply="correct it", origin=origin
    )


def removed(address: str, origin: Origin) -> Missing:
    """Return that a plan takes something away, and that nobody tells what is left then."""
    return Missing(
        subject=f"what is left of {address}",
        text=f"apply removes or changes {address}, and what is left beside it is not known",
        supply=APPLIED,
        origin=origin,
    )


def partial_plan(document: str, why: str) -> Missing:
    """Return that a plan does not hold everything."""
    return Missing(
        subject=f"the rest of {document}",
        text=f"{document} may leave resources out: {why}",
        supply="give a plan of the whole configuration",
    )


def not_listed(address: str, what: str, origin: Origin) -> Missing:
    """Return that a data source does not tell what its object contains."""
    return Missing(
        subject=f"the {what} of {address}",
        text=f"{address} is read by a data source, and that does not tell its {what}",
        supply="add the plan or state that manages it, or the responses of the EC2 API",
        origin=origin,
    )


def not_told(document: str, place: str, origin: Origin) -> Missing:
    """Return that a state does not hold an argument."""
    return Missing(
        subject=place,
        text=f"{document} does not tell {place}",
        supply="add the responses of the EC2 API",
        origin=origin,
    )


def not_described(identity: str) -> Missing:
    """Return that only the id of an object is known."""
    return Missing(
        subject=f"object {identity}",
        text=f"{identity} is referred to, and no document describes it",
        supply="add what describes it: a template, a plan, a state, or API responses (mwaa-policy collect)",
    )


def no_queue(address: str) -> Missing:
    """Return that no document of Terraform's names the queue of an environment."""
    return Missing(
        subject=f"the Celery queue of {address}",
        text=f"Terraform does not tell the Celery queue of {address}",
        supply="give the response of GetEnvironment",
    )


def read_as_written(address: str, origin: Origin) -> Missing:
    """Return that a default policy looks like one that somebody wrote."""
    return Missing(
        subject=f"who wrote the policy of {address}",
        text=f"the policy of {address} is AWS's default, or one of the same words",
        supply="give a plan: its configuration tells",
        origin=origin,
    )


NO_ACCOUNT = Missing(
    subject="the account", text="the plan does not tell in which account it works", supply="--account 123456789012"
)
