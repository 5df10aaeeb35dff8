"""Networks that are nearly right: the clean ones, with a few mistakes of one kind or of all."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from mwaa_policy.model import Inventory
from tests.fixtures.networks import private, public
from tests.oracle.changes import S3_LIST, S3_RANGES, Change, with_list
from tests.oracle.document_changes import DOCUMENTS
from tests.oracle.endpoint_changes import ENDPOINTS
from tests.oracle.group_changes import GROUPS
from tests.oracle.nat_changes import NATS
from tests.oracle.network_changes import ACLS, ROUTES, SUBNETS
from tests.oracle.policy_changes import POLICIES, with_given_ids
from tests.oracle.setting_changes import SETTINGS


def _both() -> Inventory:
    """Return a network that has NAT gateways, and endpoints before them."""
    members = {name: getattr(private(), name) for name in ("vpc_endpoints", "prefix_lists")}
    return public().model_copy(update=members)


_CLEAN: dict[str, Callable[[], Inventory]] = {"public": public, "private": private, "both": _both}
_STARTS = {
    "documents": ("private",),
    "endpoints": ("private", "both"),
    "everything": ("private", "public", "both"),
    "nats": ("public", "public", "public", "private"),
    "policies": ("private", "private", "both"),
}
FAMILIES: dict[str, tuple[Change, ...]] = {
    "acls": ACLS,
    "groups": GROUPS,
    "routes": ROUTES,
    "subnets": SUBNETS,
    "endpoints": ENDPOINTS,
    "policies": POLICIES,
    "nats": NATS,
    "settings": SETTINGS,
    "documents": DOCUMENTS,
    "everything": (*ACLS, *GROUPS, *ROUTES, *SUBNETS, *ENDPOINTS, *POLICIES, *NATS, *SETTINGS, *DOCUMENTS),
}
"""Kinds of mistakes by name."""


@st.composite
def networks(draw: st.DrawFn, family: str) -> Inventory:
    """Return a network of which everything is known, with mistakes of a family."""
    clean = draw(st.sampled_from(_STARTS.get(family, ("private", "public"))))
    found = with_list(_CLEAN[clean](), S3_LIST, "s3", S3_RANGES)
    for change in draw(st.lists(st.sampled_from(FAMILIES[family]), min_size=1, max_size=4)):
        found = change(draw, found)
    is_live = family in {"policies", "everything"} and draw(st.booleans())
    return with_given_ids(found) if is_live else found
