"""Readers of documents: each turns one kind into an inventory and its provenance."""
