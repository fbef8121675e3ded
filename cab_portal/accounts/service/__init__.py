"""Writes about people, organizations, sign-in links and sessions."""
