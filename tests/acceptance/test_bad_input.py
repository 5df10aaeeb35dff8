"""Bad input: one line that names the file, the place and the likely mistake, in bounded time."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from mwaa_policy.bundle import locate
from tests.acceptance.conftest import Run, refused
from tests.fixtures.opa import opa_server

EXAMPLES = Path(__file__).parents[2] / "examples"
TEMPLATE = EXAMPLES / "cloudformation" / "broken.yaml"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["the document is empty", "give a CloudFormation template"]),
        ("\n \n", ["the document is empty"]),
        ("# nothing\n", ["nothing but comments"]),
        ("hello", ["it:1:1", "neither JSON nor YAML", "give a CloudFormation template"]),
        ("{}", ["an empty object"]),
        ("[]", ["an empty list"]),
        ("null", ["it"]),
        (b"\x7fELF\x02\x01\x01" + bytes(60), ["a program, not text"]),
        (b"PK\x03\x04" + bytes(60), ["a ZIP archive", "terraform show -json"]),
        (b"\x1f\x8b\x08" + bytes(60), ["gzip"]),
        (bytes(range(256)), ["binary data, not text"]),
        (b"\xff\xfe", ["it"]),
        (b"Resources: caf\xe9", ["it:1:15", "0xe9", "UTF-8"]),
        ('{"Resources": ', ["it:1:1", "not closed", "cut off"]),
        ('{"Resources": {}, "Resources": {}}', ["'Resources' stands twice", "it:1:19", "line 1, column 2"]),
        ("Resources:\n  Vpc: 1\n  Vpc: 2\n", ["it:3:3", "'Vpc' stands twice", "line 2, column 3"]),
        ("Resources:\n\tVpc: 1\n", ["it:2:1", "no tab"]),
        ("Resources: {{ resources }}\n", ["render it first"]),
        (BOMB, ["it:7:8", "aliases stand for more than"]),
        ("a: &a [*a]\n", ["it:1:8", "inside its own anchor"]),
        ("[" * 200 + "]" * 200, ["it:1:200", "nested 200 levels deep"]),
        ('{"a":' * 200 + "1" + "}" * 200, ["nested 200 levels deep"]),
        ("- " * 200 + "x", ["nested 200 levels deep"]),
        ("apiVersion: v1\nkind: Pod\n", ["a Kubernetes manifest"]),
        ("apiVersion: v1\nkind: Pod\n---\napiVersion: v1\n", ["a Kubernetes manifest"]),
        ("a: 1\n---\nb: 2\n", ["it:2:1", "a second YAML document", "give one document a file"]),
        ('resource "aws_vpc" "a" {\n  cidr_block = "10.0.0.0/16"\n}\n', ["HCL", "terraform show -json"]),
        ('{"resource": {"aws_vpc": {}}}', ["a Terraform configuration in JSON", "terraform plan -out"]),
        ('{"version": "36.0.0", "artifacts": {}}', ["a CDK cloud assembly", "STACK.template.json"]),
        ('{"Version": "2012-10-17", "Statement": []}', ["an IAM policy alone", "describe_vpc_endpoints"]),
        ('{"@level": "info", "@message": "x"}\n' * 3, ["the log of `terraform plan -json`", "terraform show -json"]),
        ('[{"ParameterKey": "A", "ParameterValue": "1"}]', ["CloudFormation parameters", "--parameters"]),
        ('{"Resources": {"A": {}}}', ["nothing with a Type"]),
        ('{"schema": "mwaa-policy/v2"}', ["it", "mwaa-policy/v2"]),
        ('{"schema": "mwaa-policy/v1"}', ["it:1:1", "missing"]),
        ("<html><body>Sign in</body></html>", ["XML or HTML"]),
        ("error: Unauthorized\n", ["no kind of document that is read", "an object with error"]),
    ],
    ids=lambda value: value[1 if len(value) > 1 and value[0] == "it" else 0][:30] if isinstance(value, list) else "",
)
def test_what_is_no_document_is_named(run: Run, content: str | bytes, words: list[str]) -> None:
    Path("it").write_bytes(content.encode() if isinstance(content, str) else content)
    refused(run("eval", "it"), "it", *words)


def test_a_plan_of_a_newer_format_is_refused(run: Run) -> None:
    plan = json.loads((EXAMPLES / "terraform" / "good" / "plan.json").read_text())
    Path("plan.json").write_text(json.dumps(plan | {"format_version": "2.0"}))
    refused(run("eval", "plan.json"), "plan.json", "2.0")
    Path("plan.json").write_text(json.dumps(plan | {"format_version": "1.99"}))
    assert run("eval", "plan.json").status == 0


def test_an_error_is_short_whatever_it_quotes(run: Run) -> None:
    long = "x" * 10_000
    value = json.loads(run("normalize", str(TEMPLATE)).out)
    value["network_acls"]["items"][0]["entries"]["items"][0]["key"] = long
    Path("it").write_text(json.dumps(value))
    said = run("eval", "it")
    refused(said, f"the key is {'x' * 400}")
    assert len(said.err) < 2000
    value["network_acls"]["items"][0][long] = 1
    Path("it").write_text(json.dumps(value))
    said = run("eval", "it")
    refused(said)
    assert len(said.err) < 2000


# -- files and folders ------------------------------------------------------------------------------


def test_files_that_are_not_there_or_cannot_be_opened(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    refused(run("eval", "nowhere.yaml"), "nowhere.yaml: cannot be read: No such file")
    refused(run("eval", ""), "the name of a file is empty", "variable")
    Path("loop").symlink_to("loop")
    refused(run("eval", "loop"), "loop: cannot be read", "symbolic links")
    refused(run("eval", "a\0b"), "a\\x00b: cannot be read")

    def deny(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    Path("secret.yaml").write_text("a: 1")
    monkeypatch.setattr(Path, "open", deny)
    refused(run("eval", "secret.yaml"), "secret.yaml: cannot be read: Permission denied")
    monkeypatch.setattr(Path, "iterdir", deny)
    refused(run("eval", "."), ".: cannot be read: Permission denied")


def test_folders_without_responses(run: Run) -> None:
    Path("empty").mkdir()
    refused(run("eval", "empty"), "empty: this is a folder, and holds no JSON or YAML file")
    Path("other").mkdir()
    Path("other", "package.json").write_text('{"name": "x"}')
    refused(run("eval", "other"), "other: this is a folder, and holds no API response")
    Path("templates").mkdir()
    Path("templates", "network.yaml").write_bytes(TEMPLATE.read_bytes())
    refused(run("eval", "templates"), "network.yaml is a CloudFormation template: give the file")
    Path("outer", "inner").mkdir(parents=True)
    Path("outer", "inner", "vpcs.json").write_text('{"Vpcs": []}')
    refused(run("eval", "outer"), "outer/inner")


def test_a_broken_file_in_a_folder_is_named(run: Run) -> None:
    Path("dump").mkdir()
    Path("dump", "all.json").write_bytes((EXAMPLES / "responses" / "good.json").read_bytes())
    Path("dump", "vpcs.json").write_text('{"Vpcs": [')
    refused(run("eval", "dump"), "dump/vpcs.json:1:")


@pytest.mark.parametrize("name", ["with space.yaml", "new\nline.yaml", "été.yaml", "\x1b[31mred.yaml", "--format"])
def test_odd_names_of_files(run: Run, name: str) -> None:
    Path(name).write_bytes(TEMPLATE.read_bytes())
    said = run("eval", "--no-fixes", "--", name)
    assert said.status == 1
    assert said.err == ""
    assert "\x1b" not in said.out
    assert json.loads(run("eval", "--no-fixes", "--format=json", "--", name).out)["source"]["documents"] == [name]
    Path(name).write_text("a: [")
    refused(run("eval", "--", name), ":1:5:")


def test_a_name_that_is_no_text(run: Run) -> None:
    name = os.fsdecode(b"caf\xe9.yaml")
    Path(name).write_bytes(TEMPLATE.read_bytes())
    assert json.loads(run("eval", "--no-fixes", "--format=json", name).out)["source"]["documents"] == ["caf\\xe9.yaml"]
    assert run("eval", "--no-fixes", name).out.startswith("caf\\xe9.yaml (cloudformation)\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [('{"a": [1, 2', "pipe:1:7: the text ends"), ('{"@level": "info", "@message": "x"}\n' * 2, "the log of")],
)
def test_a_pipe_is_read_once(run: Run, content: str, words: str) -> None:
    os.mkfifo("pipe")
    writer = threading.Thread(target=lambda: Path("pipe").write_text(content), daemon=True)
    writer.start()
    refused(run("eval", "pipe"), words)
    writer.join(5)
    assert not writer.is_alive()


def test_an_endless_file_is_not_read_to_the_end(run: Run) -> None:
    refused(run("eval", "/dev/zero"), "/dev/zero: larger than 100 MB")


def test_documents_of_two_regions(run: Run, tmp_path: Path) -> None:
    plan = (EXAMPLES / "terraform" / "good" / "plan.json").read_text(encoding="utf-8")
    (tmp_path / "plan.json").write_text(plan.replace("eu-west-1", "us-east-1"), encoding="utf-8")
    responses = str(EXAMPLES / "responses" / "good.json")
    refused(run("eval", "plan.json", responses), "about region eu-west-1, and plan.json about us-east-1")


@pytest.mark.parametrize("kind", ["terraform-plan", "terraform-state", "boto3", "normalized"])
def test_a_kind_that_a_document_is_not(run: Run, kind: str) -> None:
    refused(run("eval", str(TEMPLATE), "--kind", kind), "broken.yaml")


# -- size -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"a": "' + "x" * 5_000_000, "ends inside the text"),
        ("[" + "0," * 5_000_000 + "0]", "more than 5,000,000 values"),
        ("a " * 2_500_000, "neither JSON nor YAML"),
        ("[" * 5_000_000, "nested 200 levels deep"),
        ("a: " + "{b: " * 1_000_000, "nested 200 levels deep"),
    ],
    ids=["one text", "many values", "one scalar", "deep JSON", "deep YAML"],
)
def test_a_large_document_that_is_none_is_refused_soon(run: Run, content: str, words: str) -> None:
    Path("large").write_text(content)
    begin = time.process_time()
    refused(run("eval", "large"), words)
    assert time.process_time() - begin < 5


def test_a_large_text_in_a_template_costs_little(run: Run) -> None:
    blob = "".join(f"    {'x' * 95}\n" for _ in range(100_000))
    Path("large.yaml").write_text(f"{TEMPLATE.read_text()}\nMetadata:\n  Blob: |\n{blob}")
    begin = time.process_time()
    assert run("eval", "--no-fixes", "large.yaml").status == 1
    assert time.process_time() - begin < 5


def test_time_grows_with_the_number_of_resources_and_no_faster(run: Run) -> None:
    responses = json.loads((EXAMPLES / "responses" / "broken.json").read_text())
    groups = responses["describe_security_groups"]["SecurityGroups"]
    first = dict(groups[0])

    def seconds(number: int) -> float:
        groups.extend({**first, "GroupId": f"sg-{len(groups):017x}"} for _ in range(number - len(groups)))
        Path("responses.json").write_text(json.dumps(responses))
        begin = time.process_time()
        assert run("normalize", "responses.json").status == 0
        return time.process_time() - begin

    seconds(10)
    assert seconds(1600) < 16 * seconds(400) + 0.5


# -- an OPA server ----------------------------------------------------------------------------------


def test_a_server_that_is_down(run: Run) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    refused(run("eval", str(TEMPLATE), "--engine", url), f"no OPA server answers at {url}", "opa run --server")


def test_a_server_that_hangs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MWAA_POLICY_TIMEOUT", "0.3")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        refused(run("eval", str(TEMPLATE), "--engine", url), url, "0.3 s")


def test_a_server_that_is_no_opa(run: Run) -> None:
    from http.server import HTTPServer, SimpleHTTPRequestHandler  # noqa: PLC0415 - used once

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Quiet) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{web.server_port}"
        refused(run("eval", str(TEMPLATE), "--engine", url), url)
        web.shutdown()


def test_an_opa_with_another_revision(run: Run, tmp_path: Path) -> None:
    import tarfile  # noqa: PLC0415 - used once

    with tarfile.open(locate().bundle) as archive:
        archive.extractall(tmp_path / "bundle", filter="data")
    manifest = tmp_path / "bundle" / ".manifest"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"revision": "of yesterday"}))
    with opa_server("-b", str(tmp_path / "bundle")) as url:
        refused(run("eval", str(TEMPLATE), "--engine", url), "revision of yesterday", "expects revision")


def test_an_opa_without_policies(run: Run) -> None:
    with opa_server() as url:
        refused(run("eval", str(TEMPLATE), "--engine", url), "it holds no bundle", "mwaa-policy.tar.gz")


# -- secrets ----------------------------------------------------------------------------------------

SECRET = "correct-horse-battery-staple"  # noqa: S105 - the point of the tests


@pytest.mark.parametrize(
    "options",
    [
        f"AirflowConfigurationOptions: {{core.fernet_key: {SECRET}}}",
        f"AirflowConfigurationOptions: [{SECRET}]",
        f"AirflowConfigurationOptions: {SECRET}",
        f"AirflowConfigurationOptions: {{x: !Sub '${{Nope}}{SECRET}'}}",
    ],
)
def test_the_options_of_airflow_are_never_told(run: Run, options: str) -> None:
    text = TEMPLATE.read_text().replace("Name: airflow\n", f"Name: airflow\n      {options}\n")
    assert SECRET in text
    Path("it.yaml").write_text(text)
    for command in (["eval", "--verbose"], ["eval", "--format=json"], ["normalize"], ["fix"]):
        said = run(*command, "it.yaml")
        assert said.status in {0, 1}
        assert SECRET not in said.out + said.err


def test_the_options_of_airflow_in_plans_and_responses_are_never_told(run: Run) -> None:
    plan = json.loads((EXAMPLES / "terraform" / "broken" / "plan.json").read_text())
    [change] = [one for one in plan["resource_changes"] if one["type"] == "aws_mwaa_environment"]
    change["change"]["after"]["airflow_configuration_options"] = {"core.fernet_key": SECRET}
    responses = json.loads((EXAMPLES / "responses" / "broken.json").read_text())
    environment = responses["mwaa_get_environment"]["Environment"]
    environment["AirflowConfigurationOptions"] = {"core.fernet_key": SECRET}
    for value in (plan, responses):
        Path("it.json").write_text(json.dumps(value))
        for command in (["eval", "--verbose"], ["eval", "--format=json"], ["normalize"]):
            said = run(*command, "it.json")
            assert said.status in {0, 1}
            assert SECRET not in said.out + said.err


def test_an_error_holds_only_a_little_of_the_document(run: Run) -> None:
    for content in (
        f"{'x' * 10_000}: [",
        f'{{"{"k" * 10_000}": 1}}',
        f"a: !!{'t' * 10_000} 1",
        '{"a": ' + "9" * 10_000,
    ):
        Path("it").write_text(content)
        assert len(run("eval", "it").err) < 500
