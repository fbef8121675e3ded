"""Questionnaires as values: what is asked, to whom which question is shown, and what the answers say.

A pure package: it knows neither a web framework nor a database. Its files, each standing on the ones before:
`wording`, `answers`, `conditions`, `summary`, `findings`, `question`, `types/`, `problems`, `references`,
`definition`, `path`, `condition_words`, `effort`, `statistics`.
"""
