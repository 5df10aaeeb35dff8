package mwaa.lib.spans_test

import data.mwaa.lib.spans

import rego.v1

test_merged if {
	every case in [
		{"spans": [], "merged": []},
		{"spans": [[1, 2]], "merged": [[1, 2]]},
		{"spans": [[3, 5], [1, 2]], "merged": [[1, 2], [3, 5]]},
		{"spans": [[1, 3], [3, 5]], "merged": [[1, 5]]},
		{"spans": [[1, 4], [3, 5]], "merged": [[1, 5]]},
		{"spans": [[1, 9], [3, 5]], "merged": [[1, 9]]},
		{"spans": [[1, 3], [1, 5], [4, 5]], "merged": [[1, 5]]},
		{"spans": [[1, 2], [2, 3], [3, 4], [6, 7]], "merged": [[1, 4], [6, 7]]},
		{"spans": [["00a", "00f"], ["00f", "100"]], "merged": [["00a", "100"]]},
	] {
		spans.merged({span | some span in case.spans}) == case.merged
	}
}

test_port_texts if {
	every case in [
		{"ports": [], "texts": []},
		{"ports": [[443, 443]], "texts": ["443"]},
		{"ports": [[443, 444]], "texts": ["443-444"]},
		{"ports": [[5432, 5432], [443, 443]], "texts": ["443", "5432"]},
		{"ports": [[32768, 40000], [40001, 60999]], "texts": ["32768-60999"]},
		{"ports": [[32768, 40000], [40002, 60999]], "texts": ["32768-40000", "40002-60999"]},
	] {
		spans.port_texts([{"from_port": pair[0], "to_port": pair[1]} | some pair in case.ports]) == case.texts
	}
}
