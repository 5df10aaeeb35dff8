resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.table_a.id, aws_route_table.table_b.id]

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "Dags"
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:GetObject*", "s3:GetBucket*", "s3:List*"]
        Resource  = ["arn:aws:s3:::example-airflow-dags", "arn:aws:s3:::example-airflow-dags/*"]
      },
      {
        Sid       = "Strangers"
        Effect    = "Deny"
        Principal = "*"
        NotAction = "s3:PutObject"
        Resource  = "*"
        Condition = { StringNotEquals = { "aws:PrincipalAccount" = ["123456789012"] } }
      },
    ]
  })
}
