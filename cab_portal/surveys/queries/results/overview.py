"""Who took part and what they answered, in a state of the results."""

from typing import Any

from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries.questionnaires import sent_questionnaire_of
from cab_portal.surveys.queries.results.contacts import Contacts
from cab_portal.surveys.queries.results.counting import ReminderHours, Subject
from cab_portal.surveys.queries.results.kept import counted
from cab_portal.surveys.queries.results.parts import parts_behind, rows_to_keep
from cab_portal.surveys.queries.results.state import ResultsState
from cab_portal.surveys.queries.results.tallies import Tallies
from cab_portal.surveys.questionnaire.quality import doubts_in


def overview_of(survey: Survey, state: ResultsState, reminders: ReminderHours) -> tuple[Contacts, Tallies]:
    """Everything, for a reader to whom the answers are open; at most two statements, none where nothing changed.

    ``reminders`` finds out when people were reminded, which is known further up in the house.
    """
    tallies = tallies_of(survey, state, reminders)
    found = tallies.contacts
    contacts = Contacts(
        found.get("invited", 0),
        tallies.all.people,
        found.get("started", 0),
        unopened=found.get("unopened", 0),
        partial=found.get("partial", 0),
        board=tallies.board,
    )
    return contacts, tallies


def tallies_of(survey: Survey, state: ResultsState, reminders: ReminderHours = None) -> Tallies:
    """What was counted of the responses sent, to be read and not changed; at most two statements."""
    return counted(_subject(survey, reminders), state).tallies


def counts_to_keep(survey: Survey, state: ResultsState, reminders: ReminderHours) -> list[dict[str, Any]]:
    """What is not kept for all processes yet, as rows of `CountedPart`; nothing is counted where all of it is."""
    subject = _subject(survey, reminders)
    behind = parts_behind(subject, state.marks)
    return rows_to_keep(subject, counted(subject, state).parts, behind) if behind else []


def _subject(survey: Survey, reminders: ReminderHours) -> Subject:
    questionnaire = sent_questionnaire_of(survey)
    asked = sum(question.answerable and question.show_if is None for question in questionnaire.questions)
    return Subject(survey.id, survey.request_id, doubts_in(questionnaire), asked, reminders)
