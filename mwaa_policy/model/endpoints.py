"""VPC endpoints and their policies."""

from typing import Literal

from mwaa_policy.model._base import Listing, Record

ENDPOINT_TYPES = ("Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork", "Tunnel")
"""The types of endpoints that AWS offers."""
IPV6 = "ipv6"
IP_TYPES = ("ipv4", "dualstack", IPV6, "service-defined")
"""What `DnsRecordIpType` may be, and all but the last `IpAddressType`.

Only `ipv6` leaves IPv4 out. Records of a kind ask for addresses of that kind, and follow the addresses where nobody
tells of records.
"""


class Principal(Record):
    """One principal of a statement."""

    type: str
    """`AWS`, `Service`, `Federated` or `CanonicalUser`."""
    value: str
    """The ARN, account or service, with tokens; or `*`."""


class Condition(Record):
    """One key of a statement's condition."""

    operator: str
    """`StringEquals` and the like, qualifiers included, as written."""
    key: str
    """The condition key, lower-case."""
    values: Listing[str]
    """The values, with tokens."""


class Statement(Record):
    """One statement of a policy."""

    key: str
    """`Sid`, or `#n` counted from 0: a name within its policy."""
    sid: str | None
    """`Sid`."""
    effect: str | None
    """`Effect` as written."""
    principal_mode: Literal["any", "none", "listed", "not_listed"]
    """`any` for `*`; `none` when the statement has no principal element."""
    principals: Listing[Principal]
    """The principals that are listed."""
    action_mode: Literal["listed", "not_listed", "none"]
    """Whether it has `Action`, `NotAction` or neither."""
    actions: Listing[str]
    """The actions that are listed, lower-case."""
    resource_mode: Literal["listed", "not_listed", "none"]
    """Whether it has `Resource`, `NotResource` or neither."""
    resources: Listing[str]
    """The resources that are listed, with tokens."""
    conditions: Listing[Condition]
    """The conditions, all of which must hold."""


class Policy(Record):
    """The policy of an endpoint."""

    explicit: bool | None
    """Whether somebody wrote it; `None` when that cannot be told."""
    error: str | None
    """`none`, or why it is not a policy: `not-json`, `not-an-object`, `no-statement`, …"""
    size: int | None
    """Length of the text, white space as counted by AWS where it is known."""
    version: str | None
    """`Version`, or `none`."""
    statements: Listing[Statement]
    """Its statements."""


class VpcEndpoint(Record):
    """A VPC endpoint."""

    id: str
    """Id, logical id or resource address."""
    vpc_id: str | None
    """The VPC."""
    type: str | None
    """`Interface`, `Gateway`, `GatewayLoadBalancer` and the like."""
    service: str | None
    """The service by its short name (`s3`, `sqs`, `mwaa.database`), `other` for one MWAA never uses."""
    service_region: str | None
    """The region in the service's name, or a token."""
    service_partition: str | None
    """`aws` or `aws-cn`, from the service's name, or a token."""
    fips: bool | None = None
    """Whether it leads to the FIPS variant of the service, which has a private DNS name of its own.

    As far as AWS says, MWAA calls the usual name.
    """
    environment_id: str | None
    """For `mwaa.database` and `mwaa.webserver`: the environment, `none` for other services."""
    requester_managed: bool | None
    """Whether a service of AWS made it."""
    state: str | None
    """`State` of the API in lower case, or `planned`."""
    subnet_ids: Listing[str]
    """The subnets of an interface endpoint."""
    security_group_ids: Listing[str]
    """The groups of an interface endpoint."""
    route_table_ids: Listing[str]
    """The route tables of a gateway endpoint."""
    private_dns: bool | None
    """`PrivateDnsEnabled`."""
    private_dns_inbound_only: bool | None
    """`PrivateDnsOnlyForInboundResolverEndpoint`."""
    ipv4: bool | None = None
    """Whether its names have addresses of IPv4: `IpAddressType`, or `DnsRecordIpType` where that is given.

    AWS gives an endpoint IPv4 unless it is asked for something else.
    """
    policy: Policy
    """Its policy."""
