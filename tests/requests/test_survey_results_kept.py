"""Results are kept while nothing changes; whatever changes is seen at the next look, and only by who may see it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from cab_portal.accounts.models import Organization, Person
from cab_portal.accounts.service import people
from cab_portal.boards.models import Board, Seat, Segment
from cab_portal.boards.rules import SeatInput
from cab_portal.boards.service import change_seat, rename_segment
from cab_portal.core import clock, ids
from cab_portal.core.actor import Role
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.drafts.models import Version
from cab_portal.program.models import Program
from cab_portal.reviews.models import Assignment, ReviewRequest
from cab_portal.reviews.service import reading, requests
from cab_portal.rewards.models import Offer, Payout
from cab_portal.rewards.rules import PayoutStatus
from cab_portal.rewards.service import choose
from cab_portal.routing.models import Reminder
from cab_portal.routing.queries import reminder_hours
from cab_portal.routing.rules import ReminderKind
from cab_portal.surveys import jobs, service
from cab_portal.surveys.models import (
    Answer,
    CountedPart,
    PageTime,
    ReleasedAnswers,
    Response,
    ResultMark,
    Survey,
    Theme,
    ThemedAnswer,
)
from cab_portal.surveys.queries.results import kept
from cab_portal.surveys.rules import SurveyPrivacy
from cab_portal.surveys.service.sealing import due_for_sealing
from tests.factories import accounts, boards, surveys
from tests.factories.surveys import HAPPY, UNHAPPY, Sent
from tests.page_client import PageClient

SignIn = Callable[[Person], PageClient]
Deed = Callable[[Sent], None]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    kept._kept.found.clear()
    yield
    kept._kept.found.clear()


def address(sent: Sent, ending: str = "/results") -> str:
    return f"/staff/surveys/{ids.encode(sent.survey.id)}{ending}"


def answered() -> Sent:
    """Fourteen people asked in two segments: eleven answered, one began, two did nothing."""
    sent = surveys.sent_survey(14, reward=Money(4_000, "EUR"))
    carriers, shippers = (boards.segment(sent.board, name) for name in ("Carriers", "Shippers"))
    with unit_of_work():
        for place, seat in enumerate(sent.seats):
            session.get_one(Seat, seat.id).segment_id = (shippers if place % 2 else carriers).id
    for person in sent.people[1:11]:
        surveys.response(sent.survey, person, UNHAPPY, 90_000)
    surveys.response(sent.survey, sent.people[0], {**HAPPY, "q5": "Calm and clear"}, 90_000)
    surveys.answer(sent.survey, sent.people[11], {"q1": 9})
    surveys.theme(sent.survey, response_of(sent, 0).id, "q5", "Pace")
    return sent


def response_of(sent: Sent, place: int) -> Response:
    wanted = (Response.survey_id == sent.survey.id, Response.person_id == sent.people[place].id)
    return session.scalars(select(Response).where(*wanted)).one()


def assignment_of(sent: Sent, place: int) -> Assignment:
    return session.scalars(select(Assignment).where(Assignment.seat_id == sent.seats[place].id)).one()


def request_of(sent: Sent) -> ReviewRequest:
    return session.get_one(ReviewRequest, sent.request.id)


def begin(sent: Sent) -> None:
    surveys.answer(sent.survey, sent.people[12], {"q1": 3})


def save(sent: Sent) -> None:
    """With these, half of the questions are answered: a partial response."""
    surveys.answer(sent.survey, sent.people[11], {"q2": "right", "q4": 4, "q5": "Calm"})


def send(sent: Sent) -> None:
    surveys.response(sent.survey, sent.people[12], HAPPY)


def correct(sent: Sent) -> None:
    surveys.response(sent.survey, sent.people[0], {"q1": 8})


def take_longer(sent: Sent) -> None:
    with unit_of_work():
        own = PageTime.response_id == response_of(sent, 0).id
        session.execute(update(PageTime).where(own).values(milliseconds=1))


def open_invitation(sent: Sent) -> None:
    with unit_of_work():
        reading.note_opened(assignment_of(sent, 13).id)


def widen(sent: Sent) -> None:
    seat = boards.seat(sent.board)
    with unit_of_work():
        request = request_of(sent)
        requests.widen(request, session.get_one(Version, request.version_id), [seat.id])


def invite_again(sent: Sent) -> None:
    with clock.standing_at(clock.now() + timedelta(hours=2)), unit_of_work():
        requests.resend(request_of(sent), assignment_of(sent, 13))


def remind(sent: Sent) -> None:
    with unit_of_work():
        session.add(
            Reminder(
                id=ids.new_id(),
                assignment_id=assignment_of(sent, 13).id,
                number=1,
                kind=ReminderKind.BY_CLOCK,
                asked_at=clock.now(),
                closes_at=request_of(sent).closes_at,
            )
        )


def give_theme(sent: Sent) -> None:
    surveys.theme(sent.survey, response_of(sent, 0).id, "q5", "Tone")


def rename_theme(sent: Sent) -> None:
    with unit_of_work():
        survey = session.get_one(Survey, sent.survey.id)
        theme = session.scalars(select(Theme.id).where(Theme.survey_id == survey.id)).one()
        service.rename_theme(survey, theme, "Speed")


def move_seat(sent: Sent) -> None:
    with unit_of_work():
        seat, other = (session.get_one(Seat, sent.seats[place].id) for place in (0, 1))
        change_seat(seat, SeatInput(other.segment_id, seat.starts_on, seat.ends_on))


def rename_a_segment(sent: Sent) -> None:
    with unit_of_work():
        rename_segment(session.scalars(select(Segment).where(Segment.name == "Carriers")).one(), "Haulers")


def rename_person(sent: Sent) -> None:
    with unit_of_work():
        people.rename_person(session.get_one(Person, sent.people[0].id), "Renamed Member")


def rename_organization(sent: Sent) -> None:
    with unit_of_work():
        organization = session.get_one(Organization, sent.people[0].organization_id)
        people.rename_organization(organization, "Renamed Customer")


def rename_board(sent: Sent) -> None:
    with unit_of_work():
        session.get_one(Board, sent.board.id).name = "Renamed board"


def decline(sent: Sent) -> None:
    with unit_of_work():
        payout = session.scalars(select(Payout).where(Payout.person_id == sent.people[0].id)).one()
        choose(payout, PayoutStatus.DECLINED)


def change_offer(sent: Sent) -> None:
    """No page does that to a request that was sent."""
    with unit_of_work():
        session.execute(update(Offer).values(amount_minor=5_000))


def close(sent: Sent) -> None:
    with unit_of_work():
        requests.close(session.get_one(ReviewRequest, sent.request.id, with_for_update=True))


def extend(sent: Sent) -> None:
    with unit_of_work():
        request = request_of(sent)
        requests.extend(request, request.closes_at + timedelta(days=3))


def correct_a_slip(sent: Sent) -> None:
    with unit_of_work():
        survey = session.get_one(Survey, sent.survey.id)
        texts = {"text": "Which word fits the the first week best?"}
        assert service.correct_question(survey, accounts.actor_of(sent.owner), "q5", texts, survey.revision)


def erase(sent: Sent) -> None:
    """All that a person answered is deleted, by hand."""
    with unit_of_work():
        key = response_of(sent, 0).id
        for model in (Answer, PageTime, ThemedAnswer):
            session.execute(delete(model).where(model.response_id == key))
        session.execute(delete(Response).where(Response.id == key))


def erase_words(sent: Sent) -> None:
    with unit_of_work():
        own = (Answer.response_id == response_of(sent, 0).id, Answer.question_id == "q5")
        session.execute(update(Answer).where(*own).values(words="(erased)"))


def rename_program(sent: Sent) -> None:
    with unit_of_work():
        session.execute(update(Program).values(name="Renamed program"))


DEEDS: tuple[Deed, ...] = (
    *(begin, save, send, correct, take_longer, open_invitation, widen, invite_again, remind, give_theme, rename_theme),
    *(
        move_seat,
        rename_a_segment,
        rename_person,
        rename_organization,
        rename_board,
        decline,
        change_offer,
        close,
        extend,
    ),
    *(correct_a_slip, erase, erase_words, rename_program),
)


def looked(browser: PageClient, sent: Sent, tag: str = "") -> Any:
    return browser.client.get(address(sent), headers={"If-None-Match": tag})


def told(response: Any) -> str:
    """What a page says, without the token that differs each time."""
    assert response.status_code == 200
    lines = response.get_data(as_text=True).splitlines()
    return "\n".join(line for line in lines if "csrf_token" not in line)


def forget_counts() -> None:
    with unit_of_work():
        session.execute(delete(CountedPart))


def count_changed() -> None:
    jobs.count_changed(reminder_hours)


def kept_parts() -> set[int]:
    return set(session.scalars(select(CountedPart.part)))


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_each_change_is_seen_at_the_next_look(signed_in: SignIn, deed: Deed) -> None:
    sent = answered()
    browser = signed_in(sent.owner)
    with clock.standing_at(clock.now()):
        before = looked(browser, sent)
        tag = before.headers["ETag"]
        assert looked(browser, sent, tag).status_code == 304
    count_changed()
    deed(sent)
    with clock.standing_at(clock.now()):
        after = looked(browser, sent, tag)
        assert told(after) != told(before)
        assert after.headers["ETag"] != tag
        # A process that has just started, before the worker counted and afterwards, and where nothing is kept.
        for prepare in (lambda: None, count_changed, forget_counts):
            prepare()
            kept._kept.found.clear()
            assert told(looked(browser, sent)) == told(after)


def test_answers_that_were_saved_are_seen_when_they_are_sent(signed_in: SignIn) -> None:
    """Nothing but the response itself changes then."""
    sent = answered()
    save(sent)
    browser = signed_in(sent.owner)
    before = looked(browser, sent)
    with unit_of_work():
        survey = session.get_one(Survey, sent.survey.id)
        service.submit(survey, accounts.actor_of(sent.people[11]))
    assert told(looked(browser, sent, before.headers["ETag"])) != told(before)
    assert "12 of 14 invited" in browser.get(address(sent)).words


def test_what_is_kept_by_each_process_changes_in_all(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes keep their own: neither shows what the other has counted since it counted itself."""
    sent = answered()
    browser = signed_in(sent.owner)
    processes = kept._Kept(), kept._Kept()
    for deed in (send, open_invitation, erase):
        deed(sent)
        seen = []
        with clock.standing_at(clock.now()):
            for process in (*processes, kept._Kept()):
                monkeypatch.setattr(kept, "_kept", process)
                seen.append(told(looked(browser, sent)))
        assert seen[0] == seen[1] == seen[2]


def test_a_page_is_unchanged_for_one_session_alone(signed_in: SignIn) -> None:
    sent = answered()
    tags = {
        looked(browser, sent).headers["ETag"]
        for browser in (signed_in(sent.owner), signed_in(sent.owner), signed_in(accounts.staff(Role.ADMIN)))
    }
    assert len(tags) == 3
    assert looked(signed_in(accounts.staff()), sent, ", ".join(tags)).status_code == 200


def test_news_of_the_moment_is_told_once(signed_in: SignIn) -> None:
    sent = answered()
    browser = signed_in(sent.owner)
    tag = looked(browser, sent).headers["ETag"]
    with browser.client.session_transaction() as flashing:
        flashing["_flashes"] = [("message", "The theme is saved.")]
    flashed = looked(browser, sent, tag)
    assert "The theme is saved." in told(flashed)
    again = looked(browser, sent, flashed.headers["ETag"])
    assert "The theme is saved." not in told(again)


def test_the_chart_goes_on_and_the_end_is_told_without_a_change(signed_in: SignIn) -> None:
    sent = answered()
    browser = signed_in(sent.owner)
    tag = looked(browser, sent).headers["ETag"]
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        assert looked(browser, sent, tag).status_code == 200
    with clock.standing_at(sent.request.closes_at - timedelta(minutes=1)):
        browser = signed_in(sent.owner)
        tag = looked(browser, sent).headers["ETag"]
    with clock.standing_at(sent.request.closes_at):
        assert "Closed" in told(looked(browser, sent, tag))


def marks() -> dict[tuple[object, int], object]:
    session.rollback()
    return {(row.survey_id, row.part): row.mark for row in session.scalars(select(ResultMark))}


def test_nothing_marks_an_anonymous_answer_before_it_is_released(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(12, privacy=SurveyPrivacy.ANONYMOUS)
    browser = signed_in(sent.owner)
    first = looked(browser, sent)
    before = marks()
    surveys.keep_unlinked(sent.survey, sent.people[0])
    for person in sent.people[:5]:
        surveys.send_unlinked(sent.survey, person)
    assert marks() == before
    assert looked(browser, sent, first.headers["ETag"]).status_code == 304
    assert due_for_sealing() == [sent.survey.id]
    with unit_of_work():
        service.seal_waiting(sent.survey.id)
    assert marks() != before
    sealed = looked(browser, sent, first.headers["ETag"])
    assert "5 or more" in told(sealed)
    for person in sent.people[5:]:
        surveys.send_unlinked(sent.survey, person)
    close(sent)
    # Of anonymous answers nothing is counted for all, for what holds them has no marks.
    count_changed()
    assert kept_parts() == set()
    page = browser.get(address(sent))
    assert "12 of 12 invited" in page.words
    assert "Calm" in page.words
    # Whatever is done to released answers by hand is seen as well.
    with unit_of_work():
        session.execute(delete(ReleasedAnswers).where(ReleasedAnswers.survey_id == sent.survey.id))
    assert "Calm" not in browser.get(address(sent)).words
