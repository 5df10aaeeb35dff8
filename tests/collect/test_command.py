"""`mwaa-policy collect` and `--live`, as a person runs them."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from mwaa_policy.cli import main
from tests.acceptance.conftest import Run, Said, program, refused
from tests.collect.cloud import SECRET, Cloud
from tests.collect.conftest import client
from tests.collect.network import Network, add_environment, make_bucket, make_network
from tests.fixtures import responses as aws

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "live"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return what runs `mwaa-policy` in this process, in a folder of its own; no secret is ever written."""
    run_in_folder = program(tmp_path, monkeypatch, capsys)

    def called(*arguments: str) -> Said:
        said = run_in_folder(*arguments)
        assert SECRET not in said.out + said.err
        return said

    return called


@pytest.fixture
def two_regions(cloud: Cloud, network: Network) -> str:
    """Return another region, which has an environment, too."""
    del network
    region = "us-east-1"
    made = make_network(client(cloud, "ec2", region), "there")
    make_bucket(client(cloud, "s3"), "there")
    add_environment(cloud, made, "there", region=region)
    return region


# -- collect ----------------------------------------------------------------------------------------


def test_a_dump_goes_to_standard_output_and_the_calls_to_standard_error(run: Run, network: Network) -> None:
    del network
    said = run("collect", "airflow")
    assert said.status == 0
    dump = json.loads(said.out)
    assert dump["mwaa-policy-dump"]["account"] == aws.ACCOUNT
    first, second, calls = said.err.splitlines()
    assert first == "asking eu-west-1"
    assert second == "eu-west-1: environment airflow of account 123456789012, 20 calls"
    assert calls.startswith("  1 describe_dhcp_options, 1 describe_internet_gateways, ")
    assert "2 describe_subnets" in calls


def test_eval_takes_what_collect_writes(run: Run, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    del network
    written = run("collect", "airflow", "--output", "airflow.json")
    assert (written.status, written.out) == (0, "")
    assert "20 calls -> airflow.json\n" in written.err
    judged = run("eval", "airflow.json")
    assert judged.status == 0
    assert judged.out.startswith("airflow.json (boto3)\n")
    stream = io.TextIOWrapper(io.BytesIO(Path("airflow.json").read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    piped = run("eval", "-").out
    assert "mwaa-policy fix --unsafe - prints" in piped
    assert piped.count("<stdin>") == judged.out.count("airflow.json") - 1
    assert [one.name for one in Path().iterdir() if "part" in one.name] == []


def test_eval_live_is_both_in_one(run: Run, network: Network) -> None:
    del network
    run("collect", "airflow", "-o", "airflow.json")
    judged = run("eval", "airflow.json", "--format", "json")
    live = run("eval", "--live", "airflow", "--format", "json")
    assert live.status == judged.status == 0
    assert "20 calls" in live.err
    found, expected = json.loads(live.out), json.loads(judged.out)
    assert found["source"] == {"kind": "boto3", "documents": ["<live eu-west-1>"]}
    for part in ("summary", "passed", "assumed", "environments"):
        assert found[part] == expected[part]


def test_other_commands_take_live_environments_too(run: Run, network: Network) -> None:
    facts = json.loads(run("normalize", "--live", "airflow", "--region", "eu-west-1").out)
    assert [one["id"] for one in facts["vpcs"]["items"]] == [network.vpc]
    assert run("fix", "--live", "airflow").status == 0


def test_each_account_and_region_is_a_file_of_its_own(run: Run, two_regions: str) -> None:
    said = run("collect", "--all", "--region", aws.REGION, "--region", two_regions, "--output", "live")
    assert said.status == 0
    names = [f"live/{aws.ACCOUNT}-{region}.json" for region in (aws.REGION, two_regions)]
    assert sorted(str(one) for one in Path("live").iterdir()) == names
    assert [line.rpartition(" -> ")[2] for line in said.err.splitlines() if " -> " in line] == names
    for name in names:
        assert run("eval", name).status == 0
    both = run("eval", "live")
    assert both.status == 0
    for region in (aws.REGION, two_regions):
        assert f"in {region} of account {aws.ACCOUNT}: " in both.out


def test_live_environments_of_two_regions_are_judged_each(run: Run, two_regions: str) -> None:
    arns = [aws.ARN, f"arn:aws:airflow:{two_regions}:{aws.ACCOUNT}:environment/there"]
    said = run("eval", "--live", arns[0], "--live", arns[1], "--format", "json")
    assert said.status == 0
    assert [(one["id"], one["region"]) for one in json.loads(said.out)["environments"]] == [
        (arns[0], aws.REGION),
        (arns[1], two_regions),
    ]


def test_an_environment_that_only_another_region_has_is_not_found(run: Run, two_regions: str) -> None:
    arns = [aws.ARN, aws.ARN.replace(aws.REGION, two_regions)]
    why = "us-east-1: get_environment of airflow failed with ResourceNotFoundException; there is no such environment"
    judged = run("eval", "--live", arns[0], "--live", arns[1])
    assert (judged.status, judged.out) == (3, "")
    assert judged.err.endswith(f"mwaa-policy: {why}\n")
    said = run("collect", *arns, "--output", "live")
    assert said.status == 4
    assert why in said.err


def test_a_folder_of_one_region_is_judged_as_it_is(run: Run, network: Network) -> None:
    del network
    Path("live").mkdir()
    assert run("collect", "airflow", "--output", "live").status == 0
    assert run("eval", "live").status == 0


def test_identities_of_one_account_do_not_overwrite_each_other(run: Run, network: Network, tmp_path: Path) -> None:
    del network
    keys = [f"[{name}]\naws_access_key_id = AKIA{name}\naws_secret_access_key = x\n" for name in ("one", "two")]
    (tmp_path / "AWS_SHARED_CREDENTIALS_FILE").write_text("".join(keys))
    assert run("collect", "airflow", "--profile", "one", "--profile", "two", "-o", "live/").status == 0
    assert sorted(one.name for one in Path("live").iterdir()) == [
        "123456789012-eu-west-1-2.json",
        "123456789012-eu-west-1.json",
    ]


def test_what_could_not_be_asked_exits_4_and_is_named(run: Run, cloud: Cloud, two_regions: str) -> None:
    cloud.deny("DescribeVpcEndpoints")
    cloud.broken_regions.add(two_regions)
    said = run("collect", "--all", "--region", aws.REGION, "--region", two_regions, "--output", "live/")
    assert said.status == 4
    assert (
        "  eu-west-1: describe_vpc_endpoints failed with UnauthorizedOperation; "
        "the permission ec2:DescribeVpcEndpoints is wanted: mwaa-policy collect --policy prints all\n"
    ) in said.err
    assert "\nus-east-1: list_environments failed with ProxyConnectionError; " in said.err
    judged = run("eval", f"live/{aws.ACCOUNT}-{aws.REGION}.json")
    assert judged.status == 4
    assert "describe_vpc_endpoints failed with UnauthorizedOperation" in judged.out
    assert "with the permission ec2:DescribeVpcEndpoints" in " ".join(judged.out.split())


def test_calls_that_were_made_again_are_told(run: Run, cloud: Cloud, network: Network) -> None:
    del network
    cloud.throttle("DescribeVpcs", times=2)
    assert ", 20 calls, 2 of them again\n" in run("collect", "airflow").err


def test_no_environment_exits_5(run: Run, cloud: Cloud) -> None:
    said = run("collect", "--all")
    assert (said.status, said.out) == (5, "")
    assert said.err == "asking eu-west-1\nthere is no environment\n"
    assert cloud.counts() == {"ListEnvironments": 1}


def test_nothing_exits_3(run: Run, cloud: Cloud) -> None:
    cloud.deny("GetEnvironment")
    for arguments in (["collect", "airflow"], ["eval", "--live", "airflow"]):
        said = run(*arguments)
        assert (said.status, said.out) == (3, "")
        assert said.err.splitlines()[-1].startswith(
            "mwaa-policy: nothing could be collected: eu-west-1: get_environment of airflow failed with "
            "AccessDeniedException; the permission airflow:GetEnvironment is wanted"
        )


def test_all_that_is_named_must_be_there_to_be_judged(run: Run, network: Network) -> None:
    del network
    assert run("collect", "airflow", "airflaw", "-o", "some.json").status == 4
    said = run("eval", "--live", "airflow", "--live", "airflaw")
    assert (said.status, said.out) == (3, "")
    assert "get_environment of airflaw failed with ResourceNotFoundException" in said.err


def test_the_permissions_are_printed_and_nobody_is_asked(run: Run, cloud: Cloud) -> None:
    for arguments in (["--policy"], ["--policy", "airflow", "--region", "eu-west-1"], ["--policy", "--all"]):
        said = run("collect", *arguments)
        assert (said.status, said.err) == (0, "")
        assert json.loads(said.out)["Version"] == "2012-10-17"
    role = "arn:aws:iam::111111111111:role/audit"
    assert f"whoever assumes them needs sts:AssumeRole on {role}" in run("collect", "--policy", "--role-arn", role).err
    assert cloud.asked == []


def test_tags_and_options_are_written_for_who_asks(
    tmp_path: Path, network: Network, capsys: pytest.CaptureFixture[str]
) -> None:
    del network
    path = tmp_path / "all.json"
    assert main(["collect", "airflow", "-o", str(path), "--with-tags", "--with-configuration"]) == 0
    assert path.read_text().count(SECRET) == 3
    assert SECRET not in "".join(capsys.readouterr())
    main(["eval", "-v", str(path)])
    main(["normalize", str(path)])
    assert SECRET not in "".join(capsys.readouterr())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["collect"], "no environment is named"),
        (["collect", "--all", "airflow"], "some by name"),
        (["collect", "airflow", "--region", "eu-west-1", "--region", "us-east-1"], "give --output DIR"),
        (["collect", "airflow", "--profile", "a", "--profile", "b", "-o", "file.json"], "give --output DIR"),
        (["collect", "airflow", "-o", "file.json/"], "give --output DIR"),
        (["collect", "airflow", "--external-id", "x"], "no role"),
        (["collect", "airflow", "--profile", "nobody"], "no such profile: nobody"),
        (["eval", "file.json", "--profile", "a"], "--profile is for what runs: name it with --live"),
        (["eval", "--live", "air flow"], "neither the name nor the ARN of an environment"),
    ],
)
def test_wrong_usage(run: Run, cloud: Cloud, arguments: list[str], words: str) -> None:
    Path("file.json").write_text("{}")
    refused(run(*arguments), words, status=2)
    assert cloud.asked == []


def test_a_file_that_cannot_be_written_is_named(run: Run, network: Network) -> None:
    del network
    said = run("collect", "airflow", "-o", "nowhere/airflow.json")
    assert said.status == 2
    assert "mwaa-policy: nowhere/airflow.json cannot be written: No such file or directory\n" in said.err


def test_on_a_terminal_one_line_tells_what_is_going_on(
    run: Run, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    del network
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    said = run("collect", "airflow")
    *moments, rest = said.err.split("\r\x1b[K")
    assert moments[1] == "eu-west-1: call 1, get_environment"
    assert rest.startswith("eu-west-1: environment airflow of account")
    assert "asking" not in said.err


def test_files_are_judged_without_boto3(run: Run, network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    del network
    run("collect", "airflow", "-o", "airflow.json")
    for name in [name for name in sys.modules if name.partition(".")[0] in {"boto3", "botocore"}]:
        monkeypatch.setitem(sys.modules, name, None)
    assert run("eval", "airflow.json").status == 0
    said = run("eval", "--live", "airflow")
    refused(said, "live accounts are read with boto3", "pip install 'mwaa-policy[aws]'")


def test_the_examples_are_what_collect_writes(run: Run, cloud: Cloud, network: Network) -> None:
    del network
    cloud.deny("DescribeNatGateways")
    written = json.loads(run("collect", "airflow").out)
    dump = EXAMPLES / "123456789012-eu-west-1.json"
    shown = json.loads(dump.read_text())
    assert members(shown) == members(written)
    judged = run("eval", str(dump))
    assert judged.status == 4
    assert "describe_nat_gateways failed with UnauthorizedOperation" in judged.out
    policy = run("collect", "--policy", "--region", "eu-west-1").out
    assert (EXAMPLES / "policy.json").read_text() == policy


def members(value: Any, path: str = "") -> set[str]:
    """Return the members of a value; ids, which no two networks share, are all alike."""
    if isinstance(value, dict):
        names = {one: "*" if re.match(r"(pl|vpc)-", one) else one for one in value}
        return {deep for one in value for deep in members(value[one], f"{path}/{names[one]}")}
    if isinstance(value, list):
        return {path, *(deep for one in value for deep in members(one, path))}
    return {path}
