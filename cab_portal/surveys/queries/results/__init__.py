"""What all answered: counted by the database, never by loading responses; as much of it as the reader may know."""

from cab_portal.surveys.queries.results.contacts import Contacts, contacts_of
from cab_portal.surveys.queries.results.counting import ReminderHours
from cab_portal.surveys.queries.results.counts import QuestionResult, results_in
from cab_portal.surveys.queries.results.group import Group
from cab_portal.surveys.queries.results.overview import counts_to_keep, overview_of, tallies_of
from cab_portal.surveys.queries.results.parts import uncounted_surveys
from cab_portal.surveys.queries.results.released import Released, released_of
from cab_portal.surveys.queries.results.responses import ResponseRow, responses_of
from cab_portal.surveys.queries.results.scores import InstrumentScore, scores_of
from cab_portal.surveys.queries.results.state import WITH_STATE, ResultsState, state_of
from cab_portal.surveys.queries.results.tallies import Tallies
from cab_portal.surveys.queries.results.voices import (
    ThemeCount,
    ThemeTag,
    Voice,
    quotable_survey,
    themes_of,
    voice_of,
    voices_of,
    voices_page,
)

__all__ = [
    "WITH_STATE",
    "Contacts",
    "Group",
    "InstrumentScore",
    "QuestionResult",
    "Released",
    "ReminderHours",
    "ResponseRow",
    "ResultsState",
    "Tallies",
    "ThemeCount",
    "ThemeTag",
    "Voice",
    "contacts_of",
    "counts_to_keep",
    "overview_of",
    "quotable_survey",
    "released_of",
    "responses_of",
    "results_in",
    "scores_of",
    "state_of",
    "tallies_of",
    "themes_of",
    "uncounted_surveys",
    "voice_of",
    "voices_of",
    "voices_page",
]
