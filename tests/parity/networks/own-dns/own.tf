resource "aws_vpc_dhcp_options" "dns" {
  domain_name_servers = ["10.20.0.53", "10.20.1.53"]
}

resource "aws_vpc_dhcp_options_association" "dns_of_vpc" {
  vpc_id          = aws_vpc.vpc.id
  dhcp_options_id = aws_vpc_dhcp_options.dns.id
}

resource "aws_vpc_ipv4_cidr_block_association" "second_range" {
  vpc_id     = aws_vpc.vpc.id
  cidr_block = "100.64.0.0/16"
}
