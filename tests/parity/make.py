"""Makes the plans, states and responses of the networks, with the real Terraform and a simulated AWS.

Run it after a change of a network: `python -m tests.parity.make [NAME…]`. Terraform finds its AWS
provider as its own configuration says (TF_CLI_CONFIG_FILE); EC2 is moto's, MWAA is the stand-in of
the tests of `collect`.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from mwaa_policy import collect
from tests.collect.cloud import SERVICES, running
from tests.fixtures.responses import REGION
from tests.parity.suite import NETWORKS, configuration, path_of
from tests.unit.sources.terraform.fixtures.make import plan, run, write


def main(names: list[str]) -> None:
    """Make the files of these networks, of all by default."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        for name in names or NETWORKS:
            # Each has an account of its own, as ids are made by chance and stay.
            with running(server.get_host_and_port()) as (_, proxy), tempfile.TemporaryDirectory() as folder:
                os.environ.update(variables(proxy, folder))
                make(name, Path(folder))
    finally:
        server.stop()


def variables(proxy: str, folder: str) -> dict[str, str]:
    """Return what lets Terraform and boto3 take the stand-in for AWS."""
    return {
        **{f"AWS_ENDPOINT_URL_{one.upper()}": f"http://{one.replace('_', '-')}.aws.test" for one in SERVICES},
        "HTTP_PROXY": proxy,
        "http_proxy": proxy,
        "AWS_ACCESS_KEY_ID": "AKIATESTING",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": f"{folder}/config",
        "AWS_SHARED_CREDENTIALS_FILE": f"{folder}/credentials",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def make(name: str, work: Path) -> None:
    """Plan a network, apply the plan, and collect what is there then."""
    (work / "main.tf").write_text(configuration(name), encoding="utf-8")
    environment = dict(os.environ)
    run(work, environment, "init")
    plan(work, environment, path_of(name, "plan"))
    run(work, environment, "apply", "-auto-approve")
    write(path_of(name, "state"), json.loads(run(work, environment, "show", "-json")))
    amend(boto3.Session().client("ec2", region_name=REGION))
    [dump] = collect(every=True).dumps
    path_of(name, "responses").write_text(dump.to_json(), encoding="utf-8")
    print(name, flush=True)  # noqa: T201 - it takes a while


def amend(ec2: Any) -> None:
    """Do what AWS does by itself when somebody makes a VPC, and moto does not."""
    amazon = [{"Key": "domain-name-servers", "Values": ["AmazonProvidedDNS"]}]
    options = ec2.create_dhcp_options(DhcpConfigurations=amazon)["DhcpOptions"]["DhcpOptionsId"]
    told = {one["DhcpOptionsId"] for one in ec2.describe_dhcp_options()["DhcpOptions"]}
    for vpc in ec2.describe_vpcs()["Vpcs"]:
        if vpc.get("DhcpOptionsId") not in told:
            ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=vpc["VpcId"])
    for group in ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])[
        "SecurityGroups"
    ]:
        if not group["IpPermissions"]:
            itself = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group["GroupId"]}]}
            ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[itself])


if __name__ == "__main__":
    main(sys.argv[1:])
