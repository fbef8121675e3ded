"""Every fact kept: an append-only, hash-chained log."""
