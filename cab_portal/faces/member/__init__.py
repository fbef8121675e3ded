"""Pages of the advisory customer."""

from cab_portal.faces.member import (
    changes,
    comment_place,
    comment_support,
    comments,
    compare,
    finish,
    home,
    invitation,
    restatements,
    review,
    rewards,
    survey,
    survey_questions,
    survey_sheet,
)
from cab_portal.faces.member.blueprint import blueprint

BLUEPRINTS = (blueprint,)

__all__ = [
    "BLUEPRINTS",
    "changes",
    "comment_place",
    "comment_support",
    "comments",
    "compare",
    "finish",
    "home",
    "invitation",
    "restatements",
    "review",
    "rewards",
    "survey",
    "survey_questions",
    "survey_sheet",
]
