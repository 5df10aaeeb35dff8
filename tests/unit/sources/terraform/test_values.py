"""Single values of foreign documents."""

from __future__ import annotations

import pytest

from mwaa_policy.sources.terraform.values import as_cidr, as_flag, as_number, as_text


def test_values_of_the_wanted_kind_are_taken() -> None:
    assert (as_text("a"), as_text(6)) == ("a", "6")
    assert (as_flag("true"), as_flag("false"), as_flag(True)) == (True, False, True)  # noqa: FBT003 - the value itself
    assert (as_number(7), as_number("7"), as_number(7.0)) == (7, 7, 7)
    assert as_cidr("10.0.0.1/8").text == "10.0.0.0/8"


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (as_text, True),
        (as_text, []),
        (as_flag, "yes"),
        (as_flag, 1),
        (as_number, True),
        (as_number, None),
        (as_number, "seven"),
        (as_number, float("inf")),
        (as_number, "1e999"),
        (as_number, 1.5),
        (as_cidr, "10.0.0.1"),
    ],
)
def test_other_values_are_refused(read: object, value: object) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=r"wanted|CIDR"):
        read(value)
