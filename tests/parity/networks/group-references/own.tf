resource "aws_security_group" "clients" {
  name        = "clients"
  description = "who may see the webserver"
  vpc_id      = aws_vpc.vpc.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "group_from_clients" {
  security_group_id            = aws_security_group.group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.clients.id
}

resource "aws_security_group_rule" "group_to_clients" {
  type                     = "egress"
  security_group_id        = aws_security_group.group.id
  protocol                 = "tcp"
  from_port                = 8793
  to_port                  = 8794
  source_security_group_id = aws_security_group.clients.id
}
