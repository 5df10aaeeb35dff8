"""Lays out the directory of a new rule: what compiles, and fails its tests until somebody fills it."""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path
from string import Template

from _dev.environment import ROOT

_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
# How a rule goes through its subjects, and the collection that holds them.
_SUBJECTS = {
    "environment": ("some subject, _ in facts.environment", "environments"),
    "subnet": ("some subject in facts.environment_subnet_ids", "subnets"),
    "network_acl": ("some subject, _ in facts.network_acl", "network_acls"),
    "route_table": ("some subject, _ in facts.route_table", "route_tables"),
    "nat_gateway": ("some subject, _ in facts.nat_gateway", "nat_gateways"),
    "vpc_endpoint": ("some subject, _ in facts.vpc_endpoint", "vpc_endpoints"),
}

_RULE = Template("""\
# METADATA
# title: The defect, in one line
# description: |
#   What it checks, and why.
# scope: package
# related_resources:
#   - ref: https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-security.html#vpc-security-about
# custom:
#   id: $id
#   severities: [medium]
#   subject: $subject
#   blocks: false
#   source: page
#   sentence: What AWS states, and the rule checks.
#   messages:
#     default: "{subject} has the defect"
#   remedy: What mends it.
#   reasons: {}
#   fix: none
#   explains: []
#   tags: [$tag]
#   since: $since
package mwaa.rules.$name

import data.mwaa.lib.facts

import rego.v1

id := "$id"

verdict[subject] := _verdict(subject) if $iteration

findings contains {"subject": subject, "severity": "medium", "at": ["$collection", subject], "args": {}} if {
	some subject, "fail" in verdict
}

undecided contains {"subject": subject, "because": [["$collection", subject]]} if some subject, "undecided" in verdict

not_applicable contains {"subject": subject, "because": "a-reason"} if some subject, "not_applicable" in verdict

# Positive conditions: fail where something is surely wrong, pass where everything is surely
# right; what remains is undecided.
_verdict(subject) := "undecided" if is_string(subject)
""")

_TEST = Template("""\
package mwaa.rules.${name}_test

import data.mwaa.fixture
import data.mwaa.rules.$name

import rego.v1

_public := data.mwaa.fixture.networks.public

# Change the fact that is wrong here, and expect the whole of what is found.
test_finding_the_defect if {
	network := fixture.change(_public, "environments", "airflow", {})
	"fail" in $name.verdict with input as network
}

test_clean_a_network_without_the_defect if {
	every verdict in $name.verdict {
		verdict == "pass"
	} with input as _public
}

test_undecided_names_what_is_missing if {
	network := fixture.change(_public, "environments", "airflow", {})
	$name.undecided == set() with input as network
}
""")

_CASES = Template("""\
- name: the defect
  source: inventory
  network: public
  patch: []
  verdicts: {}
  findings: []

- name: a network without the defect
  source: inventory
  network: public
  patch: []
  verdicts: {}

- name: the fact is not known
  source: inventory
  network: public
  patch: []
  verdicts: {}
  undecided: []
""")


def main(arguments: list[str]) -> int:
    """Lay out a rule; 0 when it is there, 2 when the id is none or is taken."""
    parser = argparse.ArgumentParser(prog="scripts/new-rule", description=__doc__)
    parser.add_argument("id", help="public and permanent, names the defect: SG-OPEN-INGRESS")
    parser.add_argument("--subject", choices=sorted(_SUBJECTS), default="environment", help="what it judges")
    parser.add_argument("--root", type=Path, default=ROOT, help="where policies/ is, if not here")
    chosen = parser.parse_args(arguments)
    if not _ID.fullmatch(chosen.id):
        parser.error(f"{chosen.id} is no id: capitals, joined by hyphens, SG-OPEN-INGRESS")
    name = chosen.id.lower().replace("-", "_")
    folder = chosen.root / "policies" / "mwaa" / "rules" / name
    if folder.exists():
        parser.error(f"{folder} is there already; ids are never used again")
    folder.mkdir(parents=True)
    for file, content in _files(chosen.id, name, chosen.subject).items():
        (folder / file).write_text(content, encoding="utf-8")
        print(folder / file)
    print("fill these, then run scripts/gen and scripts/test; CONTRIBUTING.md has the anatomy of a rule")
    return 0


def _files(rule: str, name: str, subject: str) -> dict[str, str]:
    iteration, collection = _SUBJECTS[subject]
    values = {
        "id": rule,
        "name": name,
        "subject": subject,
        "iteration": iteration,
        "collection": collection,
        "tag": rule.partition("-")[0].lower(),
        "since": tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"],
    }
    templates = {f"{name}.rego": _RULE, f"{name}_test.rego": _TEST, "cases.yaml": _CASES}
    return {file: template.substitute(values) for file, template in templates.items()}
