"""Questionnaires, responses, results."""
