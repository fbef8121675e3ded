"""Sending a request: audience, survey, offers, forecast, progress."""
