"""The records of a collection: the dumps, and what could not be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from mwaa_policy.frozen import Frozen

if TYPE_CHECKING:
    from mwaa_policy.document import Document


class Failure(Frozen):
    """A call that failed. Of what AWS answered it holds the code alone: a message may hold secrets."""

    where: str
    """The region, and who asked, when that is not the default."""
    call: str
    """The call, such as `describe_subnets`."""
    about: str
    """What the call was about: the name of an environment, a bucket, a VPC; empty for calls that list."""
    code: str
    """The code of the error, or the name of botocore's exception when there was no answer."""
    hint: str
    """What would help; empty when nothing is known to."""

    def __str__(self) -> str:
        about = f" of {self.about}" if self.about else ""
        return f"{self.where}: {self.call}{about} failed with {self.code}{self.hint and f'; {self.hint}'}"


class Dump(Frozen):
    """What one account has in one region of what its environments touch."""

    where: str
    """The region, and who asked, when that is not the default."""
    region: str
    """The region."""
    account: str
    """The account of the environments; empty when their ARNs do not tell."""
    environments: tuple[str, ...]
    """The names of the environments that could be read."""
    vpcs: tuple[str, ...]
    """The VPCs: those of the environments, and those that were named."""
    content: Mapping[str, Any]
    """The responses by operation, below a header that says when, where and with which filters they were taken."""
    failures: tuple[Failure, ...]
    """The calls that failed: what hangs on them is undecided."""
    calls: Mapping[str, int]
    """How many calls were made of each operation, pages included."""
    retries: int
    """How many of these were made again, as AWS was busy or a connection broke."""

    def to_json(self) -> str:
        """Return the content of the file that `eval` reads."""
        import json  # noqa: PLC0415 - only what is written needs it

        return json.dumps(self.content, indent=2, ensure_ascii=False) + "\n"

    def document(self) -> Document:
        """Return the dump as `check` reads it."""
        from mwaa_policy.document import read_document  # noqa: PLC0415 - a dump may go to a file as well

        return read_document(self.to_json(), name=f"<live {self.where}>")


class Collected(Frozen):
    """What `collect` answers."""

    dumps: tuple[Dump, ...]
    """One for each account and region in which there is something of what is wanted."""
    failures: tuple[Failure, ...]
    """Why there is no dump of a region or an account, and which environments and VPCs are nowhere."""

    @property
    def is_whole(self) -> bool:
        """Whether every call succeeded."""
        return not self.failures and not any(dump.failures for dump in self.dumps)


class Progress(Frozen):
    """What is going on."""

    where: str
    """The region, and who asks, when that is not the default."""
    call: str | None
    """The call that is made now; none once all are made."""
    calls: int
    """How many were made in this region."""


Report: TypeAlias = "Callable[[Progress], None]"
"""What takes progress; it is called from several threads."""
