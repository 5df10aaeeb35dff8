# An Amazon MWAA environment with private routing, the same as ../../cloudformation/good.yaml.

terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

locals {
  zones = { a = 1, b = 2 }

  open_policy = jsonencode({
    Statement = [{ Action = "*", Effect = "Allow", Resource = "*", Principal = "*" }]
  })
}

resource "aws_vpc" "airflow" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "airflow" {
  for_each          = local.zones
  vpc_id            = aws_vpc.airflow.id
  cidr_block        = "10.20.${each.value}.0/24"
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_route_table" "airflow" {
  for_each = local.zones
  vpc_id   = aws_vpc.airflow.id
}

resource "aws_route_table_association" "airflow" {
  for_each       = local.zones
  subnet_id      = aws_subnet.airflow[each.key].id
  route_table_id = aws_route_table.airflow[each.key].id
}

resource "aws_network_acl" "airflow" {
  vpc_id = aws_vpc.airflow.id
}

resource "aws_network_acl_association" "airflow" {
  for_each       = local.zones
  subnet_id      = aws_subnet.airflow[each.key].id
  network_acl_id = aws_network_acl.airflow.id
}

resource "aws_network_acl_rule" "inbound" {
  network_acl_id = aws_network_acl.airflow.id
  rule_number    = 100
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "outbound" {
  network_acl_id = aws_network_acl.airflow.id
  rule_number    = 100
  protocol       = "-1"
  rule_action    = "allow"
  egress         = true
  cidr_block     = "0.0.0.0/0"
}

resource "aws_security_group" "airflow" {
  name   = "airflow"
  vpc_id = aws_vpc.airflow.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = aws_security_group.airflow.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.airflow.id
}

resource "aws_vpc_security_group_ingress_rule" "webserver" {
  security_group_id            = aws_security_group.airflow.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.airflow.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.airflow.id
  service_name      = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.airflow["a"].id, aws_route_table.airflow["b"].id]

  policy = jsonencode({
    Statement = [
      {
        Sid       = "Access-to-specific-bucket-only"
        Principal = "*"
        Action    = ["s3:GetObject"]
        Effect    = "Allow"
        Resource  = ["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"]
      },
      {
        Sid       = "Dags"
        Principal = "*"
        Action    = ["s3:GetObject*", "s3:GetBucket*", "s3:List*"]
        Effect    = "Allow"
        Resource  = ["arn:aws:s3:::example-airflow-dags", "arn:aws:s3:::example-airflow-dags/*"]
      },
    ]
  })
}

resource "aws_vpc_endpoint" "sqs" {
  vpc_id              = aws_vpc.airflow.id
  service_name        = "com.amazonaws.eu-west-1.sqs"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.airflow["a"].id, aws_subnet.airflow["b"].id]
  security_group_ids  = [aws_security_group.airflow.id]
  policy              = local.open_policy
}

resource "aws_vpc_endpoint" "logs" {
  vpc_id              = aws_vpc.airflow.id
  service_name        = "com.amazonaws.eu-west-1.logs"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.airflow["a"].id, aws_subnet.airflow["b"].id]
  security_group_ids  = [aws_security_group.airflow.id]
  policy              = local.open_policy
}

resource "aws_vpc_endpoint" "monitoring" {
  vpc_id              = aws_vpc.airflow.id
  service_name        = "com.amazonaws.eu-west-1.monitoring"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.airflow["a"].id, aws_subnet.airflow["b"].id]
  security_group_ids  = [aws_security_group.airflow.id]
  policy              = local.open_policy
}

resource "aws_vpc_endpoint" "kms" {
  vpc_id              = aws_vpc.airflow.id
  service_name        = "com.amazonaws.eu-west-1.kms"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.airflow["a"].id, aws_subnet.airflow["b"].id]
  security_group_ids  = [aws_security_group.airflow.id]
  policy              = local.open_policy
}

resource "aws_mwaa_environment" "airflow" {
  name                  = "airflow"
  airflow_version       = "2.10.3"
  dag_s3_path           = "dags"
  source_bucket_arn     = "arn:aws:s3:::example-airflow-dags"
  execution_role_arn    = "arn:aws:iam::123456789012:role/airflow"
  webserver_access_mode = "PRIVATE_ONLY"

  network_configuration {
    subnet_ids         = [aws_subnet.airflow["a"].id, aws_subnet.airflow["b"].id]
    security_group_ids = [aws_security_group.airflow.id]
  }
}
