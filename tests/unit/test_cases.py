"""Pointers in which the items of lists have names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.cases import patched, resolved
from tests.fixtures.networks import public

DOCUMENT: dict[str, Any] = {
    "acls": {"items": [{"id": "vpc/acl", "entries": [{"key": "ingress/100"}, {"key": "a~b"}]}, {"id": "1"}]},
    "names": ["x", "@y"],
}


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("/acls/items/@vpc~1acl/entries/@ingress~1100", "/acls/items/0/entries/0"),
        ("/acls/items/@vpc~1acl/entries/@a~0b/key", "/acls/items/0/entries/1/key"),
        ("/acls/items/@1/id", "/acls/items/1/id"),
        ("/acls/items/1/id", "/acls/items/1/id"),
        ("/acls/items/-", "/acls/items/-"),
        ("/acls/items/2", "/acls/items/2"),
        ("/names/@x", "/names/0"),
        ("/names/@@y", "/names/1"),
        ("/acls/@new", "/acls/@new"),
        ("", ""),
    ],
)
def test_an_item_may_be_named(pointer: str, expected: str) -> None:
    assert resolved(DOCUMENT, pointer) == expected


def test_an_item_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ValueError, match="/acls/items/@vpc: there is no item vpc"):
        resolved(DOCUMENT, "/acls/items/@vpc")


def test_a_patch_sees_what_the_operation_before_it_did() -> None:
    found = patched(
        public(),
        [
            {"op": "add", "path": "/nat_gateways/items/0", "value": {"id": "new"}},
            {"op": "remove", "path": "/nat_gateways/items/@nat-a"},
            {"op": "move", "from": "/nat_gateways/items/@nat-b", "path": "/nat_gateways/items/0"},
        ],
    )
    assert [one["id"] for one in found["nat_gateways"]["items"]] == ["nat-b", "new"]
