"""Judges, before anything is deployed, whether the network of an Amazon MWAA environment will work."""
