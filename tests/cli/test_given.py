from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_policy.cli.given import intent, template_parameters
from mwaa_policy.errors import InputError, UsageError
from mwaa_policy.model import Params


@pytest.mark.parametrize(
    "content",
    [
        '[{"ParameterKey": "A", "ParameterValue": "1"}, {"ParameterKey": "B", "ParameterValue": "x,y"}]',
        '{"Parameters": {"A": "1", "B": "x,y"}}',
        '{"A": "1", "B": "x,y"}',
        '["A=1", "B=x,y"]',
        "A: 1\nB: [x, y]\n",
        "- ParameterKey: A\n  ParameterValue: 1\n- {ParameterKey: B, ParameterValue: [x, y]}\n- {ParameterKey: C}\n",
    ],
)
def test_every_form_of_a_file_of_parameters(tmp_path: Path, content: str) -> None:
    (tmp_path / "p").write_text(content)
    assert template_parameters(str(tmp_path / "p"), []) == {"A": "1", "B": "x,y"}


def test_numbers_keep_their_spelling(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("Version: 2.10\nOn: true\nSize: 0010\n")
    assert template_parameters(str(tmp_path / "p.yaml"), []) == {"Version": "2.10", "On": "true", "Size": "0010"}


def test_single_parameters_win_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('{"A": "1", "B": "2"}')
    given = template_parameters(str(tmp_path / "p.json"), ["A=3", "C=4=5"])
    assert given == {"A": "3", "B": "2", "C": "4=5"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"ParameterKey": "A", "ParameterValue": {"x": 1}}]', r"p:1:\d+: a parameter is text"),
        ("A:\n  B: 1\n", "p:1:1: a parameter is text"),
        ('[\n"A"]', "p:2:1: this is no parameter"),
        ("A: null\n", "p:1:4: a parameter is text"),
    ],
)
def test_what_is_no_parameter_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p").write_text(content)
    with pytest.raises(InputError, match=f"^{said}"):
        template_parameters("p", [])


def test_nothing_given_is_nothing_meant() -> None:
    assert intent(None) is None


def test_intent_may_stand_under_the_name_that_documents_give_it() -> None:
    assert intent('{"params": {"routing": "public"}}') == Params(routing="public")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"routng": "public"}', "there is no parameter 'routng'; routing is meant?"),
        ('{"zzz": 1}', "there is no parameter 'zzz': routing, endpoint_profile,"),
        ('{"routing": "sideways"}', "parameter routing is 'sideways'"),
        ('{"require_explicit_endpoint_policy": "yes"}', "parameter require_explicit_endpoint_policy is 'yes'"),
        ('{"external_endpoints": ["s4"]}', "parameter external_endpoints has 's4'"),
        ('{"external_endpoints": "sqs"}', "parameter external_endpoints is 'sqs'"),
        ('{"trusted_sources": ["10.0.0.300/8"]}', "parameter trusted_sources: '10.0.0.300/8' is not a CIDR block"),
        ('{"trusted_sources": ["10.0.0.1"]}', "the prefix length is missing"),
        ('{"trusted_sources": [7]}', "parameter trusted_sources.0 is 7"),
        ('{"trusted_sources": [{"kind": "cidr", "text": "10.0.0.0"}]}', "the prefix length is missing"),
        ('{"trusted_sources": "10.0.0.0/8"}', "parameter trusted_sources is '10.0.0.0/8'"),
    ],
)
def test_what_cannot_be_meant_is_told(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        intent(text)
    assert said in str(caught.value)


def test_a_list_is_no_intent(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("- routing\n")
    with pytest.raises(InputError, match="a mapping of parameters is wanted"):
        intent(str(tmp_path / "p.yaml"))


def test_trusted_sources_are_ranges_prefix_lists_and_groups() -> None:
    made = intent(
        '{"trusted_sources": ["10.1.2.3/8", "pl-1", "sg-1", "2001:db8::/32", {"kind": "group", "text": "Web"}]}'
    )
    assert made is not None
    assert [(one.kind, one.text) for one in made.trusted_sources] == [
        ("cidr", "10.0.0.0/8"),
        ("prefix_list", "pl-1"),
        ("group", "sg-1"),
        ("cidr", "2001:db8::/32"),
        ("group", "Web"),
    ]
