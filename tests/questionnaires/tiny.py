"""Tiny questionnaires, each as small as the matter that it shows."""

from cab_portal.surveys.questionnaire.conditions import Answered, Comparison, Condition, Contains, Equals
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Option
from cab_portal.surveys.questionnaire.types import (
    LongText,
    MultiChoice,
    Nps,
    Point,
    Rating,
    ShortText,
    SingleChoice,
)

CLARITY = ("Very unclear", "Rather unclear", "Neither", "Rather clear", "Very clear")


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(id=label.lower().replace(" ", "_"), label=label) for label in labels)


def single(
    question_id: str = "pace", *labels: str, required: bool = False, show_if: Condition | None = None
) -> SingleChoice:
    return SingleChoice(
        id=question_id,
        text="Is the pace too slow, right or too fast?",
        options=options(*(labels or ("Too slow", "About right", "Too fast"))),
        required=required,
        show_if=show_if,
    )


def multi(
    question_id: str = "missing", *labels: str, required: bool = False, show_if: Condition | None = None
) -> MultiChoice:
    return MultiChoice(
        id=question_id,
        text="Which topics are missing?",
        options=options(*(labels or ("Our data", "Who does what", "How long it takes"))),
        required=required,
        show_if=show_if,
    )


def rating(question_id: str = "clarity", *, required: bool = False, show_if: Condition | None = None) -> Rating:
    return Rating(
        id=question_id,
        text="How clear or unclear is it what your team does first?",
        points=tuple(Point(value=value, label=label) for value, label in enumerate(CLARITY, start=1)),
        required=required,
        show_if=show_if,
    )


def nps(question_id: str = "recommend", *, required: bool = False, show_if: Condition | None = None) -> Nps:
    return Nps(id=question_id, text="How likely are you to recommend us?", required=required, show_if=show_if)


def short_text(question_id: str = "word", *, required: bool = False, show_if: Condition | None = None) -> ShortText:
    return ShortText(id=question_id, text="Which word fits best?", required=required, show_if=show_if)


def long_text(question_id: str = "why", *, required: bool = False, show_if: Condition | None = None) -> LongText:
    return LongText(id=question_id, text="What would you change?", required=required, show_if=show_if)


def every_type() -> Questionnaire:
    """One question of each type, without conditions."""
    return Questionnaire.of([single(), multi(), rating(), nps(), short_text(), long_text()], title="All types")


def follow_up() -> Questionnaire:
    """A low score shows a required follow-up question; an answer to that shows a third."""
    return Questionnaire.of(
        [
            nps(required=True),
            single(required=True, show_if=Comparison(op="le", question="recommend", value=6)),
            long_text(show_if=Equals(question="pace", value="too_fast")),
            short_text(),
        ]
    )


def chain() -> Questionnaire:
    """Each question is shown only if the one before was answered."""
    return Questionnaire.of(
        [
            multi("a", "One", "Two"),
            rating("b", show_if=Contains(question="a", value="two")),
            nps("c", show_if=Answered(question="b")),
            short_text("d", show_if=Answered(question="c"), required=True),
        ]
    )
