"""The likely mistakes behind documents of a kind that is not read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

READABLE = (
    "give a CloudFormation template, what `terraform show -json PLAN` prints, API responses of describe and "
    "get calls, or a normalized document"
)
_UNKNOWN = "this is no kind of document that is read"
PLAN = "give the plan: `terraform plan -out=PLAN && terraform show -json PLAN`"


class Mistake(NamedTuple):
    """What a document is instead, and what to give."""

    what: str
    hint: str = READABLE


TERRAFORM_LOG = Mistake("this is the log of `terraform plan -json`", PLAN)
CDK_APP = "give the template, STACK.template.json, which `cdk synth` writes to cdk.out"
KUBERNETES = Mistake(
    "this is a Kubernetes manifest",
    "manifests are not read: once it is applied, give what `mwaa-policy collect ENVIRONMENT` prints",
)
_HEAD = 2000
_MANIFEST = re.compile(rb"^apiVersion:\s[^\0]*^kind:\s", re.MULTILINE)


def mistake_of_text(text: bytes) -> Mistake | None:
    """Return what several documents in one file probably are, which no reader takes together."""
    head = text[:_HEAD]
    if b'"@level"' in head and b'"@message"' in head:
        return TERRAFORM_LOG
    return KUBERNETES if _MANIFEST.search(head) else None


def likely_mistake(value: object) -> Mistake:
    """Return what a value probably is, and the command that makes what is read."""
    if isinstance(value, list):
        return _of_list(value)
    if not isinstance(value, dict):
        return Mistake(_UNKNOWN)
    if not value:
        return Mistake("the document is an empty object")
    return next((mistake for holds, mistake in _OBJECTS if holds(value)), None) or _by_members(value)


def _of_list(value: Sequence[Any]) -> Mistake:
    if not value:
        return Mistake("the document is an empty list")
    first = value[0]
    if isinstance(first, dict) and "ParameterKey" in first:
        return Mistake(
            "this is a file of CloudFormation parameters", "give the template, and this file with --parameters"
        )
    if isinstance(first, dict) and "Effect" in first:
        return Mistake(*_POLICY)
    items = 'API responses are objects: give all that the call returned, or name it: {"describe_subnets": …}'
    return Mistake("the document is a list", items if isinstance(first, dict) else READABLE)


def _has(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda value: all(name in value for name in names)


def _lists(name: str, member: str) -> Callable[[Mapping[str, Any]], bool]:
    def holds(value: Mapping[str, Any]) -> bool:
        listed = value.get(name)
        return isinstance(listed, list) and any(isinstance(one, dict) and member in one for one in listed)

    return holds


def _schema(prefix: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda value: isinstance(value.get("schema"), str) and value["schema"].startswith(prefix)


_POLICY = (
    "this is an IAM policy alone",
    "a policy is judged with its endpoint: give the template, the plan or the describe_vpc_endpoints response",
)
_OWN = "give the document that it was made of"
_OBJECTS: Sequence[tuple[Callable[[Mapping[str, Any]], bool], Mistake]] = (
    (_schema("mwaa-policy-report/"), Mistake("this is a report of mwaa-policy", _OWN)),
    (_schema("mwaa-policy-decision/"), Mistake("this is a decision of mwaa-policy", _OWN)),
    (_has("apiVersion", "kind"), KUBERNETES),
    (_has("@level", "@message"), TERRAFORM_LOG),
    (
        _has("artifacts", "version"),
        Mistake(
            "this is the manifest of a CDK cloud assembly",
            "give the template beside it, STACK.template.json, which `cdk synth` writes",
        ),
    ),
    (
        _has("tree", "version"),
        Mistake("this is the construct tree of CDK", "give STACK.template.json, which `cdk synth` writes"),
    ),
    (_has("Statement"), Mistake(*_POLICY)),
    (
        _has("TemplateBody"),
        Mistake(
            "this is the response of get-template",
            "give the template itself: `aws cloudformation get-template --query TemplateBody`",
        ),
    ),
    (
        _has("StackResources"),
        Mistake("this is a list of the resources of a stack", "give its template: `aws cloudformation get-template`"),
    ),
    (
        _has("resourceIdentifiers"),
        Mistake(
            "this is a list of the resources that AWS Config knows",
            "give what it recorded of them: `aws configservice batch-get-resource-config`",
        ),
    ),
    (
        _lists("Summaries", "ChangeSetId"),
        Mistake("this is a list of change sets", "give one: `aws cloudformation describe-change-set`"),
    ),
    (_has("Environments"), Mistake("this is a list of environments", "give `aws mwaa get-environment --name NAME`")),
    (
        _has("service", "provider"),
        Mistake(
            "this is a configuration of the Serverless Framework",
            "give the template that `serverless package` writes to .serverless",
        ),
    ),
    (
        _has("deployment", "version"),
        Mistake("this is an export of a Pulumi stack", "Pulumi is not read: give API responses of the network"),
    ),
)
_TERRAFORM_BLOCKS = frozenset(
    {"resource", "data", "variable", "module", "provider", "terraform", "locals", "output", "//"}
)


def _by_members(value: Mapping[str, Any]) -> Mistake:
    if value.keys() <= _TERRAFORM_BLOCKS:
        return Mistake("this is a Terraform configuration in JSON", PLAN)
    if isinstance(value.get("Resources"), dict):
        return Mistake("Resources holds nothing with a Type", "a resource of a template has a Type")
    names = ", ".join(_first(value))
    return Mistake(f"{_UNKNOWN}: an object with {names}")


def _first(value: Mapping[str, Any]) -> Iterator[str]:
    for index, name in enumerate(value):
        if index == 3:  # noqa: PLR2004 - enough to recognise the document by
            yield "…"
            return
        yield name if len(name) <= 40 else f"{name[:40]}…"  # noqa: PLR2004 - enough for any name
