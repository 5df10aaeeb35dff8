"""The stand-in for AWS, with the AWS configuration of a person who has it as their account."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import boto3
import botocore.loaders
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from tests.collect.cloud import SECRET, SERVICES, Cloud, running
from tests.collect.network import Network, add_environment, make_bucket, make_network
from tests.fixtures import responses as aws

_loader = cache(botocore.loaders.create_loader)


@pytest.fixture(scope="session")
def moto() -> Iterator[tuple[str, int]]:
    """Return the address of moto's server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        yield server.get_host_and_port()
    finally:
        server.stop()


@pytest.fixture
def cloud(moto: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    """Return an account with nothing in it."""
    for name in list(os.environ):
        if name.startswith("AWS_") or name.lower() in {"no_proxy", "https_proxy", "all_proxy"}:
            monkeypatch.delenv(name)
    reset = Request(f"http://{moto[0]}:{moto[1]}/moto-api/reset", method="POST")
    build_opener(ProxyHandler({})).open(reset).close()
    with running(moto) as (made, proxy):
        for service in SERVICES:
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service.upper()}", f"http://{service.replace('_', '-')}.aws.test")
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("http_proxy", proxy)
        for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            monkeypatch.setenv(name, str(tmp_path / name))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATESTING")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        monkeypatch.setenv("AWS_REGION", aws.REGION)
        # To read the model of EC2 takes a third of a second, and a session reads it once.
        monkeypatch.setattr("botocore.session.create_loader", _loader)
        # Nobody wants to wait for a service that is not busy.
        monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
        yield made


@pytest.fixture
def ec2(cloud: Cloud) -> Any:
    """Return a client that asks moto itself."""
    return client(cloud, "ec2")


@pytest.fixture
def s3(cloud: Cloud) -> Any:
    """Return a client that asks moto itself."""
    return client(cloud, "s3")


def client(cloud: Cloud, service: str, region: str = aws.REGION, account: str = aws.ACCOUNT) -> Any:
    """Return a client that asks moto itself, as somebody of an account."""
    host, port = cloud.moto
    made = boto3.client(service, region_name=region, endpoint_url=f"http://{host}:{port}", config=Config(proxies={}))
    member = {"x-moto-account-id": account}
    made.meta.events.register("before-send", lambda request, **_: request.headers.update(member))
    return made


@pytest.fixture
def network(cloud: Cloud, ec2: Any, s3: Any) -> Network:
    """Return the network of the environment `airflow`."""
    made = make_network(ec2)
    make_bucket(s3)
    add_environment(cloud, made)
    return made
