resource "aws_mwaa_environment" "second" {
  name                  = "second"
  airflow_version       = "2.10.3"
  dag_s3_path           = "dags"
  source_bucket_arn     = "arn:aws:s3:::example-airflow-dags"
  execution_role_arn    = "arn:aws:iam::123456789012:role/airflow"
  webserver_access_mode = "PUBLIC_ONLY"

  network_configuration {
    subnet_ids         = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
    security_group_ids = [aws_security_group.group.id, aws_security_group.other.id]
  }
}

resource "aws_security_group" "other" {
  name   = "other"
  vpc_id = aws_vpc.vpc.id

  egress {
    protocol        = "-1"
    from_port       = 0
    to_port         = 0
    security_groups = [aws_security_group.group.id]
  }
}
