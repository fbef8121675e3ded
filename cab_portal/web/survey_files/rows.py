"""The table behind every file: who, when, a column for each thing that was asked, and what is worth a second look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from cab_portal.surveys import queries
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import ResponseRow
from cab_portal.surveys.queries.results.responses import Stored
from cab_portal.surveys.questionnaire.codebook import Value, Variable, codes_of, labels_of, variables_of
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.quality import doubts_in
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.web.csv_files import Cell

_KNOWN = 4_096
"""Of so many different answers at most the cells are kept, so that memory does not grow with the responses."""
_FLAG = "flag"

Cells = tuple[tuple[Value, ...], tuple[Value, ...]]
"""An answer as codes, and in words."""


@dataclass(frozen=True)
class Sheet:
    """A survey's responses, read anew with each ``responses``; for who may see who gave which answer.

    ``flags`` are the names of what makes a response worth a second look, with a column each after the answers: 1 where
    it is, 0 where it is not, nothing where nobody knows. No response is left out for it.
    """

    survey: Survey
    questionnaire: Questionnaire
    variables: list[Variable]
    flags: tuple[str, ...]
    _asked: Sequence[tuple[Question, list[Variable]]] = field(repr=False)
    _known: dict[tuple[str, tuple[Stored, ...]], Cells] = field(default_factory=dict, init=False, repr=False)

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
        return self._line(row, 0)

    def labels(self, row: ResponseRow) -> list[Value]:
        """The answers of one response in words."""
        return self._line(row, 1)

    def _line(self, row: ResponseRow, form: int) -> list[Value]:
        line: list[Value] = []
        for question, variables in self._asked:
            line += self._cells(question, variables, row.stored.get(question.id, ()))[form]
        line += [getattr(row.flags, name) for name in self.flags]
        return line

    def _cells(self, question: Question, variables: list[Variable], stored: tuple[Stored, ...]) -> Cells:
        """The cells of one answer. Of those that were only chosen there are few, given again and again."""
        if question.written and stored:
            words = (stored[0][2],)
            return words, words
        key = (question.id, stored)
        found = self._known.get(key)
        if found is None:
            answer = queries.values_of(self.questionnaire, stored)[question.id] if stored else None
            codes = codes_of(question, answer)
            found = (codes, tuple(labels_of(variables, list(codes))))
            if len(self._known) < _KNOWN and not any(words for _row_id, _code, words in stored):
                self._known[key] = found
        return found

    def line(self, row: ResponseRow, answers: list[Value]) -> list[Cell]:
        """One line of a table."""
        return [row.name, row.organization, row.submitted_at, *answers]


def sheet_of(survey: Survey) -> Sheet:
    """The sheet of a survey that was sent; no statement."""
    questionnaire = queries.sent_questionnaire_of(survey)
    variables = variables_of(questionnaire)
    by_name = {variable.name: variable for variable in variables}
    asked = [
        (question, [by_name[column.name] for column in question.columns()])
        for question in questionnaire.questions
        if question.answerable
    ]
    flags = _flags(questionnaire)
    return Sheet(survey, questionnaire, [*variables, *flags.values()], tuple(flags), asked)


def _flags(questionnaire: Questionnaire) -> dict[str, Variable]:
    """The columns of what may make a response to these questions worth a second look."""
    headings = {"fast": gettext("Worth a second look: most questions answered faster than they can be read")}
    if doubts_in(questionnaire).batteries:
        headings["same"] = gettext("Worth a second look: the same answer to every line of a list")
    if any(question.written for question in questionnaire.questions):
        headings["words"] = gettext("Worth a second look: a longer text as in an earlier line, word for word")
    prefix = _FLAG
    while any(question.id == prefix for question in questionnaire.questions):
        prefix += "_"
    marks = {"1": gettext("Yes"), "0": gettext("No")}
    return {name: Variable(f"{prefix}.{name}", heading, "flag", marks) for name, heading in headings.items()}
