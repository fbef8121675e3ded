"""The types of question: one file each, joined here.

A new type is a new file with a class on `Question`, and one entry in `AnyQuestion`; nothing else lists the
types.
"""

from typing import Annotated, get_args

from pydantic import Field

from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types.battery import Battery, Item
from cab_portal.surveys.questionnaire.types.date import Date
from cab_portal.surveys.questionnaire.types.long_text import LongText
from cab_portal.surveys.questionnaire.types.multi_choice import MultiChoice
from cab_portal.surveys.questionnaire.types.nps import Nps
from cab_portal.surveys.questionnaire.types.number import Number
from cab_portal.surveys.questionnaire.types.ranking import Ranking
from cab_portal.surveys.questionnaire.types.rating import Point, Rating
from cab_portal.surveys.questionnaire.types.short_text import ShortText
from cab_portal.surveys.questionnaire.types.single_choice import SingleChoice
from cab_portal.surveys.questionnaire.types.statement import Statement

AnyQuestion = Annotated[
    SingleChoice | MultiChoice | Rating | Nps | Battery | Ranking | Number | Date | ShortText | LongText | Statement,
    Field(discriminator="type"),
]

QUESTION_TYPES: dict[str, type[Question]] = {
    kind.model_fields["type"].default: kind for kind in get_args(get_args(AnyQuestion)[0])
}
"""The class of each type by its name in JSON, in the order in which a designer is offered them."""

__all__ = [
    "QUESTION_TYPES",
    "AnyQuestion",
    "Battery",
    "Date",
    "Item",
    "LongText",
    "MultiChoice",
    "Nps",
    "Number",
    "Point",
    "Ranking",
    "Rating",
    "ShortText",
    "SingleChoice",
    "Statement",
]
