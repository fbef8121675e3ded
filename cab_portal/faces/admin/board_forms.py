"""Forms of the pages about boards, segments and seats."""

from datetime import date
from uuid import UUID

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, ValidationError

from cab_portal.boards.queries import SegmentView
from cab_portal.boards.rules import (
    TERMS_IN_MONTHS,
    BoardInput,
    InvitationInput,
    Privacy,
    ReadingOthers,
    SeatInput,
    last_day,
)
from cab_portal.core import ids
from cab_portal.web.forms import AddressField, DayField, Form, LineField, TextField, choices

UNTIL = "until"
NAME_LIMIT = 120
READING_OTHERS = choices(
    (ReadingOthers.AT_ONCE.value, "As soon as they are shared"),
    (ReadingOthers.WHEN_FINISHED.value, "Once they have finished their own review"),
    (ReadingOthers.NEVER.value, "Never"),
)


class BoardForm(Form):
    """What a board is for, and what its members agree to."""

    name = LineField("Name", [DataRequired("Write a name.")], limit=NAME_LIMIT)
    purpose = TextField("Purpose", [DataRequired("Say what the board is for.")], limit=1_000)
    privacy = RadioField(
        "What members learn of each other",
        [InputRequired("Choose what members learn of each other.")],
        choices=choices(*((level.value, level.value.capitalize()) for level in Privacy)),
    )
    reading_others = RadioField(
        "When a member reads the comments of others",
        [InputRequired("Choose when a member reads the comments of others.")],
        choices=READING_OTHERS,
    )
    charter = TextField(
        "Charter", [DataRequired("Write what members agree to.")], limit=20_000, description="In Markdown."
    )

    def names(self) -> tuple[str, ...]:
        """Its segments, where the form asks for them."""
        return ()

    def given(self) -> BoardInput:
        """The board as typed."""
        return BoardInput(
            name=self.name.data or "",
            purpose=self.purpose.data or "",
            privacy=Privacy(self.privacy.data),
            charter=self.charter.data or "",
            segments=self.names(),
            reading_others=ReadingOthers(self.reading_others.data),
        )


class NewBoardForm(BoardForm):
    """A board with its first segments."""

    segments = TextField("Segments", limit=4_000)

    def validate_segments(self, _field: TextField) -> None:
        """Each line is a name, and none is too long for one."""
        if any(len(name) > NAME_LIMIT for name in self.names()):
            raise ValidationError(f"Shorten each segment to {NAME_LIMIT} characters.")

    def names(self) -> tuple[str, ...]:
        """The segments, one per line."""
        return tuple(" ".join(line.split()) for line in (self.segments.data or "").split("\n") if line.strip())


class SegmentForm(Form):
    """A segment's name."""

    name = LineField("Name of the segment", [DataRequired("Write a name.")], limit=NAME_LIMIT)


class SeatForm(Form):
    """The segment and the term of a seat."""

    segment = SelectField("Segment")
    starts_on = DayField("First day", [InputRequired("Choose the first day.")])
    ends_on = DayField("Last day", [InputRequired("Choose the last day.")])

    def offer_segments(self, segments: list[SegmentView]) -> None:
        """The segments to choose from."""
        self.segment.choices = choices(("", "No segment"), *((ids.encode(one.id), one.name) for one in segments))

    def given_seat(self) -> SeatInput:
        """The segment and the term."""
        segment = ids.decode(self.segment.data) if self.segment.data else None
        return SeatInput(segment, _day(self.starts_on), _day(self.ends_on))


class InvitationForm(Form):
    """Who is invited to a seat, and for how long."""

    email = AddressField("E-mail address", [DataRequired("Write the address.")])
    name = LineField("Name", limit=NAME_LIMIT)
    organization = SelectField("Organization")
    new_organization = LineField("New organization", limit=NAME_LIMIT)
    segment = SelectField("Segment")
    starts_on = DayField("First day", [InputRequired("Choose the first day.")])
    length = RadioField(
        "Length of the term",
        [InputRequired("Choose how long the term is.")],
        choices=choices(
            *((str(months), f"{months} months") for months in TERMS_IN_MONTHS), (UNTIL, "Until the day below")
        ),
    )
    ends_on = DayField("Last day")

    def offer(self, organizations: list[tuple[UUID, str]], segments: list[SegmentView]) -> None:
        """The organizations and segments to choose from."""
        self.organization.choices = choices(
            ("", "None of these"), *((ids.encode(key), name) for key, name in organizations)
        )
        self.segment.choices = choices(("", "No segment"), *((ids.encode(one.id), one.name) for one in segments))

    def validate_ends_on(self, field: DayField) -> None:
        """A term of its own length needs its last day."""
        if self.length.data == UNTIL and field.data is None:
            raise ValidationError("Choose the last day.")

    def given_organization(self) -> UUID | None:
        """The organization that was chosen."""
        return ids.decode(self.organization.data) if self.organization.data else None

    def given(self) -> InvitationInput:
        """The invitation as typed."""
        starts_on = _day(self.starts_on)
        ends_on = _day(self.ends_on) if self.length.data == UNTIL else last_day(starts_on, int(self.length.data))
        segment = ids.decode(self.segment.data) if self.segment.data else None
        return InvitationInput(
            email=self.email.address(),
            name=self.name.data or "",
            new_organization=self.new_organization.data or "",
            seat=SeatInput(segment, starts_on, ends_on),
        )


def _day(field: DayField) -> date:
    """The day of a field that was validated."""
    if field.data is None:
        raise LookupError(f"{field.name} was not validated.")
    day: date = field.data
    return day


class EndingForm(Form):
    """Why a seat ends."""

    reason = TextField("Reason", limit=1_000)
