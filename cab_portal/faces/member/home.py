"""For you: what waits for a member, ordered by closing date."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.boards import queries as boards
from cab_portal.boards.queries import SeatRow
from cab_portal.boards.rules import SeatStatus
from cab_portal.comments.queries import UnsentComments, unsent_comments_of
from cab_portal.comments.queries.restatements import WaitingRestatement, waiting_restatements_of
from cab_portal.comments.rules import shortened
from cab_portal.core import clock, paths
from cab_portal.core.access import AreaPermission
from cab_portal.core.actor import Actor
from cab_portal.core.money import Money
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.launches import queries as launches
from cab_portal.launches.queries import Change
from cab_portal.reviews import queries as reviews
from cab_portal.reviews.queries import FreshReading, ReviewLine
from cab_portal.rewards import queries as rewards
from cab_portal.rewards.rules import Activity
from cab_portal.surveys import queries as surveys
from cab_portal.surveys.queries import MemberSurvey
from cab_portal.web import guards, identity
from cab_portal.web.filters import show_datetime, show_minutes
from cab_portal.web.pages import present_program, see_other
from cab_portal.web.survey_languages import in_reader_language

Offers = dict[Activity, Money]


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. ``closes_at`` is None for what has no closing date; that comes first, for it is quick."""

    title: str
    url: str
    action: str
    text: str
    closes_at: datetime | None = None
    offer: Money | None = None


@blueprint.get("/")
@guards.require(AreaPermission.SIGNED_IN)
def home() -> ResponseReturnValue:
    """The member's start page; staff have another."""
    actor = identity.actor()
    if not actor.is_member:
        return see_other("staff.today")
    open_reviews = reviews.open_assignments_of(actor.id)
    open_surveys = [in_reader_language(survey) for survey in surveys.open_surveys_of(actor.id)]
    requests = {line.request_id for line in open_reviews} | {survey.request_id for survey in open_surveys}
    offers = rewards.offers_of_all(requests) if requests else {}
    seats = boards.seats_of_person(actor.id)
    dated = [
        *(_review(line, offers[line.request_id]) for line in open_reviews),
        *(_survey(survey, offers[survey.request_id]) for survey in open_surveys),
        *(_fresh(reading) for reading in reviews.fresh_readings_of(actor.id)),
    ]
    dated.sort(key=attrgetter("closes_at"))
    undated = [_invitation(seat) for seat in seats if seat.status is SeatStatus.INVITED and not seat.is_over]
    undated.extend(_restated(one) for one in waiting_restatements_of(actor))
    undated.extend(_unsent(comments) for comments in unsent_comments_of(actor))
    if choices := rewards.waiting_of(actor.id):
        undated.append(_choice(choices))
    in_force = [seat for seat in seats if seat.is_in_force]
    answers = {} if dated or undated else _answers(actor)
    return render_template("member/home.html", dated=dated, undated=undated, seats=in_force, answers=answers)


def _answers(actor: Actor) -> dict[str, Change]:
    """Where nothing waits: what was done last, and what is promised next."""
    today = clock.now().astimezone(present_program().zone).date()
    found = {"done": launches.last_done(actor), "promised": launches.next_promised(actor, today)}
    return {name: change for name, change in found.items() if change is not None}


def _review(line: ReviewLine, offers: Offers) -> Waiting:
    begun = line.opened_at is not None
    text = gettext("A draft to read in %(steps)s steps.", steps=line.steps)
    if line.steps_read:
        text = gettext("You read %(read)s of %(steps)s steps.", read=line.steps_read, steps=line.steps)
    return Waiting(
        title=line.draft_title,
        url=url_for("member.review", request_id=line.request_id),
        action=gettext("Continue your review") if begun else gettext("Open the draft"),
        text=text,
        closes_at=line.closes_at,
        offer=offers.get(Activity.REVIEW),
    )


def _fresh(reading: FreshReading) -> Waiting:
    return Waiting(
        title=reading.draft_title,
        url=paths.comparison(reading.request_id, reading.older, reading.newer),
        action=gettext("Read what changed"),
        text=ngettext(
            "Version %(number)s is out. %(num)s step changed since your review.",
            "Version %(number)s is out. %(num)s steps changed since your review.",
            reading.steps,
            number=reading.newer,
        ),
        closes_at=reading.closes_at,
    )


def _restated(one: WaitingRestatement) -> Waiting:
    return Waiting(
        title=one.draft_title,
        url=url_for("member.restatement", request_id=one.request_id, thread_id=one.thread_id),
        action=gettext("Say whether it is right"),
        text=gettext(
            "The team put your concern about “%(quote)s” into its words. Did it understand you?",
            quote=shortened(one.quote),
        ),
    )


def _survey(survey: MemberSurvey, offers: Offers) -> Waiting:
    return Waiting(
        title=survey.title,
        url=url_for("member.survey", survey_id=survey.id),
        action=gettext("Continue the survey") if survey.is_started else gettext("Start the survey"),
        text=ngettext(
            "%(num)s question, %(time)s.",
            "%(num)s questions, %(time)s.",
            survey.questions,
            time=show_minutes(survey.minutes),
        ),
        closes_at=survey.closes_at,
        offer=offers.get(Activity.SURVEY),
    )


def _invitation(seat: SeatRow) -> Waiting:
    return Waiting(
        title=gettext("An invitation to the %(board)s", board=seat.board_name),
        url=url_for("member.invitation", seat_id=seat.id),
        action=gettext("See what it involves"),
        text=gettext("A seat on this board is kept for you. Read its charter and say whether you join."),
    )


def _unsent(comments: UnsentComments) -> Waiting:
    return Waiting(
        title=comments.draft_title,
        url=url_for("member.finish", request_id=comments.request_id),
        action=gettext("Decide about your comments"),
        text=ngettext(
            "The review has closed. Your comment was not sent; you can still send it until %(date)s.",
            "The review has closed. Your %(num)s comments were not sent; you can still send them until %(date)s.",
            comments.count,
            date=show_datetime(comments.until),
        ),
    )


def _choice(count: int) -> Waiting:
    return Waiting(
        title=ngettext("A reward is ready", "%(num)s rewards are ready", count),
        url=url_for("member.rewards"),
        action=gettext("Choose how to get it"),
        text=gettext("Take it, give it to charity, or decline it."),
    )
