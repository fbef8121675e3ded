"""Offers, ledger, approvals, payouts."""
