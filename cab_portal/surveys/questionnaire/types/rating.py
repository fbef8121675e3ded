"""`rating`: one point of a scale of numbered and labelled points. The answer is the number of the point."""

from functools import cached_property
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StrictInt
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import NOT_APPLICABLE, Answer
from cab_portal.surveys.questionnaire.question import Choice, Label, Model
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.types.chosen import ScaleQuestion
from cab_portal.surveys.questionnaire.wording import Sentence


class Point(Model):
    """One point of a scale."""

    value: Annotated[StrictInt, Field(ge=-100, le=100)]
    label: Label


def _rising(points: tuple[Point, ...]) -> tuple[Point, ...]:
    for point, following in pairwise(points):
        if following.value <= point.value:
            raise PydanticCustomError(
                "points_not_rising",
                "The numbers of the points must rise; {following} comes after {value}.",
                {"value": point.value, "following": following.value},
            )
    return points


Points = Annotated[tuple[Point, ...], Field(min_length=2, max_length=11), AfterValidator(_rising)]


class Rating(ScaleQuestion):
    """One of 2 to 11 labelled points, in rising order of their numbers."""

    type: Literal["rating"] = "rating"
    points: Points

    type_label: ClassVar[str] = "a rating"

    @cached_property
    def labels(self) -> dict[int | str, str]:
        """The labels by the number of the point, in order, and that of the answer beside the scale."""
        labels: dict[int | str, str] = {point.value: point.label for point in self.points}
        return {**labels, NOT_APPLICABLE: self.not_applicable} if self.not_applicable else labels

    def points_of_scale(self) -> tuple[Choice, ...]:
        return tuple(Choice(str(point.value), point.label) for point in self.points)

    def display(self, answer: Answer) -> str:
        return self.labels[answer] if isinstance(answer, int | str) else str(answer)

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        """The number of the point, with which a spreadsheet can reckon; empty also where the scale does not apply."""
        return ("" if answer is None or answer == NOT_APPLICABLE else str(answer),)

    def finding(self, summary: Summary) -> Sentence:
        return findings.of_scale(summary)
