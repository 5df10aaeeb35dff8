# METADATA
# title: Amazon MWAA networking
# description: |
#   Rules about the VPC networking of Amazon MWAA environments. Everything below reads one
#   document, the inventory, whose schema is generated from the library's model.
# scope: subpackages
# schemas:
#   - input: schema.inventory
package mwaa

import rego.v1
