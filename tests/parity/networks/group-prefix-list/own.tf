resource "aws_ec2_managed_prefix_list" "office" {
  name           = "office"
  address_family = "IPv4"
  max_entries    = 2

  entry {
    cidr = "192.0.2.0/25"
  }

  entry {
    cidr = "198.51.100.0/24"
  }
}

resource "aws_vpc_security_group_ingress_rule" "group_from_office" {
  security_group_id = aws_security_group.group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_ec2_managed_prefix_list.office.id
}
