"""A survey as its member meets it: what was asked, what was answered so far, and what may still be done."""

import hmac
import secrets
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from uuid import UUID

from flask import current_app

from cab_portal.core import clock
from cab_portal.faces.member import survey_cookie
from cab_portal.reviews.rules import ended_at
from cab_portal.surveys import queries
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.surveys.queries import AskedRequest, AskedSurvey, Sheet
from cab_portal.surveys.questionnaire.answers import Answers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.path import path, worded
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.rules import SurveyLayout, SurveyPrivacy, SurveyStatus, is_open, may_finish_late, spent
from cab_portal.web import guards, identity
from cab_portal.web.page_times import passed_since_shown, shown_now
from cab_portal.web.pages import present_program
from cab_portal.web.survey_languages import language_of, languages_to_read
from cab_portal.web.survey_promises import for_member


@dataclass(frozen=True)
class Run:
    """A survey with its title, purpose and questions in the viewer's language, and the viewer's answers so far.

    ``languages`` are those to choose from, by their own names; empty where there is only one.
    """

    survey: AskedSurvey
    questionnaire: Questionnaire
    sheet: Sheet
    languages: list[tuple[str, str]]
    title: str
    purpose: str

    @property
    def request(self) -> AskedRequest:
        return self.survey.request

    @property
    def is_anonymous(self) -> bool:
        return self.survey.privacy is SurveyPrivacy.ANONYMOUS

    @property
    def is_on_one_page(self) -> bool:
        return self.survey.layout is SurveyLayout.WHOLE

    @property
    def shown(self) -> tuple[Question, ...]:
        """The questions that these answers lead through."""
        return path(self.questionnaire, self.answers)

    @property
    def answers(self) -> Answers:
        """The answers so far, with corrections that were not sent yet."""
        return self.sheet.answers if self.sheet.changed is None else self.sheet.changed

    @property
    def is_open(self) -> bool:
        return is_open(self.survey.status, self.request.status, self.request.closes_at, clock.now())

    @property
    def is_late(self) -> bool:
        """Whether it has closed, and what was begun before may still be sent."""
        begun = None if self.sheet.is_sent else self.sheet.started_at
        return not self.is_open and may_finish_late(
            self.survey.privacy, self.request.status, self.ends_at, begun, clock.now()
        )

    @property
    def ends_at(self) -> datetime:
        """When it closes, or did."""
        return ended_at(self.request.closes_at, self.request.closed_at)

    @property
    def may_correct(self) -> bool:
        """Whether what was sent may still be changed: never where nobody knows whose it is."""
        return self.sheet.is_sent and not self.is_anonymous and self.is_open

    @property
    def takes_answers(self) -> bool:
        return self.may_correct if self.sheet.is_sent else self.is_open or self.is_late

    @property
    def sent_rows(self) -> list[dict[str, str | None]]:
        """The same as `rows` of the answers that were sent, whatever was corrected since."""
        return replace(self, sheet=replace(self.sheet, changed=None)).rows

    @property
    def waits_for_pay(self) -> bool:
        """Whether what was offered is paid only when the survey has closed: received, and anonymous."""
        return self.is_anonymous and self.sheet.is_sent and self.survey.status is SurveyStatus.OPEN

    @property
    def resumes_at(self) -> int:
        """The number of the page after the last question answered; one more than there are where none is left."""
        answered = [page for page, question in enumerate(self.shown, 1) if question.id in self.answers]
        return max(answered, default=0) + 1

    @property
    def resumes_with(self) -> int | None:
        """The number of the first question from that page on; None where only texts are left, or nothing."""
        before = sum(question.answerable for question in self.shown[: self.resumes_at - 1])
        return before + 1 if any(question.answerable for question in self.shown[self.resumes_at - 1 :]) else None

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """Question and answer, as a summary list shows them; texts without an answer are not there."""
        answers = self.answers
        return [
            {
                "label": self.worded(question).text,
                "value": question.display(answers[question.id]) if question.id in answers else None,
                "lang": self.language,
            }
            for question in self.shown
            if question.answerable
        ]

    @property
    def language(self) -> str:
        """The language of the questions as the viewer reads them."""
        return self.questionnaire.language

    def worded(self, question: Question) -> Question:
        """The question as the viewer reads it."""
        return worded(self.questionnaire, question, self.answers)

    @property
    def minutes(self) -> tuple[int, int]:
        """What others usually took, or the estimate while too few have finished: as a range of whole minutes."""
        usual = self.sheet.usual_seconds
        if usual is None:
            return queries.minutes_of(self.survey)
        minutes = max(1, ceil(usual / 60))
        return minutes, minutes

    @property
    def shown_at(self) -> str:
        """What a page carries to tell how long it was open; nothing where the survey is anonymous."""
        return "" if self.is_anonymous else shown_now()


def milliseconds_of(survey: AskedSurvey, questions: int = 1) -> int | None:
    """How long the posted page with so many questions was open; None where that is not to be known."""
    passed = None if survey.privacy is SurveyPrivacy.ANONYMOUS else passed_since_shown()
    return None if passed is None else spent(passed, questions)


def seed_of(survey: AskedSurvey) -> str:
    """What decides the order of shuffled answers: the same for a member at each visit, and nobody can guess it.

    An anonymous survey with shuffled answers cannot be sent; were there one, its order would tell nothing.
    """
    if survey.privacy is SurveyPrivacy.ANONYMOUS:
        return secrets.token_hex(16)
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, f"order of answers/{survey.id}/{identity.actor().id}".encode(), "sha256").hex()


def run_of(survey_id: UUID, permission: SurveyPermission = SurveyPermission.READ, *, timed: bool = False) -> Run:
    """A survey that was put before the viewer, with the answers so far; one statement, two where it is anonymous.

    With ``timed`` it knows how long others usually take, unless the survey is anonymous.
    """
    person_id = identity.actor().id
    usual = queries.usual_times.get(survey_id) if timed else None
    found = queries.sheet_statement(timed=timed and usual is None)
    rows = guards.look(Survey, survey_id, permission, found, person=person_id)
    survey = queries.asked_from(rows[0])
    asked = queries.sent_questionnaire_of(survey)
    questionnaire = queries.spoken_questionnaire_of(survey, language_of(asked))
    if survey.privacy is SurveyPrivacy.ANONYMOUS:
        held = survey_cookie.token()
        key = survey_cookie.key_of(held) if held else None
        sheet = queries.unlinked_sheet_of(survey.id, questionnaire, person_id, key)
    else:
        sheet = queries.sheet_of(questionnaire, rows, usual)
        if timed and usual is None:
            queries.usual_times.keep(survey_id, sheet.usual_seconds)
    said = asked.translations.get(questionnaire.language)
    return Run(
        survey,
        questionnaire,
        sheet,
        languages=languages_to_read(asked),
        title=(said.title if said else "") or survey.title,
        purpose=(said.purpose if said else "") or survey.purpose,
    )


def facts_of(run: Run) -> dict[str, Hashable]:
    """What every page of the survey shows to all who read it in one language."""
    return {
        "survey_id": run.survey.id,
        "title": run.title,
        "spoken": run.language,
        "is_anonymous": run.is_anonymous,
        "is_timed": not run.is_anonymous,
    }


def promise_of(run: Run) -> str:
    """Who reads the answers, as it was promised when the survey was sent."""
    survey = run.survey
    return for_member(survey.privacy, queries.confidants_of(survey), survey.smallest_group, present_program().name)
