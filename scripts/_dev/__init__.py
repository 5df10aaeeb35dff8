"""What the entries of `scripts/` share; they are programs of a few lines each."""
