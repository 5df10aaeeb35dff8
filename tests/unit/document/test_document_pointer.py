"""JSON pointers as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwaa_policy.document import escape, join_pointer, split_pointer, unescape


@pytest.mark.parametrize(("token", "escaped"), [("a", "a"), ("a/b", "a~1b"), ("~", "~0"), ("~1", "~01"), ("", "")])
def test_escape(token: str, escaped: str) -> None:
    assert escape(token) == escaped
    assert unescape(escaped) == token


@given(st.lists(st.text("ab/~01", max_size=5)))
def test_split_undoes_join(tokens: list[str]) -> None:
    assert split_pointer(join_pointer(tokens)) == tuple(tokens)


def test_indexes_are_tokens() -> None:
    assert join_pointer(["a", 0]) == "/a/0"


def test_a_pointer_begins_with_a_slash() -> None:
    with pytest.raises(ValueError, match="starts with '/'"):
        split_pointer("a")
