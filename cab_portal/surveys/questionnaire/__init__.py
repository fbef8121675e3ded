"""Questionnaires as values: what is asked, to whom which question is shown, and what the answers say.

A pure package: it knows neither a web framework nor a database. Its files, each standing on those before it:
`wording`, `answers`, `conditions`, `summary`, `findings`, `statistics`, `effort_table`, `question`, `types/`,
`problems`, `references`, `definition`, `path`, `condition_words`, `effort`, `linter/`.
"""
