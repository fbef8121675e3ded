"""`battery`: up to 5 items with the same labelled answers. The answer has one point of the scale for each item."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cab_portal.surveys.questionnaire.answers import Answer, AnswerRow, ItemAnswers
from cab_portal.surveys.questionnaire.findings import NO_ANSWERS
from cab_portal.surveys.questionnaire.question import (
    Cell,
    Column,
    Label,
    Measure,
    Model,
    OptionalLabel,
    OptionSlug,
    Question,
)
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.types.chosen import refuse_choice
from cab_portal.surveys.questionnaire.types.rating import Points, Rating
from cab_portal.surveys.questionnaire.wording import Sentence

MAX_ITEMS = 5


class Item(Model):
    """One line of a battery; conditions and stored answers name it `question.item`."""

    id: OptionSlug
    text: Label
    measure: Measure | None = None


class Battery(Question):
    """1 to 5 items, each answered by one of 2 to 11 labelled points; where required, all of them.

    A form sends `item:point` for each item. Each item stands by itself as a rating (`parts`), with which conditions
    compare and results count.
    """

    type: Literal["battery"] = "battery"
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MAX_ITEMS)]
    points: Points
    not_applicable: OptionalLabel = ""

    type_label: ClassVar[str] = "a battery of items"
    missing: ClassVar[Sentence] = Sentence("Answer every line.")

    @model_validator(mode="after")
    def _items_have_ids_of_their_own(self) -> Self:
        if len({item.id for item in self.items}) != len(self.items):
            raise PydanticCustomError("duplicate_item", "Two items have the same id. Give each its own.")
        return self

    @cached_property
    def ratings(self) -> dict[str, Rating]:
        """Each item as a rating, by the id of the item."""
        # its parts were checked as those of the battery; its id has a dot, which no question of a questionnaire has
        return {
            item.id: Rating.model_construct(
                id=f"{self.id}.{item.id}",
                text=f"{self.text}: {item.text}",
                points=self.points,
                not_applicable=self.not_applicable,
                required=self.required,
                decision=self.decision,
                owner=self.owner,
                measure=item.measure,
            )
            for item in self.items
        }

    def parts(self) -> tuple[Question, ...]:
        return tuple(self.ratings.values())

    def parse(self, raw: Sequence[str]) -> Answer | None:
        return super().parse([value for value in raw if value.partition(":")[2].strip()])

    def read(self, given: Sequence[str]) -> ItemAnswers:
        found: dict[str, list[str]] = {}
        for value in given:
            item_id, _, code = value.partition(":")
            found.setdefault(item_id, []).append(code)
        if not found.keys() <= self.ratings.keys():
            raise refuse_choice()
        return self.check({item_id: self.ratings[item_id].read(codes) for item_id, codes in found.items()})

    def check(self, value: object) -> ItemAnswers:
        given = dict(value.items) if isinstance(value, ItemAnswers) else value
        if not isinstance(given, dict) or not given or not given.keys() <= self.ratings.keys():
            raise refuse_choice()
        if self.required and len(given) < len(self.items):
            raise self.missing_error()
        return ItemAnswers(
            tuple((item.id, self.ratings[item.id].check(given[item.id])) for item in self.items if item.id in given)
        )

    def form_values(self, answer: Answer) -> tuple[str, ...]:
        return tuple(f"{item_id}:{point}" for item_id, point in _items(answer))

    def rows(self, answer: Answer) -> tuple[AnswerRow, ...]:
        return tuple(AnswerRow(f"{self.id}.{item_id}", 0, str(point)) for item_id, point in _items(answer))

    def from_rows(self, rows: Sequence[AnswerRow]) -> Answer:
        return self.read([f"{row.question_id.partition('.')[2]}:{row.code}" for row in rows])

    def display(self, answer: Answer) -> str:
        texts = {item.id: item.text for item in self.items}
        return "; ".join(
            f"{texts[item_id]}: {self.ratings[item_id].display(point)}" for item_id, point in _items(answer)
        )

    def tally(self, counts: Mapping[str, int], answered: int) -> Summary:
        """Only how many answered: the counts are those of `parts`."""
        if counts:
            raise KeyError(f"the items of question {self.id} are counted one by one")
        return Summary(answered)

    def codes(self, answer: Answer) -> tuple[str, ...]:  # noqa: ARG002 - as above
        """None of its own: each of `parts` has its code."""
        return ()

    def finding(self, summary: Summary) -> Sentence:
        if summary.answered == 0:
            return NO_ANSWERS
        return Sentence("Answered by %(answered)s", answered=summary.answered)

    def columns(self) -> tuple[Column, ...]:
        """One column per item."""
        return tuple(Column(rating.id, rating.text) for rating in self.ratings.values())

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        given = dict(_items(answer)) if answer is not None else {}
        return tuple(self.ratings[item.id].cells(given.get(item.id))[0] for item in self.items)

    def partition(self, named: Collection[int | float | str]) -> Iterator[Cell]:  # noqa: ARG002 - items are read alone
        point = self.points[0].value
        yield Cell(ItemAnswers(tuple((item.id, point) for item in self.items)), 1.0)

    def words(self) -> int:
        texts = (self.text, self.help, self.not_applicable, *(item.text for item in self.items))
        return sum(len(text.split()) for text in (*texts, *(point.label for point in self.points)))

    def decisions(self) -> float:
        return float(len(self.items))


def _items(answer: Answer) -> tuple[tuple[str, int | str], ...]:
    if not isinstance(answer, ItemAnswers):
        raise TypeError("an answer to a battery has one for each item")
    return answer.items
