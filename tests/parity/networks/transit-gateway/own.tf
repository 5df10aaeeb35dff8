resource "aws_ec2_transit_gateway" "transit" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "transit_of_vpc" {
  transit_gateway_id = aws_ec2_transit_gateway.transit.id
  vpc_id             = aws_vpc.vpc.id
  subnet_ids         = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
}

resource "aws_route" "default_a" {
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.transit_of_vpc]
  route_table_id         = aws_route_table.table_a.id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.transit.id
}

resource "aws_route" "default_b" {
  depends_on             = [aws_ec2_transit_gateway_vpc_attachment.transit_of_vpc]
  route_table_id         = aws_route_table.table_b.id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.transit.id
}
