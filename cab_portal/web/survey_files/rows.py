"""The table behind every file: who, when, and a column for each thing that was asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask_babel import gettext

from cab_portal.surveys import queries
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import ResponseRow
from cab_portal.surveys.questionnaire.answers import Answer, Specified
from cab_portal.surveys.questionnaire.codebook import Value, Variable, codes_of, labels_of, variables_of
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.web.csv_files import Cell

_KNOWN = 4_096
"""Of so many different answers at most the cells are kept, so that memory does not grow with the responses."""


@dataclass(frozen=True)
class Sheet:
    """A survey's responses, read anew with each ``rows``; for who may see who gave which answer."""

    survey: Survey
    questionnaire: Questionnaire
    variables: list[Variable]
    _known: dict[tuple[str, Answer | None], tuple[Value, ...]] = field(default_factory=dict, init=False, repr=False)

    def who(self) -> list[str]:
        """The headings of the columns before the answers."""
        return [gettext("Member"), gettext("Organization"), gettext("Sent at")]

    def headings(self) -> list[str]:
        """All headings in words."""
        return [*self.who(), *(variable.heading for variable in self.variables)]

    def names(self) -> list[str]:
        """All headings as short names."""
        return ["member", "organization", "sent_at", *(variable.name for variable in self.variables)]

    def responses(self) -> Iterator[ResponseRow]:
        """Every response sent, in the order of sending."""
        return queries.responses_of(self.survey.id, self.questionnaire)

    def codes(self, row: ResponseRow) -> list[Value]:
        """The answers of one response as codes."""
        return [
            code
            for question in self.questionnaire.questions
            for code in self._codes(question, row.answers.get(question.id))
        ]

    def _codes(self, question: Question, answer: Answer | None) -> tuple[Value, ...]:
        """The cells of one answer. Of those that were only chosen there are few, given again and again."""
        key = (question.id, answer)
        found = self._known.get(key)
        if found is None:
            found = codes_of(question, answer)
            if question.closed and not isinstance(answer, Specified) and len(self._known) < _KNOWN:
                self._known[key] = found
        return found

    def labels(self, row: ResponseRow) -> list[Value]:
        """The answers of one response in words."""
        return labels_of(self.variables, self.codes(row))

    def line(self, row: ResponseRow, answers: list[Value]) -> list[Cell]:
        """One line of a table."""
        return [row.name, row.organization, row.submitted_at, *answers]


def sheet_of(survey: Survey) -> Sheet:
    """The sheet of a survey that was sent; no statement."""
    questionnaire = queries.sent_questionnaire_of(survey)
    return Sheet(survey, questionnaire, variables_of(questionnaire))
