"""What a caller may tell a source beside its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from mwaa_policy.frozen import Frozen, field
from mwaa_policy.model import Context, Params


class Options(Frozen):
    """Values that documents leave open."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    """Template parameters, by name."""
    otherwise: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What template parameters without a value are not, by name."""
    region: str | None = None
    """Region code."""
    account: str | None = None
    """Account of twelve digits."""
    source: Path | None = None
    """The root module of the configuration of a Terraform plan, with its places and its locals."""
    params: Params = field(default_factory=Params)
    """The parameters that travel in the document."""

    def beside(self, context: Context) -> Options:
        """Return the options for a document beside others, whose region and account may be known."""
        return replace(
            self,
            region=self.region or _known(context.region),
            account=self.account or _known(context.account_id),
        )

    def tells_more(self, context: Context) -> bool:
        """Return whether the region or the account is told that documents leave open."""
        pairs = ((self.region, context.region), (self.account, context.account_id))
        return any(told is not None and _known(found) is None for told, found in pairs)


def _known(text: str | None) -> str | None:
    return None if text is None or "${" in text else text
