"""Writes of review requests and reviews."""
