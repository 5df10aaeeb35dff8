resource "aws_route_table" "table_a" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table" "table_b" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table_association" "table_a_of_subnet_a" {
  subnet_id      = aws_subnet.subnet_a.id
  route_table_id = aws_route_table.table_a.id
}

resource "aws_route_table_association" "table_b_of_subnet_b" {
  subnet_id      = aws_subnet.subnet_b.id
  route_table_id = aws_route_table.table_b.id
}
