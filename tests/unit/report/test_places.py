from __future__ import annotations

import pytest

from mwaa_policy.report import Place, place_text


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        (88, 7, "t.yaml:88:7"),
        (1, 90210, "t.yaml#/Resources/A"),
        (None, None, "t.yaml#/Resources/A"),
    ],
)
def test_a_place_is_written_as_editors_read_it(line: int | None, column: int | None, text: str) -> None:
    assert place_text(Place(document="t.yaml", pointer="/Resources/A", line=line, column=column)) == text


def test_the_column_may_be_left_out() -> None:
    place = Place(document="t.yaml", pointer="", line=3, column=1)
    assert place_text(place, column=False) == "t.yaml:3"
