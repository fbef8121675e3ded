"""Foundations in pure Python: clock, ids, money, states, events, errors, actor, access."""
