"""The surface: the names that users import, what importing costs, and one version everywhere."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
import tomllib

import pytest

import mwaa_policy
from tests.fixtures.opa import ROOT

HEAVY = {"boto3", "botocore", "jsonpatch", "opa_client", "requests", "wasmtime", "yaml"}


def modules() -> list[str]:
    found = pkgutil.walk_packages(mwaa_policy.__path__, "mwaa_policy.")
    return sorted(one.name for one in found if not one.name.endswith("__main__"))


@pytest.mark.parametrize("name", mwaa_policy.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(mwaa_policy, name)
    assert value is not None
    if inspect.isclass(value) or inspect.isroutine(value):
        assert value.__doc__


def test_public_names_are_listed_in_order_and_nothing_else_is_public() -> None:
    assert sorted(mwaa_policy.__all__) == list(mwaa_policy.__all__)
    for name in mwaa_policy.__all__:
        getattr(mwaa_policy, name)
    shown = {name for name in vars(mwaa_policy) if not name.startswith("_")}
    submodules = {name.split(".")[1] for name in modules()}
    assert shown - submodules - {"TYPE_CHECKING", "Any", "annotations"} <= set(mwaa_policy.__all__)


@pytest.mark.parametrize("name", modules())
def test_every_module_says_what_it_is_for(name: str) -> None:
    text = importlib.import_module(name).__doc__
    assert text
    assert text.split("\n\n")[0].rstrip().endswith((".", ":"))


def test_to_import_the_package_and_its_modules_loads_nothing_heavy() -> None:
    names = ", ".join(["mwaa_policy", *modules()])
    program = f"import sys, {names}; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == mwaa_policy.__version__
