"""Templates small enough to see what a command must say about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mwaa_policy.cli import main

BROKEN = """\
Parameters:
  SubnetIds: {Type: "List<AWS::EC2::Subnet::Id>"}
Resources:
  Airflow:
    Type: AWS::MWAA::Environment
    Properties:
      Name: airflow
      NetworkConfiguration:
        SubnetIds: !Ref SubnetIds
        SecurityGroupIds: []
"""
UNDECIDED = BROKEN.replace("[]", "[sg-0123456789abcdef0]")
NOTHING = """\
Resources:
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
"""


class Shell:
    """A folder with templates, and the program that reads them."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def __call__(self, *arguments: str) -> int:
        """Run `mwaa-policy`, keep what it wrote, and return its exit status."""
        try:
            status = main(arguments)
        except SystemExit as error:
            status = int(str(error.code))
        self.out, self.err = self._capsys.readouterr()
        return status


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Return the program, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"broken.yaml": BROKEN, "undecided.yaml": UNDECIDED, "nothing.yaml": NOTHING}.items():
        (tmp_path / name).write_text(text)
    return Shell(capsys)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Return what writes a file and returns its name."""

    def put(name: str, content: str | bytes) -> str:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name

    return put
