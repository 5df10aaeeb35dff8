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
  rule_number    = 100
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.20.0.0/16"
  from_port      = 0
  to_port        = 9999
}

resource "aws_network_acl_rule" "out_all" {
  network_acl_id = aws_network_acl.acl.id
  rule_number    = 100
  egress         = true
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
}
