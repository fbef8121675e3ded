"""How the program came to be: its settings, two boards, and who took a seat."""

from datetime import date

from sqlalchemy import select, update

from cab_portal.accounts.models import Organization
from cab_portal.accounts.service import people
from cab_portal.boards import queries, service
from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.boards.rules import BoardInput, InvitationInput, Privacy, SeatInput, last_day
from cab_portal.core.actor import Actor
from cab_portal.database import session
from cab_portal.demo.people import EVERYBODY, HEALTH, LOGISTICS, MAKERS, MOVERS, RETAIL, SEATS, STAFF, On, Place
from cab_portal.demo.telling import NOBODY, Story
from cab_portal.program import service as program
from cab_portal.program.models import Program
from cab_portal.program.rules import ProgramInput

ZONE = "Europe/Berlin"

_MID_MARKET = BoardInput(
    name="Mid-market board",
    purpose="Shows how our processes feel in companies of fifty to five hundred people, before all get them.",
    privacy=Privacy.OPEN,
    segments=(LOGISTICS, RETAIL, HEALTH, MAKERS),
    charter="""\
You are here because your work depends on what we send you. Here is what we ask of you, and what you may ask of us.

## What we ask

- About one draft a month, read from the chair you really sit in. If it would annoy you on a Monday morning, say so.
- Answers within the time that the invitation names. If you cannot make it, leave it: nobody counts.
- Drafts stay between us until they are launched.

## What you may expect

- Every concern gets a first reply within 48 hours, and every comment a decision with its reason.
- You are paid for each finished activity, the same amount whatever you say. You may give it away or decline it.
- Your name and your company stand beside your comments. Other members of this board read them, unless you mark one as
  private to the team.
- Your seat ends on the day that its term names. We ask sixty days before whether you want to stay.
""",
)

_FOUNDING = BoardInput(
    name="Founding customers",
    purpose="The companies that bought Fernhill when it was one screen. They see drafts that concern the contract.",
    privacy=Privacy.SEALED,
    segments=(MAKERS, MOVERS),
    charter="""\
You knew us when we were four people. We want to keep hearing from you what we would rather not hear.

## What we ask

- Two or three drafts a quarter, mostly about reviews, prices and promises.
- Plain words. A draft that you would not defend in front of your own boss is not ready.

## What you may expect

- A decision on every comment, with its reason, before we launch.
- Payment for each finished activity, whatever the verdict.
- Members of this board see their own comments and our answers to them, and nothing of each other.
""",
)


def tell(story: Story) -> None:
    """Everything up to the point at which two boards are at work."""
    story.tell(story.on(-131, 9), NOBODY, _begin)
    story.tell(story.on(-131, 10), "hana", _set_up)
    story.tell(story.on(-130, 9, 30), "hana", lambda _actor: _make_boards(story))
    for board, day in ((On.MID_MARKET, -128), (On.FOUNDING, -126)):
        for place_number, place in enumerate(SEATS[board]):
            _offer_and_accept(story, board, place, day, place_number)
    _tell_departures(story)


def _begin(_actor: Actor) -> None:
    """The mark comes first: from here on nobody can take this database for a real one."""
    session.execute(update(Program).values(is_demo=True))
    hana = STAFF["hana"]
    people.create_person(hana.email, hana.name, hana.role)


def _set_up(_actor: Actor) -> None:
    program.update_program(
        ProgramInput(
            name="Fernhill advisory board",
            currency="EUR",
            time_zone=ZONE,
            hourly_rate="120",
            reply_address="board@fernhill.example",
            finished_percent=60,
            finished_per_segment=2,
        )
    )
    for key in ("renske", "mara", "samuel"):
        person = STAFF[key]
        people.invite_staff(person.email, person.name, person.role)


def _make_boards(story: Story) -> None:
    for name, given in ((On.MID_MARKET, _MID_MARKET), (On.FOUNDING, _FOUNDING)):
        story.ids[name] = service.create_board(given).id


def _offer_and_accept(story: Story, board: On, place: Place, day: int, number: int) -> None:
    name = seat_name(board, place.who)
    starts_on = story.day(-124)
    ends_on = last_day(starts_on, place.months)
    invited, answered = story.on(day, 10, 2 * number), story.on(day + 1 + number % 3, 9 + number % 8, 7 * number % 60)
    story.tell(invited, "hana", lambda _actor: invite(story, board, place, starts_on, ends_on))
    story.tell(answered, place.who, lambda _actor: accept(story, name))


def _tell_departures(story: Story) -> None:
    """Seats as they are in life: one that was declined, one that ended early, one that still waits for its answer."""
    starts_on = story.day(-124)
    year = last_day(starts_on, 12)
    board = On.MID_MARKET
    henrik, dorota = seat_name(board, "henrik"), seat_name(board, "dorota")
    story.tell(
        story.on(-128, 11, 5), "hana", lambda _actor: invite(story, board, Place("henrik", RETAIL), starts_on, year)
    )
    story.tell(story.on(-123, 9, 40), "henrik", lambda _actor: accept(story, henrik))
    story.tell(
        story.on(-60, 16, 10),
        "hana",
        lambda _actor: service.end(story.thing(Seat, henrik), "Left Sundgaard Interiors."),
    )
    story.tell(
        story.on(-128, 11, 10), "hana", lambda _actor: invite(story, board, Place("dorota", MAKERS), starts_on, year)
    )
    story.tell(
        story.on(-125, 14, 20),
        "dorota",
        lambda _actor: service.decline(
            story.thing(Seat, dorota), "Thank you, but Matthias reads our dairies' mail and knows the answers better."
        ),
    )
    soon = story.day(1)
    story.tell(
        story.ago(180), "renske", lambda _actor: invite(story, board, Place("thandi", HEALTH), soon, last_day(soon, 12))
    )


def seat_name(board: On, who: str) -> str:
    """The name under which scenes know a seat."""
    return f"seat:{board}:{who}"


def invite(story: Story, board: On, place: Place, starts_on: date, ends_on: date) -> None:
    """Offer a seat as an admin does on the page: to an address, of a known or a new organization."""
    person = EVERYBODY[place.who]
    organization = session.scalar(select(Organization).where(Organization.name == person.organization))
    row = story.thing(Board, board)
    segment = session.scalars(select(Segment.id).where(Segment.board_id == row.id, Segment.name == place.segment)).one()
    given = InvitationInput(
        email=person.email,
        name=person.name,
        new_organization=person.organization,
        seat=SeatInput(segment, starts_on, ends_on),
    )
    story.ids[seat_name(board, place.who)] = service.invite_by_address(row, given, organization).id


def accept(story: Story, name: str) -> None:
    """Take a seat under the charter as it stands."""
    seat = story.thing(Seat, name)
    service.accept(seat, queries.newest_charter(seat.board_id).id)
