"""Writes about reviews: requests by the staff, reading by the members."""
