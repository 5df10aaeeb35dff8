resource "aws_route" "default_a" {
  route_table_id         = aws_route_table.table_a.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.internet.id
}
