# METADATA
# title: Spans of ports and addresses
# description: |
#   Puts together what a test of cells took apart: spans that touch or overlap are told as one. A span
#   is a pair `[first, after]`, half open, of numbers or of addresses.
# scope: package
package mwaa.lib.spans

import rego.v1

# METADATA
# description: The fewest spans that hold what a set of spans holds, lowest first.
merged(spans) := [[first, after] |
	some first in sort(_firsts(spans))
	after := min({after | some after in _afters(spans); after > first})
]

# Where no other span leads on from what is below.
_firsts(spans) := {first |
	some first in {span[0] | some span in spans}
	not _below(spans, first)
}

_below(spans, first) if {
	some span in spans
	span[0] < first
	span[1] >= first
}

_afters(spans) := {after |
	some after in {span[1] | some span in spans}
	not _above(spans, after)
}

_above(spans, after) if {
	some span in spans
	span[1] > after
	span[0] <= after
}

# METADATA
# description: Ports of cells `{from_port, to_port}` as texts, `443` or `32768-60999`.
port_texts(cells) := [_port_text(span) | some span in merged({[cell.from_port, cell.to_port + 1] | some cell in cells})]

_port_text(span) := format_int(span[0], 10) if span[1] - span[0] == 1

_port_text(span) := concat("-", [format_int(span[0], 10), format_int(span[1] - 1, 10)]) if span[1] - span[0] > 1
