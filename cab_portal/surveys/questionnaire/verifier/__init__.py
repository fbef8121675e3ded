"""The proof that a survey's logic does what it says, or the findings that keep it from that.

`native` and `surveyjs` make the neutral `logic.Logic` of a definition, broken ones included; `proof.verify` walks all
paths through it at once and says what it found, each with the shortest answers that show it. Semantics: a shown
required question counts as answered, a hidden one as unanswered; a jump hides what it passes over.

No pydantic here: the command starts with the standard library alone.
"""
