"""Boards, seats, terms and charters."""
