from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace

import pytest

from mwaa_policy.frozen import Frozen, field


class Stop(Frozen):
    """A stop of a bus."""

    name: str
    lines: tuple[int, ...] = ()
    notes: dict[str, str] = field(default_factory=dict, repr=False)


class Bus(Frozen, eq=False):
    """A bus."""

    stop: Stop


class Route(Frozen, kw_only=False):
    """A way from stop to stop."""

    first: Stop
    last: Stop | None = None


def test_members_may_come_by_place_where_the_class_says_so() -> None:
    first, last = Stop(name="A"), Stop(name="B")
    assert Route(first, last) == Route(first, last=last) == Route(last=last, first=first)
    assert Route(first).last is None
    with pytest.raises(TypeError, match="Route has 2 members, not 3"):
        Route(first, last, last)  # type: ignore[call-arg]


def test_members_come_by_name_and_may_have_defaults() -> None:
    first, second = Stop(name="A"), Stop(lines=(1,), name="B")
    assert (first.name, first.lines, first.notes) == ("A", (), {})
    assert (second.name, second.lines) == ("B", (1,))
    assert first.notes is not second.notes
    assert [one.name for one in fields(first)] == ["name", "lines", "notes"]


@pytest.mark.parametrize(
    ("members", "text"),
    [({}, "Stop lacks its member 'name'"), ({"name": "A", "line": 1}, "Stop has no member 'line'")],
)
def test_every_member_is_there_and_no_other(members: dict[str, object], text: str) -> None:
    with pytest.raises(TypeError, match=text):
        Stop(**members)  # type: ignore[arg-type]


def test_a_record_does_not_change() -> None:
    stop = Stop(name="A")
    with pytest.raises(FrozenInstanceError, match="name"):
        stop.name = "B"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="name"):
        del stop.name
    assert replace(stop, name="B") == Stop(name="B")
    assert stop.name == "A"


def test_records_are_equal_when_their_members_are() -> None:
    class Halt(Frozen):
        name: str

    class Place(Frozen):
        name: str

    assert Halt(name="A") == Halt(name="A") != Halt(name="B")
    assert Halt(name="A") != Place(name="A")
    assert {Halt(name="A"), Halt(name="A")} == {Halt(name="A")}


def test_records_without_equality_are_equal_to_themselves_only() -> None:
    stop = Stop(name="A")
    bus = Bus(stop=stop)
    assert bus == bus  # noqa: PLR0124 - that is the point
    assert bus != Bus(stop=stop)
    assert len({bus, Bus(stop=stop)}) == 2


def test_what_is_shown_leaves_out_what_asks_for_it() -> None:
    assert repr(Bus(stop=Stop(name="A"))) == "Bus(stop=Stop(name='A', lines=()))"
