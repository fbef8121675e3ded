"""Processes as drafts: steps, versions, word diff."""
