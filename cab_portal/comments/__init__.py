"""Anchored threads and their dispositions."""
