"""The flows of the examples, which are the same network however it is described."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwaa_policy import check, flows
from mwaa_policy.cli import main
from mwaa_policy.report.flow_records import EnvironmentFlows

EXAMPLES = Path(__file__).parents[2] / "examples"
SOURCES = ("cloudformation/{}.yaml", "terraform/{}/plan.json", "responses/{}.json")
OWN = {("database", 5432), ("webserver", 443)}
SERVICES = {(name, 443) for name in ("kms", "logs", "monitoring", "s3", "sqs")}


def of_example(source: str, name: str) -> EnvironmentFlows:
    [environment] = flows(EXAMPLES / source.format(name)).environments
    return environment


@pytest.mark.parametrize("source", SOURCES)
def test_everything_gets_through_in_the_good_network(source: str) -> None:
    found = of_example(source, "good").flows
    assert {(flow.name, flow.port) for flow in found} == OWN | SERVICES
    assert len({flow.subnet for flow in found}) == 2
    assert [(flow.name, step) for flow in found for step in flow.steps if step.verdict != "passes"] == []
    assert [(flow.name, step.stage) for flow in found for step in flow.steps if not step.deciders] == []


@pytest.mark.parametrize("source", SOURCES)
def test_every_fault_of_the_broken_network_stops_a_flow(source: str) -> None:
    found = of_example(source, "broken").flows
    stopped = {(flow.name, step.stage, step.rule) for flow in found for step in flow.steps if step.verdict == "stopped"}
    endpoints = {(name, "groups_in", "EPR-SECURITY-GROUP") for name in ("kms", "logs", "monitoring")}
    replies = {(name, "reply_out", "NACL-RETURN") for name in ("database", "webserver", "kms", "monitoring")}
    assert stopped == {
        *endpoints,
        *replies,
        ("database", "groups_out", "SG-EGRESS"),
        ("database", "acl_in", "NACL-FLOW"),
        ("database", "groups_in", "SG-DATABASE"),
        ("webserver", "groups_in", "SG-WEBSERVER"),
        ("logs", "name", "EPR-DNS"),
        ("sqs", "endpoint", "EPR-REQUIRED"),
        ("s3", "route", "EPR-S3-ROUTES"),
        ("s3", "policy", "EP-S3-DAG"),
    }


@pytest.mark.parametrize("source", SOURCES)
def test_what_stops_a_flow_is_where_findings_show_it(source: str) -> None:
    document = EXAMPLES / source.format("broken")
    findings = check(document, fixes=False).findings
    places = {one.location for one in findings}
    texts = " ".join(one.evidence["text"] for one in findings if one.evidence)
    deciders = [
        decider
        for flow in of_example(source, "broken").flows
        for step in flow.steps
        if step.verdict == "stopped"
        for decider in step.deciders
    ]
    assert [one for one in deciders if one.location not in places and one.place not in texts] == []


def test_the_table_of_the_broken_example(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(EXAMPLES.parent)
    assert main(["explain", "--flows", "examples/cloudformation/broken.yaml"]) == 0
    assert (
        capsys.readouterr().out
        == """\
examples/cloudformation/broken.yaml (cloudformation)

Environment Airflow: private routing, no route to the Internet
7 flows: 7 are stopped.

FLOW, STEP      VERDICT     WAY, DECIDER

database        stopped     TCP 5432 from SubnetA, SubnetB to its own interfaces
  groups out    stopped     Group: no outbound rule,
                            examples/cloudformation/broken.yaml:101 [SG-EGRESS]
  ACL out       passes      Acl: rule 100 (allow tcp 443-5432 to 0.0.0.0/0)
  route         passes      TableA: 10.20.0.0/16 → local; TableB: 10.20.0.0/16 →
                            local
  ACL in        stopped     Acl: rule 90 (deny tcp 5432 from 10.20.0.0/16),
                            examples/cloudformation/broken.yaml:62 [NACL-FLOW]
  groups in     stopped     Group: no inbound rule,
                            examples/cloudformation/broken.yaml:95 [SG-DATABASE]
  reply ACL out stopped     Acl: the last outbound rule (* deny),
                            examples/cloudformation/broken.yaml:48 [NACL-RETURN]
  reply ACL in  passes      Acl: rule 100 (allow all traffic from 0.0.0.0/0)

webserver       stopped     TCP 443 from SubnetA, SubnetB to its own interfaces
  groups out    passes      Group: rule (tcp 443 to 0.0.0.0/0)
  ACL out       passes      Acl: rule 100 (allow tcp 443-5432 to 0.0.0.0/0)
  route         passes      TableA: 10.20.0.0/16 → local; TableB: 10.20.0.0/16 →
                            local
  ACL in        passes      Acl: rule 100 (allow all traffic from 0.0.0.0/0)
  groups in     stopped     Group: no inbound rule,
                            examples/cloudformation/broken.yaml:95
                            [SG-WEBSERVER]
  reply ACL out stopped     Acl: the last outbound rule (* deny),
                            examples/cloudformation/broken.yaml:48 [NACL-RETURN]
  reply ACL in  passes      Acl: rule 100 (allow all traffic from 0.0.0.0/0)

kms, monitoring stopped     TCP 443 from SubnetA, SubnetB to KmsEndpoint,
                            MonitoringEndpoint
  endpoint      passes      service region eu-west-1
  name          passes      private DNS setting on
  groups out    passes      Group: rule (tcp 443 to 0.0.0.0/0)
  ACL out       passes      Acl: rule 100 (allow tcp 443-5432 to 0.0.0.0/0)
  route         passes      TableA: 10.20.0.0/16 → local; TableB: 10.20.0.0/16 →
                            local
  ACL in        passes      Acl: rule 100 (allow all traffic from 0.0.0.0/0)
  groups in     stopped     Group: no inbound rule,
                            examples/cloudformation/broken.yaml:95
                            [EPR-SECURITY-GROUP]
  policy        passes      statement 1 (Allow * on *)
  reply ACL out stopped     Acl: the last outbound rule (* deny),
                            examples/cloudformation/broken.yaml:48 [NACL-RETURN]
  reply ACL in  passes      Acl: rule 100 (allow all traffic from 0.0.0.0/0)

logs            stopped     TCP 443 from SubnetA, SubnetB to LogsEndpoint
  endpoint      passes      service region eu-west-1
  name          stopped     private DNS setting off,
                            examples/cloudformation/broken.yaml:149 [EPR-DNS]
  groups in     stopped     Group: no inbound rule,
                            examples/cloudformation/broken.yaml:95
                            [EPR-SECURITY-GROUP]

sqs             stopped     TCP 443 from SubnetA, SubnetB to sqs
  endpoint      stopped     Vpc: no endpoint for sqs,
                            examples/cloudformation/broken.yaml:5 [EPR-REQUIRED]

s3              stopped     TCP 443 from SubnetA, SubnetB to S3Endpoint
  endpoint      passes      service region eu-west-1
  groups out    passes      Group: rule (tcp 443 to 0.0.0.0/0)
  ACL out       passes      Acl: rule 100 (allow tcp 443-5432 to 0.0.0.0/0)
  route         stopped     route table TableB is not among those of S3Endpoint,
                            examples/cloudformation/broken.yaml:131
                            [EPR-S3-ROUTES]
  route         passes      prefix list of S3 → S3Endpoint in route table TableA
  policy DAGs   stopped     no statement allows s3:GetObject,
                            s3:GetObjectVersion, s3:ListBucket,
                            examples/cloudformation/broken.yaml:133 [EP-S3-DAG]
  policy layers not judged  EP-S3-DAG fails already [EP-S3-ECR]
  reply ACL in  passes      Acl: rule 100 (allow all traffic from 0.0.0.0/0)

Assumed: EndpointManagement of Airflow is SERVICE (the default); VPC Block
  Public Access is off in the account
"""
    )
