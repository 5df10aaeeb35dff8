from __future__ import annotations

from copy import deepcopy
from typing import Any

import jsonpatch
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_policy.errors import InputError
from mwaa_policy.fixes import apply_patch
from mwaa_policy.fixes.patch import same


def test_a_patch_leaves_the_given_document_as_it_is() -> None:
    document = {"items": [1]}
    patch = ({"op": "test", "path": "/items", "value": [1]}, {"op": "add", "path": "/items/-", "value": 2})
    assert apply_patch(document, patch) == {"items": [1, 2]}
    assert document == {"items": [1]}


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
VALUES = st.recursive(
    LEAVES,
    lambda part: st.lists(part, max_size=4) | st.dictionaries(st.text("ab/~0", max_size=2), part, max_size=4),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(st.text("ab/~0", max_size=2), VALUES, max_size=4)


@given(before=DOCUMENTS, after=DOCUMENTS)
def test_what_is_shared_is_never_changed(before: dict[str, Any], after: dict[str, Any]) -> None:
    given_document = deepcopy(before)
    patch = jsonpatch.make_patch(before, after).patch
    given_patch = deepcopy(patch)
    assert apply_patch(before, patch) == after
    assert (before, patch) == (given_document, given_patch)


@pytest.mark.parametrize("path", ["a", "/b/c/d", "/a/x/y", "/a/7/y", "/a/0/deep/er"])
def test_a_place_that_is_not_there_is_refused(path: str) -> None:
    document = {"a": [1]}
    with pytest.raises(InputError, match="add is not possible"):
        apply_patch(document, [{"op": "add", "path": path, "value": 1}])
    assert document == {"a": [1]}


def test_later_operations_do_not_change_what_the_patch_holds() -> None:
    patch: tuple[dict[str, Any], ...] = (
        {"op": "add", "path": "/a", "value": {"b": []}},
        {"op": "add", "path": "/a/b/-", "value": 1},
    )
    assert apply_patch({}, patch) == {"a": {"b": [1]}}
    assert patch[0]["value"] == {"b": []}


@pytest.mark.parametrize(
    ("found", "expected"), [(True, 1), (1, True), (False, 0), ([True], [1]), ({"a": False}, {"a": 0}), (None, False)]
)
def test_a_test_distinguishes_types(found: Any, expected: Any) -> None:
    with pytest.raises(InputError, match="another than the patch expects"):
        apply_patch({"a": found}, [{"op": "test", "path": "/a", "value": expected}])


def test_a_test_takes_numbers_by_their_value() -> None:
    assert same({"a": [1, "x", None]}, {"a": [1.0, "x", None]})
    assert not same([1], [1, 1])
    assert not same({"a": 1}, {"b": 1})


@pytest.mark.parametrize("path", ["/b", "/a/7", "/a/x", "/a/0/deep"])
def test_a_test_of_what_is_not_there_names_the_place(path: str) -> None:
    with pytest.raises(InputError, match="there is none") as caught:
        apply_patch({"a": [1]}, [{"op": "test", "path": path, "value": 1}])
    assert caught.value.pointer == path
    assert "changed since" in str(caught.value)


def test_an_operation_that_is_not_possible_is_refused() -> None:
    with pytest.raises(InputError, match="remove is not possible"):
        apply_patch({"a": []}, [{"op": "remove", "path": "/a/0"}])
