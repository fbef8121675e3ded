"""What makes an answer worth a second look. It is shown, and no answer is left out for it."""

from dataclasses import dataclass

from cab_portal.surveys.questionnaire.definition import Questionnaire

FASTEST_WORD = 300
"""Whoever takes fewer milliseconds a word for a question has hardly read it (Zhang and Conrad 2014)."""
FLAT_FROM = 4
"""The same answer to every line says something only of a battery with so many."""


@dataclass(frozen=True)
class Doubts:
    """``limits`` are the milliseconds below which a question was hardly read, by its id.

    ``batteries`` are the row ids of the items of each battery in which the same answer everywhere would stand out.
    """

    limits: tuple[tuple[str, int], ...]
    batteries: tuple[tuple[str, ...], ...]

    @property
    def limit_in_all(self) -> int:
        """The same for a page with all questions that everybody is asked."""
        return sum(limit for _page, limit in self.limits)


def doubts_in(questionnaire: Questionnaire) -> Doubts:
    """What to look for in the answers to a questionnaire."""
    return Doubts(
        tuple((question.id, question.words() * FASTEST_WORD) for question in questionnaire.questions),
        tuple(
            question.row_ids()
            for question in questionnaire.questions
            if question.type == "battery" and len(question.row_ids()) >= FLAT_FROM
        ),
    )
