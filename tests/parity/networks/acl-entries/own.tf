resource "aws_network_acl" "acl" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_network_acl_association" "acl_of_subnet_a" {
  subnet_id      = aws_subnet.subnet_a.id
  network_acl_id = aws_network_acl.acl.id
}

resource "aws_network_acl_association" "acl_of_subnet_b" {
  subnet_id      = aws_subnet.subnet_b.id
  network_acl_id = aws_network_acl.acl.id
}

resource "aws_network_acl_rule" "in_https" {
  network_acl_id = aws_network_acl.acl.id
  rule_number    = 90
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.20.0.0/16"
  from_port      = 443
  to_port        = 443
}

resource "aws_network_acl_rule" "in_office" {
  network_acl_id = aws_network_acl.acl.id
  rule_number    = 95
  protocol       = "tcp"
  rule_action    = "deny"
  cidr_block     = "192.0.2.0/24"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "in_rest" {
  network_acl_id = aws_network_acl.acl.id
  rule_number    = 100
  protocol       = "6"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 1024
  to_port        = 65535
}

resource "aws_network_acl_rule" "in_ping" {
  network_acl_id = aws_network_acl.acl.id
  rule_number    = 110
  protocol       = "icmp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  icmp_type      = 8
  icmp_code      = -1
}

resource "aws_network_acl_rule" "in_six" {
  network_acl_id  = aws_network_acl.acl.id
  rule_number     = 120
  protocol        = "tcp"
  rule_action     = "deny"
  ipv6_cidr_block = "::/0"
  from_port       = 22
  to_port         = 22
}

resource "aws_network_acl_rule" "out_udp" {
  network_acl_id = aws_network_acl.acl.id
  rule_number    = 90
  egress         = true
  protocol       = "udp"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
  from_port      = 53
  to_port        = 53
}

resource "aws_network_acl_rule" "out_all" {
  network_acl_id = aws_network_acl.acl.id
  rule_number    = 100
  egress         = true
  protocol       = "all"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
}
