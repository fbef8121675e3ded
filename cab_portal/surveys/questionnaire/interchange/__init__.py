"""Questionnaires in the formats of other tools, one file or folder each."""
