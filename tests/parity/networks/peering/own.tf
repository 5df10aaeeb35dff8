resource "aws_vpc" "neighbour" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_vpc_peering_connection" "peering" {
  vpc_id      = aws_vpc.vpc.id
  peer_vpc_id = aws_vpc.neighbour.id
  auto_accept = true
}

resource "aws_route" "neighbour_a" {
  route_table_id            = aws_route_table.table_a.id
  destination_cidr_block    = "10.30.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.peering.id
}
