resource "aws_internet_gateway" "internet" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.vpc.id
  cidr_block        = "10.20.101.0/24"
  availability_zone = "eu-west-1a"
}

resource "aws_route_table" "public_table" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table_association" "public_table_of_public" {
  subnet_id      = aws_subnet.public.id
  route_table_id = aws_route_table.public_table.id
}

resource "aws_route" "public_default" {
  route_table_id         = aws_route_table.public_table.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.internet.id
}

resource "aws_eip" "address" {
  domain = "vpc"
}

resource "aws_nat_gateway" "nat" {
  subnet_id     = aws_subnet.public.id
  allocation_id = aws_eip.address.id
}
