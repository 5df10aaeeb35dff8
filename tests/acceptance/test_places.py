"""Documents of several regions and accounts: each is judged by itself, and nothing is joined over them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import mwaa_policy
from mwaa_policy import InputError, UsageError
from mwaa_policy.document import Document, read_document
from mwaa_policy.render.text import render_text
from mwaa_policy.render.text.flows import render_flows
from mwaa_policy.report import Report
from tests.acceptance.conftest import Run

TEXT = (Path(__file__).parents[2] / "examples" / "responses" / "good.json").read_text()
ACCOUNT = "123456789012"
HERE, THERE = "eu-west-1", "us-east-1"


def responses(region: str = HERE, account: str = ACCOUNT) -> dict[str, Any]:
    """Return the responses of a network that works, all of whose ids are those of the other regions."""
    found: dict[str, Any] = json.loads(TEXT.replace(HERE, region).replace(ACCOUNT, account))
    return found


def closed(found: dict[str, Any]) -> dict[str, Any]:
    """Return responses whose security groups let nothing in."""
    for group in found["describe_security_groups"]["SecurityGroups"]:
        group["IpPermissions"] = []
    return found


def dump(region: str, account: str = ACCOUNT, found: dict[str, Any] | None = None) -> Document:
    """Return responses as `collect` writes them."""
    header = {"region": region, "account": account}
    value = {"mwaa-policy-dump": header, **(found or responses(region, account))}
    return read_document(json.dumps(value, indent=2), name=f"{account}-{region}.json")


def files(folder: Path, found: dict[str, Any], prefix: str) -> None:
    """Write each response to a file of its own, as calls of the CLI print them."""
    folder.mkdir(exist_ok=True)
    for operation, response in found.items():
        (folder / f"{prefix}-{operation}.json").write_text(json.dumps({operation: response}))


def checks(report: Report) -> set[tuple[str, str]]:
    """Return what was found, by rule and object."""
    return {(one.rule, one.subject) for one in report.findings}


def where(report: Report) -> list[tuple[str | None, str | None]]:
    """Return where the environments are."""
    return [(one.region, one.account) for one in report.environments]


def test_each_region_is_judged_as_if_it_were_alone() -> None:
    ours, theirs = dump(HERE), dump(THERE, found=closed(responses(THERE)))
    alone = [mwaa_policy.check(one) for one in (ours, theirs)]
    report = mwaa_policy.check(ours, theirs)
    assert where(report) == [(HERE, ACCOUNT), (THERE, ACCOUNT)]
    assert [one.routing for one in report.environments] == ["private", "private"]
    for part in ("passed", "undecided", "not_applicable"):
        assert len(getattr(report, part)) == sum(len(getattr(one, part)) for one in alone)
    assert [(one.rule, one.location) for one in report.findings if one.location and THERE in one.location.document] == [
        (one.rule, one.location) for one in alone[1].findings
    ]
    arns = [f"arn:aws:airflow:{region}:{ACCOUNT}:environment/airflow" for region in (HERE, THERE)]
    assert {subject for rule, subject in checks(report) if rule == "SG-DATABASE"} == {arns[1]}
    assert report.summary.environments == 2
    assert report.source.documents == (ours.name, theirs.name)


def test_objects_whose_ids_are_the_same_bear_their_place() -> None:
    report = mwaa_policy.check(dump(HERE), dump(THERE))
    checked = [(one.rule, one.subject) for one in report.passed]
    assert len(checked) == len(set(checked))
    alone = mwaa_policy.check(dump(HERE))
    acl = next(one.subject for one in alone.passed if one.subject.startswith("acl-"))
    assert {subject for _, subject in checked if subject.endswith(acl)} == {
        f"{ACCOUNT}/{HERE}/{acl}",
        f"{ACCOUNT}/{THERE}/{acl}",
    }


def test_the_text_says_where_each_environment_is() -> None:
    documents = dump(HERE), dump(THERE, found=closed(responses(THERE)))
    text = render_text(mwaa_policy.check(*documents))
    flows = render_flows(mwaa_policy.flows(*documents))
    for shown in (text, flows):
        for region in (HERE, THERE):
            assert f"Environment airflow in {region} of account {ACCOUNT}: private routing" in shown
    assert "mwaa-policy fix with the documents of one region and account" in " ".join(text.split())
    assert "in eu-west-1" not in render_text(mwaa_policy.check(dump(HERE)))


def test_environments_of_one_name_in_two_accounts_are_two() -> None:
    report = mwaa_policy.check(dump(HERE), dump(HERE, "999999999999", closed(responses(HERE, "999999999999"))))
    assert where(report) == [(HERE, ACCOUNT), (HERE, "999999999999")]
    assert {subject.split(":")[4] for rule, subject in checks(report) if rule == "SG-DATABASE"} == {"999999999999"}


def test_two_accounts_that_share_a_vpc_are_judged_together() -> None:
    owner = dump(HERE)
    participant = responses()
    participant = {
        "mwaa_get_environment": json.loads(
            json.dumps(participant["mwaa_get_environment"]).replace(ACCOUNT, "999999999999")
        ),
        "describe_vpcs": participant["describe_vpcs"],
        "describe_subnets": participant["describe_subnets"],
    }
    theirs = dump(HERE, "999999999999", participant)
    environment = next(
        one for one in mwaa_policy.normalize(owner, theirs).inventory.environments.items if "999999999999" in one.id
    )
    assert environment.subnet_ids.complete
    report = mwaa_policy.check(owner, theirs)
    assert len(report.environments) == 2
    assert ("SG-COUNT", environment.id) in {(one.rule, one.subject) for one in report.passed}


def test_a_network_of_which_no_account_is_told_is_that_of_all_environments_in_it(tmp_path: Path, run: Run) -> None:
    ours = responses()
    other = json.loads(json.dumps(ours["mwaa_get_environment"]).replace(ACCOUNT, "999999999999"))
    files(tmp_path / "live", ours, "a")
    files(tmp_path / "live", {"mwaa_get_environment": other}, "b")
    report = json.loads(run("eval", str(tmp_path / "live"), "--format", "json").out)
    assert [one["account"] for one in report["environments"]] == [ACCOUNT, "999999999999"]
    assert {one["subject"].split(":")[4] for one in report["passed"] if one["rule"] == "SG-DATABASE"} == {
        ACCOUNT,
        "999999999999",
    }


def test_files_of_the_cli_tell_their_region_by_what_is_in_them(run: Run, tmp_path: Path) -> None:
    ours = responses()
    theirs = json.loads(re.sub(r"\b(vpc|subnet|rtb|acl|sg|vpce|pl)-([0-9]\w+)", r"\1-\2f", TEXT.replace(HERE, THERE)))
    files(tmp_path / "live", ours, "a")
    files(tmp_path / "live", closed(theirs), "b")
    said = run("eval", str(tmp_path / "live"), "--format", "json")
    report = json.loads(said.out)
    assert [one["region"] for one in report["environments"]] == [HERE, THERE]
    assert {one["subject"].split(":")[3] for one in report["findings"] if one["rule"] == "SG-DATABASE"} == {THERE}
    alone = json.loads(run("eval", *map(str, sorted((tmp_path / "live").glob("a-*"))), "--format", "json").out)
    assert report["summary"]["passed"] > alone["summary"]["passed"]
    assert alone["summary"]["undecided"] * 2 == report["summary"]["undecided"]


def test_a_file_of_which_nothing_tells_the_region_is_refused(run: Run, tmp_path: Path) -> None:
    files(tmp_path / "live", responses(), "a")
    files(tmp_path / "live", responses(THERE), "b")
    said = run("eval", str(tmp_path / "live"))
    assert said.status == 3
    assert "nothing tells of which region this is" in said.err
    assert "-describe_" in said.err


def test_an_environment_without_a_network_is_not_lost() -> None:
    bare = {"mwaa_get_environment": responses(THERE)["mwaa_get_environment"]}
    report = mwaa_policy.check(dump(HERE), dump(THERE, found=bare))
    assert where(report) == [(HERE, ACCOUNT), (THERE, ACCOUNT)]
    theirs = {one.subject for one in report.undecided if one.blocks}
    assert f"arn:aws:airflow:{THERE}:{ACCOUNT}:environment/airflow" in theirs
    assert f"arn:aws:airflow:{HERE}:{ACCOUNT}:environment/airflow" not in theirs


def test_normalized_documents_of_two_regions_are_two() -> None:
    texts = [mwaa_policy.normalize(dump(region)).inventory.to_json() for region in (HERE, THERE)]
    documents = [read_document(text, name=f"{number}.json") for number, text in enumerate(texts)]
    assert where(mwaa_policy.check(*documents)) == [(HERE, ACCOUNT), (THERE, ACCOUNT)]


def test_what_is_for_one_network_refuses_several() -> None:
    both = dump(HERE), dump(THERE)
    for verb in (mwaa_policy.fix, mwaa_policy.normalize):
        with pytest.raises(UsageError, match="one network at a time: the documents are of several regions"):
            verb(*both)
    with pytest.raises(UsageError, match="--region states one of several"):
        mwaa_policy.check(*both, region=HERE)
    with pytest.raises(UsageError, match="an environment is assumed in one of several"):
        mwaa_policy.check(*both, assume_environment="subnets=subnet-1,groups=sg-1")


def test_a_template_beside_documents_of_two_regions_is_refused() -> None:
    template = read_document("Resources: {Vpc: {Type: AWS::EC2::VPC}}", name="template.yaml")
    with pytest.raises(InputError, match="documents of several regions or accounts") as caught:
        mwaa_policy.check(template, dump(HERE), dump(THERE))
    assert caught.value.document == "template.yaml"
