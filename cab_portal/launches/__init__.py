"""The launch gate, waivers, decisions, receipts."""
