"""Damaged responses: one clear error, or facts that are open; never a crash, never a guess."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwaa_policy.document import split_pointer
from mwaa_policy.errors import InputError
from mwaa_policy.model import COLLECTIONS, Listing
from mwaa_policy.sources._draft import Normalized
from mwaa_policy.sources._options import Options
from mwaa_policy.sources.boto3 import normalize
from tests.fixtures import responses as aws

GOOD = aws.responses()
NEVER_TOLD = {"zone_ref"}
_JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just([None]),
    st.just([{"a": []}]),
    st.just({"Error": 5}),
)


def pointers(value: Any, pointer: str = "") -> Iterator[str]:
    if pointer:
        yield pointer
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from pointers(part, f"{pointer}/{key}")


def damaged(pointer: str, junk: Any, *, remove: bool) -> Any:
    dump = copy.deepcopy(GOOD)
    *way, last = split_pointer(pointer)
    place: Any = dump
    for key in way:
        place = place[int(key) if isinstance(place, list) else key]
    slot: Any = int(last) if isinstance(place, list) else last
    if remove:
        del place[slot]
    else:
        place[slot] = junk
    return dump


def assert_explained(found: Normalized) -> None:
    for path in open_facts(found):
        if path[-1] not in NEVER_TOLD:
            assert found.provenance.why_missing(path) is not None, path


def open_facts(found: Normalized) -> Iterator[tuple[str, ...]]:
    """Return the paths of attributes that are not known."""
    for collection in COLLECTIONS:
        for record in getattr(found.inventory, collection).items:
            for name in type(record).model_fields:
                value = getattr(record, name)
                if value is None or (isinstance(value, Listing) and not value.complete):
                    yield collection, record.id, name


@settings(max_examples=200, deadline=None)
@given(pointer=st.sampled_from(sorted(pointers(GOOD))), junk=_JUNK, remove=st.booleans())
def test_damage_gives_an_error_or_facts_whose_absence_is_explained(pointer: str, junk: Any, remove: bool) -> None:  # noqa: FBT001 - drawn
    document = aws.document(damaged(pointer, junk, remove=remove))
    refusal, found = None, None
    try:
        found = normalize([document], Options())
    except InputError as error:
        refusal = error
    if found is None:
        assert refusal is not None
        assert (refusal.document, refusal.line) == ("dump.json", 1)
    else:
        assert_explained(found)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_response_may_be_missing(name: str) -> None:
    dump = {key: value for key, value in GOOD.items() if key != name}
    found = normalize([aws.document(dump)], Options())
    assert_explained(found)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_each_response_may_be_alone(name: str) -> None:
    found = normalize([aws.document({name: GOOD[name]})], Options())
    assert_explained(found)


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(sorted(GOOD)))
def test_the_order_of_responses_never_matters(order: list[str]) -> None:
    documents = [aws.document({name: GOOD[name]}, f"{name}.json") for name in order]
    assert normalize(documents, Options()).inventory == normalize([aws.document(GOOD)], Options()).inventory
