"""Hypothesis for unit tests: no deadline, because time on a shared machine proves nothing."""

from hypothesis import settings

settings.register_profile("unit", deadline=None)
settings.load_profile("unit")
