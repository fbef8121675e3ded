"""What an anonymous survey gave free: counts and words, neither of them with a person or a time."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from cab_portal.core.paging import Page, offset_of
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries.anonymous import released_answers
from cab_portal.surveys.queries.questionnaires import text_of
from cab_portal.surveys.queries.results.group import Group
from cab_portal.surveys.queries.results.state import ResultsState
from cab_portal.surveys.queries.results.voices import VOICES_SHOWN, Voice
from cab_portal.surveys.questionnaire.definition import compiled
from cab_portal.surveys.rules import SMALLEST_GROUP

_KEPT = 4
"""So few, because words are kept with them."""


@dataclass(frozen=True)
class Released:
    """The counts of the released answers, and by question those in own words where enough people gave one.

    Words stand in the order of the alphabet, which says nothing of when they came.
    """

    group: Group
    words: dict[str, list[str]]

    def voices(self) -> dict[str, list[Voice]]:
        """A few answers in own words to each question."""
        return {question_id: _voices(question_id, words[:VOICES_SHOWN]) for question_id, words in self.words.items()}

    def page(self, question_id: str, number: int) -> Page[Voice]:
        """A page of the answers in own words to one question."""
        words = self.words.get(question_id, [])
        page: Page[Voice] = Page([], len(words), number)
        start = offset_of(number)
        return Page(_voices(question_id, words[start : start + page.size]), len(words), number)


def released_of(survey: Survey, state: ResultsState) -> Released:
    """What of an anonymous survey may be told, to be read and not changed; at most one statement.

    Kept for the state in which the results are: once the survey has closed, nothing changes any more.
    """
    return _kept(survey.id, text_of(survey), survey.smallest_group or SMALLEST_GROUP, state.token)


@lru_cache(maxsize=_KEPT)
def _kept(survey_id: UUID, text: str, fewest: int, _state: str) -> Released:
    questionnaire = compiled(text)
    given = released_answers(survey_id, questionnaire)
    group = Group()
    for question_id, answers in given.items():
        for answer in answers:
            for row in questionnaire.question(question_id).rows(answer):
                group.add(row.question_id, row.code, row.ordinal, 1)
    words = {
        question.id: [str(answer) for answer in given[question.id]]
        for question in questionnaire.questions
        if question.written and len(given.get(question.id, ())) >= fewest
    }
    return Released(group, words)


def _voices(question_id: str, words: list[str]) -> list[Voice]:
    return [Voice(None, question_id, one, "", "") for one in words]
