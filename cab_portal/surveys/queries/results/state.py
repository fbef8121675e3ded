"""The state that the results of a survey are in: what was kept under it holds until it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from cab_portal.drafts.models import Draft
from cab_portal.surveys.models import Survey

WITH_STATE = select(Survey).options(
    undefer(Survey.marks), joinedload(Survey.draft, innerjoin=True).joinedload(Draft.collaborators)
)
"""Finds a survey with what `state_of` needs, and who writes its draft; each row once for each of them."""


@dataclass(frozen=True)
class ResultsState:
    """The mark of each part that results rest on, by its number.

    It must be read before what is kept under it: then what is kept may be newer than its state, and never older. It
    changes when somebody began or answered, so nobody is told of it but who may know that.
    """

    marks: Mapping[int, str]

    @property
    def token(self) -> str:
        """The whole state in few characters."""
        return sha256(repr(sorted(self.marks.items())).encode()).hexdigest()


def state_of(survey: Survey) -> ResultsState:
    """The state that the results of a survey were in when it was loaded `WITH_STATE`, else now; one statement then."""
    pairs = (pair.split(":") for pair in (survey.marks or "").split(",") if pair)
    return ResultsState({int(part): mark for part, mark in pairs})
