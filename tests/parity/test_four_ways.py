"""Many networks, each as a template, a plan, a state and responses: the same facts, and the same decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import Any

import pytest

from mwaa_policy import Document, Engine, check, normalize, open_engine, read_document
from tests.parity.facts import facts_of
from tests.parity.suite import NETWORKS, SOURCES, path_of, template

ACCOUNT = "123456789012"
RUNS = {
    "environments/*/status": "only what runs has a status",
    "environments/*/*_service": "MWAA names its endpoint services once the environment runs",
    "vpc_endpoints/*/state": "only what runs has a state",
    "vpc_endpoints/*/policy/explicit": "AWS returns the default policy as if somebody had written it",
    "vpc_endpoints/*/policy/version": "the default policy has a version, which nobody wrote",
    "vpc_endpoints/*/policy/size": "white space counts, and a template's object has none",
    "subnets/*/zone_id": "only what runs knows which zone a name stands for",
    "prefix_lists/items": "the account has lists of AWS, which nobody planned",
    "prefix_lists/pl-*": "the account has lists of AWS, which nobody planned",
}
# What one source can say and another cannot; nothing else may differ.
JUSTIFIED: Mapping[str, Mapping[str, str]] = {
    "plan": {
        "environments/*/celery_queue_arn": "the provider has no attribute for the queue",
        "environments/*/*_service": "both are the attribute of the environment, under its name in each language",
        "prefix_lists/items": "a plan refers to the prefix list of S3 through the endpoint",
        "prefix_lists/aws_vpc_endpoint.s3.*": "a plan refers to the prefix list of S3 through the endpoint",
    },
    "state": {
        **RUNS,
        "environments/*/celery_queue_arn": "the provider has no attribute for the queue",
    },
    "responses": {
        **RUNS,
        "environments/*/celery_queue_arn": "MWAA names its queue once the environment runs",
        "*/Neighbour*": "the VPC of an environment is collected, and not the one that it is peered with",
        "context/account_public_access_block*": "only the account knows what it blocks",
        "nat_gateways/*/state": "only what runs has a state",
        "route_tables/*/routes/*/state": "only what runs has a state",
        "subnets/*/network_acl_ids/items": "EC2 tells the default ACL of a subnet, and nobody else names it",
    },
}
RUNNING = {
    ("ENV-STATUS", "not applicable", "pass"): "only what runs has a status",
    ("ENV-AZ-UNSUPPORTED", "undecided", "not applicable"): "only what runs knows which zone a name stands for",
    ("EP-POLICY-PRESENT", "fail: low", "pass"): "AWS returns the default policy as if somebody had written it",
    ("EP-POLICY-VALID", "not applicable", "pass"): "AWS returns the default policy as if somebody had written it",
    ("EPR-CONFLICT", "pass", "not applicable"): "only what is planned can be refused",
    ("EPR-CONFLICT", "undecided", "not applicable"): "only what is planned can be refused",
    ("EPR-STATE", "not applicable", "pass"): "only what runs has a state",
    ("EPR-STATE", "not applicable", "undecided"): "moto tells nothing of the DNS options of S3's interface endpoint",
}
# What is decided otherwise than from the template; nothing else may be.
DECIDED: Mapping[str, Mapping[tuple[str, str, str], str]] = {
    "plan": {},
    "state": RUNNING,
    "responses": {
        **RUNNING,
        ("RT-BLACKHOLE", "not applicable", "pass"): "only what runs has a state",
    },
}
IDS_OF_VPC = {
    "main_route_table_id": "main-routes",
    "default_network_acl_id": "default-acl",
    "default_security_group_id": "default-group",
}


@pytest.mark.parametrize("source", SOURCES[1:])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_inventories_are_equal_up_to_ids(name: str, source: str) -> None:
    known = JUSTIFIED[source]
    found = differences(facts(name, "template"), facts(name, source))
    assert {path: pair for path, pair in found.items() if not any(fnmatchcase(path, one) for one in known)} == {}


@pytest.mark.parametrize("source", SOURCES[1:])
@pytest.mark.parametrize("name", NETWORKS)
def test_the_decisions_are_equal_up_to_ids(name: str, source: str) -> None:
    known = DECIDED[source]
    found = differences(verdicts(name, "template"), verdicts(name, source))
    assert {key: pair for key, pair in found.items() if (rule_of(key), *pair) not in known} == {}


@pytest.mark.parametrize("source", SOURCES[1:])
def test_every_justification_is_needed(source: str) -> None:
    paths = {path for name in NETWORKS for path in differences(facts(name, "template"), facts(name, source))}
    assert [known for known in JUSTIFIED[source] if not any(fnmatchcase(path, known) for path in paths)] == []
    found = [differences(verdicts(name, "template"), verdicts(name, source)) for name in NETWORKS]
    decided = {(rule_of(key), *pair) for one in found for key, pair in one.items()}
    assert [known for known in DECIDED[source] if known not in decided] == []


def rule_of(key: str) -> str:
    return key.partition(" ")[0]


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return what two descriptions of a network say where they do not say the same."""
    pairs = {key: [expected.get(key), found.get(key)] for key in sorted({*expected, *found})}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


@cache
def document(name: str, source: str) -> Document:
    """Return one of the four documents about a network."""
    if source == "template":
        return read_document(template(name), name=f"{name}.yaml")
    return read_document(path_of(name, source).read_bytes(), name=f"{name}.json")


@cache
def facts(name: str, source: str) -> dict[str, Any]:
    """Return the facts of a network by path, with the names of the template for ids."""
    inventory = normalize(document(name, source), account=ACCOUNT).inventory
    return facts_of(inventory, partial(_called, called=names(name)))


@cache
def verdicts(name: str, source: str) -> dict[str, str]:
    """Return the verdicts on a network, with the severity of what fails, by rule and named object."""
    report = check(document(name, source), account=ACCOUNT, engine=wasm(), fixes=False)
    called = names(name)
    found = {f"{one.rule} {_called(one.subject, called)}": "pass" for one in report.passed}
    found |= {f"{one.rule} {_called(one.subject, called)}": "not applicable" for one in report.not_applicable}
    found |= {f"{one.rule} {_called(one.subject, called)}": "undecided" for one in report.undecided}
    failed: dict[str, list[str]] = {}
    for one in report.findings:
        failed.setdefault(f"{one.rule} {_called(one.subject, called)}", []).append(one.severity or "none")
    return found | {key: f"fail: {', '.join(sorted(severities))}" for key, severities in failed.items()}


@cache
def wasm() -> Engine:
    """Return one engine for all networks."""
    return open_engine("wasm")


@cache
def names(name: str) -> dict[str, str]:
    """Return what the template calls the things that the other documents know by address, id or ARN."""
    found: dict[str, str] = {}
    state: Any = document(name, "state").value()
    for one in state["values"]["root_module"]["resources"]:
        logical = "".join(part.capitalize() for part in one["name"].split("_"))
        found |= dict.fromkeys([one["address"], one["values"]["id"], one["values"].get("arn", "")], logical)
        if one["type"] == "aws_vpc":
            found |= {one["values"][key]: f"{logical}/{implied}" for key, implied in IDS_OF_VPC.items()}
    return {key: logical for key, logical in found.items() if key}


def _called(text: str, called: Mapping[str, str]) -> str:
    """Return a text with the names of things for their ids."""
    return re.sub(r"[\w.:/-]+", lambda found: _name(found[0], called), text)


def _name(word: str, called: Mapping[str, str]) -> str:
    """Return a word with the name of a thing for its id, also behind a prefix such as `sg:` and before a suffix."""
    for key in sorted(called, key=len, reverse=True):
        if re.search(rf"(^|:){re.escape(key)}($|/)", word):
            return word.replace(key, called[key])
    return word
