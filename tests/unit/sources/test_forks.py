"""The branches that parameters without a value make."""

from __future__ import annotations

from mwaa_policy.provenance import Missing
from mwaa_policy.sources._forks import MOST, REGION, Fork, branches
from mwaa_policy.sources._options import Options

CAUSE = Missing(subject="parameter", text="has no default", supply="")


def fork(name: str, *values: str, closed: bool = False) -> Fork:
    """Return a parameter with the values that make a difference."""
    return Fork(name=name, values=values, closed=closed, cause=CAUSE)


def test_every_way_of_every_parameter_is_a_branch() -> None:
    found = branches([fork("Stage", "prod", "dev"), fork("Flag", "yes", "no", closed=True)])
    stages = ("=prod", "=dev", " other than dev and prod")
    assert {str(one) for one in found} == {f"Flag={flag}, Stage{stage}" for flag in ("yes", "no") for stage in stages}


def test_no_parameter_makes_no_branch() -> None:
    assert branches([]) == ()


def test_parameters_of_many_ways_are_left_open() -> None:
    few, many = fork("Few", "a"), fork("Many", *(str(number) for number in range(MOST)))
    assert {tuple(one.values) for one in branches([many, few])} == {("Few",)}
    assert branches([many]) == ()


def test_a_branch_tells_a_source_its_values() -> None:
    given = Options(parameters={"Name": "airflow"})
    options = {str(one): one.options(given) for one in branches([fork("Stage", "prod"), fork(REGION, "us-east-1")])}
    chosen = options[f"{REGION}=us-east-1, Stage=prod"]
    assert (chosen.parameters, chosen.region) == ({"Name": "airflow", "Stage": "prod"}, "us-east-1")
    other = options[f"{REGION} other than us-east-1, Stage other than prod"]
    assert (other.parameters, other.region) == (given.parameters, None)
    assert other.otherwise == {REGION: {"us-east-1"}, "Stage": {"prod"}}


def test_a_branch_is_told_by_some_of_its_parameters() -> None:
    [one, _] = branches([fork("Flag", "yes", "no", closed=True)])
    assert str(one.only({"Flag"})) == "Flag=yes"
    assert str(one.only(set())) == ""
