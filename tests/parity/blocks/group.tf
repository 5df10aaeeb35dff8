resource "aws_security_group" "group" {
  name   = "group"
  vpc_id = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_egress_rule" "group_out" {
  security_group_id = aws_security_group.group.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "group_itself" {
  security_group_id            = aws_security_group.group.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.group.id
}
