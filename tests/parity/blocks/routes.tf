resource "aws_route" "default_a" {
  route_table_id         = aws_route_table.table_a.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}

resource "aws_route" "default_b" {
  route_table_id         = aws_route_table.table_b.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}
