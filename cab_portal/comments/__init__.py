"""Threads anchored to passages of a draft, and what became of them."""
