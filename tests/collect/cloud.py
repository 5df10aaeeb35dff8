"""A stand-in for AWS on loopback: MWAA of its own, EC2 and S3 of moto, and faults on demand.

It is an HTTP proxy, so that clients may keep the host names that they make of an endpoint: the API
of MWAA is at `api.…`, a bucket and an account have a name before the host's.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

from tests.fixtures import responses as aws

SECRET = "hunter2-do-not-tell"  # noqa: S105 - the secret of nobody
"""Stands in every message of an error, and in every member that a dump must not keep."""

SERVICES = ("mwaa", "ec2", "s3", "s3_control", "sts")
_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_ROLE_KEY = re.compile(r"Credential=ASIA(\d{12})/")
_EC2 = "http://ec2.amazonaws.com/doc/2016-11-15/"
_STS = "https://sts.amazonaws.com/doc/2011-06-15/"
_THROTTLED = {"ec2": "RequestLimitExceeded", "airflow": "ThrottlingException", "s3": "SlowDown", "sts": "Throttling"}
_DENIED = {
    "ec2": "UnauthorizedOperation",
    "airflow": "AccessDeniedException",
    "s3": "AccessDenied",
    "sts": "AccessDenied",
}


class Cloud:
    """What the stand-in has, what it is to do wrong, and what it was asked."""

    def __init__(self, moto: tuple[str, int]) -> None:
        self.moto = moto
        self._environments: dict[tuple[str, str], dict[str, dict[str, Any]]] = defaultdict(dict)
        self.account_access: dict[str, bool] | None = None
        """The switches of the account, `None` when nobody set them."""
        self.page_size: dict[str, int] = {}
        """How many objects a page of an action has; all without."""
        self.broken_regions: set[str] = set()
        """The regions that drop every connection."""
        self.asked: list[tuple[str, str]] = []
        """The region and the action of each request."""
        self.keys: set[str] = set()
        """The access keys that asked."""
        self.bodies: list[str] = []
        """What was sent."""
        self._faults: dict[str, list[str]] = defaultdict(list)
        self._for_ever: dict[str, str] = {}
        self._denied_about: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def environments(self, region: str = aws.REGION, account: str = aws.ACCOUNT) -> dict[str, dict[str, Any]]:
        """Return the environments of a region of an account, by name; they may be changed."""
        return self._environments[account, region]

    def deny(self, *actions: str) -> None:
        """Refuse actions for want of a permission."""
        self._for_ever.update(dict.fromkeys(actions, "deny"))

    def throttle(self, action: str, times: int | None = None) -> None:
        """Refuse an action, so many times or for ever, as there are too many requests."""
        self._disturb(action, "throttle", times)

    def drop(self, action: str, times: int | None = None) -> None:
        """Close the connection instead of answering an action."""
        self._disturb(action, "drop", times)

    def cut(self, action: str, times: int | None = None) -> None:
        """Close the connection in the middle of an answer to an action."""
        self._disturb(action, "cut", times)

    def throttle_after(self, action: str, times: int) -> None:
        """Answer an action so many times, and then refuse it."""
        self._faults[action] += [""] * times
        self.throttle(action)

    def deny_about(self, action: str, about: str) -> None:
        """Refuse an action where the request holds a text."""
        self._denied_about.append((action, about))

    def counts(self, region: str | None = None) -> Counter[str]:
        """Return how often each action was asked for."""
        return Counter(action for where, action in self.asked if region in {None, where})

    def fault(self, region: str, action: str, request: str) -> str | None:
        """Return what is to go wrong with this request."""
        with self._lock:
            if region in self.broken_regions:
                return "drop"
            if any(denied == action and about in request for denied, about in self._denied_about):
                return "deny"
            queue = self._faults[action]
            return queue.pop(0) if queue else self._for_ever.get(action)

    def _disturb(self, action: str, fault: str, times: int | None) -> None:
        if times is None:
            self._for_ever[action] = fault
        else:
            self._faults[action] += [fault] * times


@contextmanager
def running(moto: tuple[str, int]) -> Iterator[tuple[Cloud, str]]:
    """Run the stand-in, and give it with the address of its proxy."""
    cloud = Cloud(moto)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"cloud": cloud}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield cloud, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    cloud: Cloud
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a request without a body."""
        self._answer(b"")

    def do_POST(self) -> None:
        """Answer a request with a body."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def do_PUT(self) -> None:
        """Answer a request that makes something."""
        self.do_POST()

    def log_message(self, *_: Any) -> None:
        """Say nothing: tests compare what is written."""

    @property
    def _account(self) -> str:
        """The account of the caller, which the keys of a role name."""
        found = _ROLE_KEY.search(self.headers["Authorization"])
        return found[1] if found else aws.ACCOUNT

    def _answer(self, body: bytes) -> None:
        scope = _SCOPE.search(self.headers["Authorization"])
        assert scope is not None
        region, service = scope["region"], scope["service"]
        url = urlsplit(self.path)
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        action = "CreateEnvironment" if self.command == "PUT" else _action(service, url.netloc, url.path, form)
        self.cloud.asked.append((region, action))
        self.cloud.keys.add(scope["key"])
        self.cloud.bodies.append(body.decode())
        match self.cloud.fault(region, action, f"{self.path} {body.decode()}"):
            case "drop":
                self._hang_up()
            case "cut":
                self._send(200, "<a>", "text/xml", {"Content-Length": "1000"})
                self._hang_up()
            case "deny":
                self._refuse(403, service, _DENIED[service])
            case "throttle":
                self._refuse(429 if service == "airflow" else 503, service, _THROTTLED[service])
            case _:
                self._serve(service, region, action, form, body)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _serve(self, service: str, region: str, action: str, form: dict[str, str], body: bytes) -> None:
        match action:
            case "CreateEnvironment":
                self._create_environment(region, json.loads(body))
            case "ListEnvironments":
                self._send(200, json.dumps(self._names(region)), "application/json")
            case "GetEnvironment":
                self._get_environment(region)
            case "GetAccountPublicAccessBlock":
                self._get_account_access()
            case "AssumeRole":
                self._send(200, _assumed_role(form["RoleArn"]), "text/xml")
            case "GetCallerIdentity":
                self._send(200, _caller(self._account), "text/xml")
            case "DescribeVpcBlockPublicAccessOptions":
                mode = "<internetGatewayBlockMode>off</internetGatewayBlockMode>"
                options = f"<vpcBlockPublicAccessOptions>{mode}</vpcBlockPublicAccessOptions>"
                self._send(200, f'<{action}Response xmlns="{_EC2}">{options}</{action}Response>', "text/xml")
            case _:
                self._forward(service, action, form)

    def _names(self, region: str) -> dict[str, Any]:
        names = sorted(self.cloud.environments(region, self._account))
        size = self.cloud.page_size.get("ListEnvironments", len(names) or 1)
        start = int(parse_qs(urlsplit(self.path).query).get("NextToken", ["0"])[0])
        more = {"NextToken": str(start + size)} if start + size < len(names) else {}
        return {"Environments": names[start : start + size], **more}

    def _create_environment(self, region: str, wanted: dict[str, Any]) -> None:
        """Take an environment for made: it is there at once."""
        name = urlsplit(self.path).path.rpartition("/")[2]
        arn = f"arn:aws:airflow:{region}:{self._account}:environment/{name}"
        self.cloud.environments(region, self._account)[name] = aws.environment(**wanted, Name=name, Arn=arn)
        self._send(200, json.dumps({"Arn": arn}), "application/json")

    def _get_environment(self, region: str) -> None:
        name = urlsplit(self.path).path.rpartition("/")[2]
        found = self.cloud.environments(region, self._account).get(name)
        if found is None:
            self._refuse(404, "airflow", "ResourceNotFoundException")
        else:
            self._send(200, json.dumps({"Environment": found}), "application/json")

    def _get_account_access(self) -> None:
        if self.cloud.account_access is None:
            self._refuse(404, "s3", "NoSuchPublicAccessBlockConfiguration")
            return
        switches = "".join(f"<{name}>{str(on).lower()}</{name}>" for name, on in self.cloud.account_access.items())
        text = f"<PublicAccessBlockConfiguration>{switches}</PublicAccessBlockConfiguration>"
        self._send(200, text, "application/xml")

    def _forward(self, service: str, action: str, form: dict[str, str]) -> None:
        """Ask moto, which knows no pages."""
        start = int(form.pop("NextToken", "0"))
        url = urlsplit(self.path)
        connection = http.client.HTTPConnection(*self.cloud.moto)
        headers = {
            "Authorization": self.headers["Authorization"],
            "Host": f"{service}.amazonaws.com",
            "x-moto-account-id": self._account,
        }
        if self.command == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(self.command, f"{url.path}?{url.query}", urlencode(form) or None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        size = self.cloud.page_size.get(action)
        paged = text if size is None or response.status != 200 else _page(text, start, size)
        self._send(response.status, paged, response.headers.get("Content-Type", "text/xml"))

    def _refuse(self, status: int, service: str, code: str) -> None:
        if service == "airflow":
            self._send(status, json.dumps({"message": SECRET}), "application/json", {"x-amzn-ErrorType": code})
            return
        error = f"<Error><Code>{code}</Code><Message>{SECRET}</Message></Error>"
        text = {
            "ec2": f"<Response><Errors>{error}</Errors><RequestID>1</RequestID></Response>",
            "sts": f'<ErrorResponse xmlns="{_STS}">{error}<RequestId>1</RequestId></ErrorResponse>',
        }.get(service, error)
        self._send(status, text, "text/xml")

    def _send(self, status: int, text: str, kind: str, headers: dict[str, str] | None = None) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _action(service: str, host: str, path: str, form: dict[str, str]) -> str:
    """Return the action as IAM calls it."""
    if service == "airflow":
        return "ListEnvironments" if path == "/environments" else "GetEnvironment"
    if service == "s3":
        return "GetAccountPublicAccessBlock" if "s3-control" in host else "GetBucketPublicAccessBlock"
    return form["Action"]


def _page(text: str, start: int, size: int) -> str:
    """Return a page of an answer of EC2."""
    ET.register_namespace("", _EC2)
    root = ET.fromstring(text)  # noqa: S314 - moto wrote it
    listed = next((one for one in root if len(one)), None)
    if listed is None:
        return text
    items = list(listed)
    for item in items[:start] + items[start + size :]:
        listed.remove(item)
    if start + size < len(items):
        ET.SubElement(root, f"{{{_EC2}}}nextToken").text = str(start + size)
    return ET.tostring(root, encoding="unicode")


def _caller(account: str) -> str:
    arn = f"<Arn>arn:aws:iam::{account}:user/somebody</Arn><UserId>AIDATESTING</UserId>"
    result = f"<GetCallerIdentityResult>{arn}<Account>{account}</Account></GetCallerIdentityResult>"
    return f'<GetCallerIdentityResponse xmlns="{_STS}">{result}</GetCallerIdentityResponse>'


def _assumed_role(arn: str) -> str:
    """Return keys by which the stand-in, and moto, know the account of the role."""
    account = arn.split(":")[4]
    keys = (
        f"<AccessKeyId>ASIA{account}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
        f"<SessionToken>{SECRET}</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
    )
    result = f"<AssumeRoleResult><Credentials>{keys}</Credentials></AssumeRoleResult>"
    return f'<AssumeRoleResponse xmlns="{_STS}">{result}</AssumeRoleResponse>'
