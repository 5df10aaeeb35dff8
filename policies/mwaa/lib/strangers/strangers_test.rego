package mwaa.lib.strangers_test

import data.mwaa.lib.strangers

import rego.v1

_rule(members) := object.union(
	{
		"key": "ingress tcp 443 443 x",
		"protocol": "6",
		"from_port": 443,
		"to_port": 443,
		"peer_kind": null,
		"cidr": null,
		"group_id": null,
		"prefix_list_id": null,
	},
	members,
)

test_a_peer_has_the_name_that_its_document_gives if {
	every case in [
		[{"cidr": {"text": "10.0.0.0/8"}}, "10.0.0.0/8"],
		[{"group_id": "sg-1"}, "sg-1"],
		[{"prefix_list_id": "pl-1"}, "pl-1"],
		[{}, "?"],
	] {
		strangers.peer(_rule(case[0])) == case[1]
	}
}

test_ports_read_like_a_rule if {
	every case in [
		[{}, "tcp 443"],
		[{"key": "ingress udp 1 9 x", "protocol": "17", "from_port": 1, "to_port": 9}, "udp 1-9"],
		[{"key": "ingress all 0 65535 x", "protocol": "-1", "from_port": 0, "to_port": 65535}, "all ports"],
	] {
		strangers.ports(_rule(case[0])) == case[1]
	}
}
