"""Processes as drafts: steps, immutable versions and the words that changed between them."""
