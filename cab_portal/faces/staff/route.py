"""Putting a draft before a board: who is asked, until when, with which survey and offers."""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.boards import queries as boards
from cab_portal.boards.access import BoardPermission
from cab_portal.boards.models import Board
from cab_portal.boards.queries import BoardView, SeatView
from cab_portal.boards.rules import stricter
from cab_portal.core import clock, ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import Conflict, NotFound
from cab_portal.drafts.access import DraftPermission
from cab_portal.drafts.models import Draft
from cab_portal.drafts.queries import VersionView, newest_version
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.route_forms import RouteForm
from cab_portal.reviews.access import RequestPermission
from cab_portal.reviews.models import ReviewRequest
from cab_portal.rewards import queries as rewards
from cab_portal.rewards.rules import Activity
from cab_portal.routing import queries, service
from cab_portal.routing.queries import SurveyLine
from cab_portal.routing.rules import fair_for_reading, reading_seconds, suggested_closing, whole_minutes
from cab_portal.web import forms, guards, identity
from cab_portal.web.filters import show_money
from cab_portal.web.pages import present_program, see_other

NO_VERSION = "Share a version of this draft first. Members read shared versions only."


@blueprint.get("/staff/drafts/<id:draft_id>/route")
@guards.require(AreaPermission.STAFF)
def route_draft(draft_id: UUID) -> ResponseReturnValue:
    """Choose a board, then its people, a closing date, a survey and offers."""
    draft = guards.load(Draft, draft_id, DraftPermission.WRITE)
    listed = boards.boards()
    version = newest_version(draft_id)
    board_id = _asked_board(listed)
    if board_id is None or version is None:
        return render_template("staff/route_board.html", draft=draft, boards=listed, version=version)
    board = guards.load(Board, board_id, BoardPermission.READ)
    form = RouteForm(formdata=None)
    form.keep_to(board)
    if "reading_others" in form:
        form.reading_others.data = board.reading_others.value
    seats = boards.seats_in_force(board_id)
    form.board.data = ids.encode(board_id)
    form.seats.data = [ids.encode(seat.seat_id) for seat in seats]
    program = present_program()
    form.closes_at.data = suggested_closing(clock.now(), program.zone).replace(tzinfo=None)
    return _form_page(form, draft, version, board, seats)


@blueprint.post("/staff/drafts/<id:draft_id>/route")
@guards.require(AreaPermission.STAFF)
def create_request(draft_id: UUID) -> ResponseReturnValue:
    """Prepare the request; it is sent from the page that follows."""
    guards.load(Draft, draft_id, DraftPermission.WRITE)
    form = RouteForm()
    board = guards.load(Board, _decoded(form.board.data), BoardPermission.READ)
    form.keep_to(board)
    board_id = board.id

    def act() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.WRITE, lock=True)
        program = present_program()
        given = form.given(board_id, program.zone, program.currency)
        prepared = service.prepare(identity.actor(), draft, _newest(draft_id), given)
        return see_other("staff.show_request", request_id=prepared.id)

    def page() -> ResponseReturnValue:
        draft = guards.load(Draft, draft_id, DraftPermission.WRITE)
        board = guards.load(Board, board_id, BoardPermission.READ)
        return _form_page(form, draft, newest_version(draft_id), board, boards.seats_in_force(board_id))

    return forms.save(form, act, page, lambda: form.judge_survey(draft_id))


@blueprint.get("/staff/requests/<id:request_id>/edit")
@guards.require(AreaPermission.STAFF)
def edit_request(request_id: UUID) -> ResponseReturnValue:
    """The form again, filled with what is prepared."""
    prepared = _prepared(request_id)
    form = RouteForm(formdata=None)
    form.keep_to(prepared.board)
    if "reading_others" in form:
        form.reading_others.data = stricter(prepared.reading_others, prepared.board.reading_others).value
    offers = rewards.offers_of(request_id)
    survey = queries.survey_for(request_id)
    form.board.data = ids.encode(prepared.board_id)
    form.seats.data = [ids.encode(member.seat_id) for member in queries.progress_of(request_id).members]
    form.closes_at.data = prepared.closes_at.astimezone(present_program().zone).replace(tzinfo=None)
    form.message.data = prepared.message
    form.survey.data = ids.encode(survey.id) if survey else ""
    for field, activity in ((form.review_offer, Activity.REVIEW), (form.survey_offer, Activity.SURVEY)):
        field.data = f"{offers[activity].amount:.2f}" if activity in offers else ""
    return _edit_page(form, prepared)


@blueprint.post("/staff/requests/<id:request_id>/edit")
@guards.require(AreaPermission.STAFF)
def update_request(request_id: UUID) -> ResponseReturnValue:
    """Prepare it otherwise, on the same board."""
    form = RouteForm()
    present = _prepared(request_id)
    form.keep_to(present.board)
    draft_id = present.draft_id

    def act() -> ResponseReturnValue:
        prepared = guards.load(ReviewRequest, request_id, RequestPermission.ROUTE, lock=True)
        program = present_program()
        service.change(prepared, form.given(prepared.board_id, program.zone, program.currency))
        return see_other("staff.show_request", request_id=request_id)

    return forms.save(form, act, lambda: _edit_page(form, _prepared(request_id)), lambda: form.judge_survey(draft_id))


def _asked_board(listed: Sequence[BoardView]) -> UUID | None:
    """The board that the address names; where it names none, the only one with members, if there is only one."""
    asked = request.args.get("board")
    if asked:
        return _decoded(asked)
    with_members = [board.id for board in listed if board.active]
    return with_members[0] if asked is None and len(with_members) == 1 else None


def _prepared(request_id: UUID) -> ReviewRequest:
    return guards.load(ReviewRequest, request_id, RequestPermission.ROUTE)


def _decoded(text: str | None) -> UUID:
    try:
        return ids.decode(text or "")
    except ValueError as error:
        raise NotFound from error


def _newest(draft_id: UUID) -> VersionView:
    version = newest_version(draft_id)
    if version is None:
        raise Conflict(NO_VERSION)
    return version


def _edit_page(form: RouteForm, prepared: ReviewRequest) -> ResponseReturnValue:
    seats = boards.seats_in_force(prepared.board_id)
    version = newest_version(prepared.draft_id)
    return _form_page(form, prepared.draft, version, prepared.board, seats, prepared)


def _form_page(
    form: RouteForm,
    draft: Draft,
    version: VersionView | None,
    board: Board,
    seats: Sequence[SeatView],
    prepared: ReviewRequest | None = None,
) -> ResponseReturnValue:
    if version is None:
        raise Conflict(NO_VERSION)
    rate = present_program().hourly_rate
    planned = queries.survey_for(prepared.id, rate) if prepared else None
    surveys = queries.surveys_to_send(draft.id, rate)
    form.seats.offer(seats)
    form.survey.choices = [
        ("", gettext("No survey")),
        *((ids.encode(line.id), _survey_label(line)) for line in surveys),
    ]
    if planned is not None and planned.id not in {line.id for line in surveys}:
        form.survey.choices.append((ids.encode(planned.id), _survey_label(planned)))
    return render_template(
        "staff/route.html",
        form=form,
        draft=draft,
        version=version,
        board=board,
        seat_hints={
            ids.encode(seat.seat_id): " · ".join(filter(None, (seat.organization_name, seat.segment_name)))
            for seat in seats
        },
        has_surveys=bool(surveys),
        unready=[line for line in surveys if line.problems],
        minutes=whole_minutes(reading_seconds(version.words)),
        fair=fair_for_reading(version.words, rate),
        rate=rate,
        prepared=prepared,
    )


def _survey_label(line: SurveyLine) -> str:
    if line.problems:
        return str(gettext("%(title)s (not ready yet)", title=line.title))
    told = [
        ngettext("%(num)s question", "%(num)s questions", line.questions),
        ngettext("about %(num)s minute", "about %(num)s minutes", line.minutes),
    ]
    if line.fair_pay is not None:
        told.append(gettext("fair pay %(pay)s", pay=show_money(line.fair_pay)))
    return f"{line.title} ({', '.join(told)})"
