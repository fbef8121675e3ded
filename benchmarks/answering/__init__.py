"""Surveys answered and read beside the bare application: every figure as a ratio taken in one run."""
