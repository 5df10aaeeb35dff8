"""VPCs, subnets, routes, network ACLs and gateways."""

from typing import Literal

from mwaa_policy.model._base import Listing, Record
from mwaa_policy.model.cidr import Cidr, Family

TargetKind = Literal[
    "local",
    "internet_gateway",
    "nat_gateway",
    "egress_only",
    "transit_gateway",
    "vpc_peering",
    "vpn_gateway",
    "instance",
    "interface",
    "gwlb_endpoint",
    "local_gateway",
    "carrier_gateway",
    "core_network",
    "other",
]
Direction = Literal["ingress", "egress"]


class Survey(Record):
    """Which collections hold everything that this VPC has of the kind."""

    subnets: bool
    """Every subnet of the VPC is in the document."""
    route_tables: bool
    """Every route table of the VPC is in the document."""
    network_acls: bool
    """Every network ACL of the VPC is in the document."""
    security_groups: bool
    """Every security group of the VPC is in the document."""
    vpc_endpoints: bool
    """Every endpoint of the VPC is in the document."""
    nat_gateways: bool
    """Every NAT gateway of the VPC is in the document."""
    internet_gateways: bool
    """Every Internet gateway of the VPC is in the document."""


class Vpc(Record):
    """A virtual private cloud."""

    id: str
    """Id, logical id or resource address."""
    owner_id: str | None
    """The owning account, or a token."""
    cidrs: Listing[Cidr]
    """The ranges of the VPC, IPv4 and IPv6."""
    dns_support: bool | None
    """`enableDnsSupport`."""
    dns_hostnames: bool | None
    """`enableDnsHostnames`."""
    custom_dns: bool | None
    """Whether its DHCP options name other resolvers than AmazonProvidedDNS."""
    main_route_table_id: str | None
    """The table of every subnet without an association."""
    default_network_acl_id: str | None
    """The ACL of every subnet without an association."""
    default_security_group_id: str | None
    """The group named `default`."""
    igw_block: Literal["off", "ingress", "bidirectional"] | None
    """VPC Block Public Access."""
    complete: Survey
    """What was surveyed."""


class Subnet(Record):
    """A subnet."""

    id: str
    """Id, logical id or resource address."""
    vpc_id: str | None
    """The VPC."""
    owner_id: str | None
    """The owning account, or a token."""
    cidr: Cidr | None
    """Its IPv4 range."""
    zone_name: str | None
    """Availability zone by name, or a token."""
    zone_id: str | None
    """Availability zone by id (`use1-az3`)."""
    zone_ref: str | None
    """Which zone of an unnamed list of zones (`${AZ:0}`)."""
    route_table_ids: Listing[str]
    """Explicit associations; none and complete means the main table."""
    network_acl_ids: Listing[str]
    """Explicit associations; none and complete means the default ACL."""


class Route(Record):
    """A route. `local` routes are always present, those of gateway endpoints never."""

    key: str
    """The destination, as a name within its table."""
    destination: Cidr | None
    """The destination, when it is a range that is known."""
    prefix_list_id: str | None
    """The destination, when it is a prefix list."""
    family: Family | None
    """The address family of the destination."""
    target_kind: TargetKind | None
    """What the route leads to."""
    target_id: str | None
    """The id of what it leads to."""
    state: Literal["active", "blackhole", "planned"] | None
    """`State` of the API, or `planned`."""


class RouteTable(Record):
    """A route table."""

    id: str
    """Id, logical id or resource address."""
    vpc_id: str | None
    """The VPC."""
    routes: Listing[Route]
    """Its routes."""


class AclEntry(Record):
    """An entry of a network ACL; the implied last deny is not among them."""

    key: str
    """`ingress/100`: a name within its ACL."""
    number: int | None
    """Rule number, lowest first."""
    direction: Direction | None
    """Which way the traffic goes, as seen from the subnet."""
    action: Literal["allow", "deny"] | None
    """What happens to a packet that matches."""
    protocol: str | None
    """Protocol number as text; `-1` is all."""
    cidr: Cidr | None
    """Source when `ingress`, destination when `egress`."""
    from_port: int | None
    """Lowest destination port."""
    to_port: int | None
    """Highest destination port."""


class NetworkAcl(Record):
    """A network ACL."""

    id: str
    """Id, logical id or resource address."""
    vpc_id: str | None
    """The VPC."""
    default: bool | None
    """Whether it is the VPC's default ACL."""
    entries: Listing[AclEntry]
    """Its entries."""


class NatGateway(Record):
    """A NAT gateway."""

    id: str
    """Id, logical id or resource address."""
    vpc_id: str | None
    """The VPC."""
    subnet_id: str | None
    """Its subnet; `none` for a regional gateway."""
    state: str | None
    """`State` of the API, or `planned`."""
    connectivity: Literal["public", "private"] | None
    """`ConnectivityType`."""
    has_address: bool | None
    """Whether it has an elastic IP address."""
    availability_mode: Literal["zonal", "regional"] | None
    """`AvailabilityMode`."""


class InternetGateway(Record):
    """An Internet gateway."""

    id: str
    """Id, logical id or resource address."""
    attached_vpc_ids: Listing[str]
    """The VPCs to which it is attached."""


class PrefixList(Record):
    """A prefix list."""

    id: str
    """Id, logical id or resource address."""
    service: str | None
    """`s3`, `dynamodb`, or `none` for a list of the customer's."""
    entries: Listing[Cidr]
    """Its ranges."""
