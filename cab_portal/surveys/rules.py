"""Surveys: states and promises."""

from enum import StrEnum

from cab_portal.core.states import StateMachine


class SurveyStatus(StrEnum):
    """``writing`` until it is sent with its request; its questions never change afterwards."""

    WRITING = "writing"
    OPEN = "open"
    CLOSED = "closed"


SURVEYS = StateMachine(
    SurveyStatus.WRITING,
    {
        SurveyStatus.WRITING: frozenset({SurveyStatus.OPEN}),
        SurveyStatus.OPEN: frozenset({SurveyStatus.CLOSED}),
        SurveyStatus.CLOSED: frozenset({SurveyStatus.OPEN}),
    },
)


class SurveyPrivacy(StrEnum):
    """What the company promises about who learns of an answer. Frozen when the survey is sent."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"
