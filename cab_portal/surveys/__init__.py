"""Surveys: questionnaires, responses and results."""
