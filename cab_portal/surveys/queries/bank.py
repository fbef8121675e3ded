"""Questions that other surveys ask, to be asked again."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.surveys.access import visible_surveys
from cab_portal.surveys.models import Survey

MOST_SURVEYS = 100
MOST_FOUND = 20
"""Of so many surveys, the last changed ones, so many questions are shown at most."""


@dataclass(frozen=True)
class BankQuestion:
    """A question of another survey: where it stands, what it asks, and its type by name."""

    survey_id: UUID
    survey_title: str
    question_id: str
    text: str
    type: str


def bank_questions(actor: Actor, survey_id: UUID, words: str) -> list[BankQuestion]:
    """The questions of other surveys that the actor may see and that have all these words; one statement.

    Those of the last changed surveys come first, and the same text once.
    """
    rows = session.execute(
        select(Survey.id, Survey.title, Survey.definition)
        .where(visible_surveys(actor), Survey.id != survey_id)
        .order_by(Survey.updated_at.desc(), Survey.id)
        .limit(MOST_SURVEYS)
    )
    wanted = words.casefold().split()
    found: dict[str, BankQuestion] = {}
    for key, title, definition in rows:
        for question in definition["questions"]:
            text = question["text"].casefold()
            if all(word in text for word in wanted):
                line = BankQuestion(key, title, question["id"], question["text"], question["type"])
                found.setdefault(text, line)
    return list(found.values())[:MOST_FOUND]
