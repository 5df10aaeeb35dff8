resource "aws_subnet" "public_b" {
  vpc_id            = aws_vpc.vpc.id
  cidr_block        = "10.20.102.0/24"
  availability_zone = "eu-west-1b"
}

resource "aws_route_table_association" "public_table_of_public_b" {
  subnet_id      = aws_subnet.public_b.id
  route_table_id = aws_route_table.public_table.id
}

resource "aws_eip" "address_b" {
  domain = "vpc"
}

resource "aws_nat_gateway" "nat_b" {
  subnet_id     = aws_subnet.public_b.id
  allocation_id = aws_eip.address_b.id
}

resource "aws_route" "default_a" {
  route_table_id         = aws_route_table.table_a.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}

resource "aws_route" "default_b" {
  route_table_id         = aws_route_table.table_b.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat_b.id
}
