"""Forms of the pages on which a draft is put before a board."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import DateTimeLocalField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from cab_portal.boards.models import Board
from cab_portal.boards.queries import SeatView
from cab_portal.boards.rules import Privacy, ReadingOthers, at_least_as_strict
from cab_portal.core import clock, ids
from cab_portal.core.errors import InvalidInput
from cab_portal.core.money import Money
from cab_portal.reviews.rules import MESSAGE_LIMIT, NO_SEAT, RequestInput, ensure_closing_date
from cab_portal.rewards.rules import Activity
from cab_portal.routing import service
from cab_portal.routing.rules import RoutingInput
from cab_portal.web.forms import Form, LineField, TextField, choices
from cab_portal.web.pages import present_program

BAD_DATE = "Write a day and a time, like 4 December, 18:00."
BAD_AMOUNT = "Write an amount like 40 or 40.50."
LARGEST_AMOUNT = 100_000
READING_OTHERS = choices(
    (ReadingOthers.AT_ONCE.value, "As soon as they are shared"),
    (ReadingOthers.WHEN_FINISHED.value, "Once they have finished their own review"),
    (ReadingOthers.NEVER.value, "Never, in this review"),
)
# At most two digits after a point or comma: three could be meant as thousands, and nobody shall pay by a guess.
_AMOUNT = re.compile(r"-?[0-9]{1,9}([.,][0-9]{1,2})?")


class LocalTimeField(DateTimeLocalField):
    """A day and a time of the program's zone."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(BAD_DATE) from error

    def pre_validate(self, _form: object) -> None:
        """Nothing that a calendar of ours could not compute with."""
        if self.data is None:
            raise ValidationError(BAD_DATE)
        if not 2000 <= self.data.year <= 2200:
            raise ValidationError("This year is out of reach. Choose a day within half a year.")

    def instant(self, zone: ZoneInfo) -> datetime:
        """The same as an instant."""
        if self.data is None:
            raise InvalidInput(BAD_DATE, fields={self.name: BAD_DATE})
        return self.data.replace(tzinfo=zone).astimezone(UTC)


class AmountField(LineField):
    """An amount of money in major units; empty for none."""

    def post_validate(self, _form: object, validation_stopped: bool) -> None:
        if not validation_stopped:
            self._amount()

    def money(self, currency: str) -> Money | None:
        """The amount in this currency, or None where the field is empty."""
        amount = self._amount()
        if amount is None:
            return None
        try:
            return Money.of(amount, currency)
        except ValueError as error:
            raise InvalidInput(BAD_AMOUNT, fields={self.name: BAD_AMOUNT}) from error

    def _amount(self) -> Decimal | None:
        text = self.data or ""
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise ValidationError(BAD_AMOUNT)
        amount = Decimal(text.replace(",", "."))
        if amount <= 0:
            raise ValidationError("Write an amount above zero, or leave this empty to offer nothing.")
        if amount > LARGEST_AMOUNT:
            raise ValidationError(f"An offer is at most {LARGEST_AMOUNT:,}.")
        return amount


class SeatsField(SelectMultipleField):
    """Seats as checkboxes. Whether each may be asked is the service's to say, when it is asked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, validate_choice=False, **options)

    def offer(self, seats: Sequence[SeatView]) -> None:
        """The seats to choose from."""
        self.choices = choices(*((ids.encode(seat.seat_id), seat.name) for seat in seats))

    def chosen(self) -> frozenset[UUID]:
        """The seats that were ticked."""
        try:
            return frozenset(ids.decode(text) for text in self.data or [])
        except ValueError as error:
            sentence = "A seat that you chose is not on this board. Check the list and choose again."
            raise InvalidInput(sentence, fields={self.name: sentence}) from error


class RouteForm(Form):
    """Who is asked, until when, with which words, survey and offers."""

    board = HiddenField()
    seats = SeatsField("Who is asked")
    closes_at = LocalTimeField("Closes")
    message = TextField("A word to the members", limit=MESSAGE_LIMIT)
    reading_others = RadioField("When a member reads the comments of others")
    survey = SelectField("Survey", validate_choice=False)
    review_offer = AmountField("For the review", limit=20)
    survey_offer = AmountField("For the survey", limit=20)

    def validate_seats(self, field: SeatsField) -> None:
        """What the service refuses is told with what the form itself finds, so that nobody has to try twice."""
        try:
            chosen = field.chosen()
        except InvalidInput as error:
            raise ValidationError(error.message) from error
        if not chosen:
            raise ValidationError(NO_SEAT)

    def validate_closes_at(self, field: LocalTimeField) -> None:
        """As `validate_seats`."""
        if field.errors:
            return
        try:
            ensure_closing_date(field.instant(present_program().zone), clock.now())
        except InvalidInput as error:
            raise ValidationError(error.message) from error

    def keep_to(self, board: Board) -> None:
        """Offer what is at least as strict as the board; nothing where its members never read each other."""
        allowed = at_least_as_strict(board.reading_others)
        if board.privacy is Privacy.SEALED or len(allowed) == 1:
            del self.reading_others
            return
        self.reading_others.choices = [choice for choice in READING_OTHERS if choice.value in allowed]

    def given(self, board_id: UUID, zone: ZoneInfo, currency: str) -> RoutingInput:
        """The request as it was filled in."""
        amounts = {
            Activity.REVIEW: self.review_offer.money(currency),
            Activity.SURVEY: self.survey_offer.money(currency),
        }
        return RoutingInput(
            request=RequestInput(
                board_id=board_id,
                seat_ids=self.seats.chosen(),
                closes_at=self.closes_at.instant(zone),
                message=self.message.data or "",
                reading_others=self._reading_others(),
            ),
            survey_id=self._survey_id(),
            offers={activity: amount for activity, amount in amounts.items() if amount is not None},
        )

    def _reading_others(self) -> ReadingOthers:
        chosen = "reading_others" in self and self.reading_others.data
        return ReadingOthers(chosen) if chosen else ReadingOthers.AT_ONCE

    def judge_survey(self, draft_id: UUID) -> None:
        """Refuse a survey that could not be sent: for who has something else to mend, too."""
        survey_id = self._survey_id()
        if survey_id is not None:
            service.ensure_survey(draft_id, survey_id, None if self.seats.errors else len(self.seats.chosen()))

    def _survey_id(self) -> UUID | None:
        try:
            return ids.decode(self.survey.data) if self.survey.data else None
        except ValueError as error:
            sentence = "Choose a survey from the list, or none."
            raise InvalidInput(sentence, fields={"survey": sentence}) from error


class ExtensionForm(Form):
    """A later closing date."""

    closes_at = LocalTimeField("Closes")


class WideningForm(Form):
    """More people of the same board."""

    seats = SeatsField("Who is asked as well")
