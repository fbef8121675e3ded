"""A confidential survey: who is named on it sees names, the rest of the team totals of enough people, at its end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Seat, Segment
from cab_portal.boards.rules import SeatInput
from cab_portal.boards.service import change_seat, rename_segment
from cab_portal.core import ids
from cab_portal.core.actor import Role
from cab_portal.core.errors import Conflict, InvalidInput
from cab_portal.core.events import publish
from cab_portal.core.money import Money
from cab_portal.database import session, unit_of_work
from cab_portal.reviews.events import RequestClosed, RequestExtended
from cab_portal.reviews.models import ReviewRequest
from cab_portal.reviews.rules import RequestStatus
from cab_portal.surveys import service
from cab_portal.surveys.models import Confidant, Survey
from cab_portal.surveys.queries.results import kept
from cab_portal.surveys.questionnaire.answers import Answer as Value
from cab_portal.surveys.rules import Reading, SurveyInput, SurveyPrivacy, SurveyStatus, at_least, reading_of
from tests.factories import accounts, boards, drafts, surveys
from tests.factories.surveys import HAPPY, UNHAPPY, Sent
from tests.page_client import PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")
FILTERED = "/results?segment=Carriers&by=q1&q1=9"


def address(sent: Sent, ending: str = "/results") -> str:
    return f"/staff/surveys/{ids.encode(sent.survey.id)}{ending}"


def again(sent: Sent) -> Survey:
    return session.get_one(Survey, sent.survey.id, populate_existing=True)


def confidential(members: int, answered: int) -> tuple[Sent, Person]:
    trusted = accounts.staff(name="Tara Trusted")
    sent = surveys.sent_survey(members, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[trusted])
    for number, person in enumerate(sent.people[:answered]):
        answers: Mapping[str, Value] = {"q1": 9, "q2": "right"}
        answers = UNHAPPY if number == 0 else HAPPY if number < 3 else answers
        surveys.response(sent.survey, person, answers)
    return sent, trusted


def close(sent: Sent) -> None:
    with unit_of_work():
        request = session.get_one(ReviewRequest, sent.request.id)
        request.status = RequestStatus.CLOSED
        publish(RequestClosed(request_id=request.id, draft_id=request.draft_id))


def test_who_is_named_on_it_sees_names_at_once(signed_in: SignIn) -> None:
    sent, trusted = confidential(3, 1)
    page = signed_in(trusted).get(address(sent))
    assert sent.people[0].name in page.words
    assert "A person to call." in page.words
    file = signed_in(trusted).get(address(sent, "/results.csv"))
    assert sent.people[0].name in file.response.get_data(as_text=True)


def test_everybody_else_waits_for_its_end_and_then_sees_totals_only(signed_in: SignIn) -> None:
    sent, _trusted = confidential(8, 6)
    for person in (sent.owner, accounts.staff()):
        browser = signed_in(person)
        page = browser.get(address(sent))
        assert "Totals come when the survey closes" in page.words
        assert "5 or more of 8 invited" in page.words
        assert "Tara Trusted" in page.words
        for ending in ("/results.csv", "/results/q6"):
            assert browser.get(address(sent, ending)).status == 403
    close(sent)
    page = signed_in(sent.owner).get(address(sent))
    assert "6 of 8 invited" in page.words
    assert "About right" in page.words
    assert "About right5" in [row.text for row in page.soup.select("#chart-2-numbers tbody tr")]
    # Fewer than five answered these: neither their counts nor their number is told.
    for number in (3, 4, 5, 6):
        assert page.soup.select(f"#chart-{number}-numbers") == []
        assert "Fewer than 5 people answered" in (page.soup.select_one(f"#question-{number}") or page.soup).text
    for words in ("A person to call.", "Calm", *(person.name for person in sent.people)):
        assert words not in page.text
    assert signed_in(sent.owner).get(address(sent, "/results/q6")).status == 403
    file = signed_in(sent.owner).get(address(sent, "/results.csv")).response.get_data(as_text=True)
    assert '"Is the pace too slow, right or too fast?",About right,5' in file
    assert "Which word fits the first week best?,Too few answered this question to show anything," in file
    assert not any(person.name in file for person in sent.people)


def test_of_fewer_than_five_nothing_is_shown(signed_in: SignIn) -> None:
    sent, _trusted = confidential(8, 4)
    close(sent)
    page = signed_in(sent.owner).get(address(sent))
    assert "fewer than 5 of 8 invited" in page.words
    assert page.soup.select("[id^=chart-]") == []


def test_lists_and_progress_tell_steps_and_nobody_by_name(signed_in: SignIn) -> None:
    sent, trusted = confidential(8, 6)
    for person in (sent.owner, trusted):
        browser = signed_in(person)
        assert "5 or more of 8 answered" in browser.get("/staff/surveys").words
        assert "5 or more of 8 answered" in browser.get(f"/staff/drafts/{ids.encode(sent.survey.draft_id)}").words
        progress = browser.get(f"/staff/requests/{ids.encode(sent.request.id)}")
        assert "Answered the survey 5 or more of 8" in progress.words
        assert "Survey" not in [cell.text for cell in progress.soup.select("#members th[scope=col]")]


def test_totals_of_segments_stay_what_they_were_whoever_changes_seats(signed_in: SignIn) -> None:
    """Moved from one segment to another afterwards, a member would be known by what the totals lose and gain."""
    sent = surveys.sent_survey(24, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[accounts.staff()])
    carriers, shippers = (boards.segment(sent.board, name) for name in ("Carriers", "Shippers"))
    with unit_of_work():
        for place, seat in enumerate(sent.seats):
            session.get_one(Seat, seat.id).segment_id = (carriers if place < 12 else shippers).id
    for place, person in enumerate(sent.people):
        surveys.response(sent.survey, person, {"q1": 9, "q2": "right" if place % 12 < 7 else "fast"})
    close(sent)
    admin = accounts.staff(Role.ADMIN)
    table = "#segments tbody"
    before = signed_in(admin).get(address(sent)).soup.select_one(table)
    assert before
    assert [[cell.text for cell in row.select("th, td")][::3] for row in before.select("tr")[:2]] == [
        ["Carriers", "7"],
        ["Shippers", "7"],
    ]
    with unit_of_work():
        seat = session.get_one(Seat, sent.seats[0].id)
        change_seat(seat, SeatInput(shippers.id, seat.starts_on, seat.ends_on))
        rename_segment(session.get_one(Segment, carriers.id), "Haulers")
    kept._kept.found.clear()
    assert signed_in(admin).get(address(sent)).soup.select_one(table) == before


def test_no_filter_shows_one_segment_to_who_may_see_totals_alone(signed_in: SignIn) -> None:
    """Two pages of one segment each, or of one and of all, would tell of those between them."""
    sent = surveys.sent_survey(14, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[accounts.staff()])
    segment = boards.segment(sent.board, "Carriers")
    with unit_of_work():
        for seat in sent.seats[:7]:
            session.get_one(Seat, seat.id).segment_id = segment.id
    for person in sent.people:
        surveys.response(sent.survey, person)
    close(sent)
    admin = signed_in(accounts.staff(Role.ADMIN))
    read = [admin.get(address(sent, ending)) for ending in ("/results", FILTERED)]
    assert "14 of 14 invited" in read[0].words
    assert read[0].words == read[1].words


def test_members_are_told_before_the_first_question(signed_in: SignIn) -> None:
    sent, _trusted = confidential(2, 0)
    page = signed_in(sent.people[0]).get(f"/surveys/{ids.encode(sent.survey.id)}")
    assert "That the answers are yours is seen by Tara Trusted and nobody else." in page.words
    surveys.answer(sent.survey, sent.people[0], HAPPY)
    check = signed_in(sent.people[0]).get(f"/surveys/{ids.encode(sent.survey.id)}/check")
    assert "seen by Tara Trusted and nobody else" in check.words


def test_a_promise_is_chosen_while_it_is_written(signed_in: SignIn) -> None:
    draft = drafts.draft()
    trusted = accounts.staff(name="Tara Trusted")
    browser = signed_in(draft.owner)
    new = browser.get("/staff/surveys/new").form().fill(title="Title", purpose="Purpose", privacy="confidential")
    refused = new.fill(confidants=[]).submit()
    assert refused.status == 422
    assert "Name at least one person" in refused.words
    page = refused.form().fill(confidants=[ids.encode(trusted.id)]).submit()
    assert "Only Tara Trusted may see who gave which answer" in page.words
    survey = session.scalars(select(Survey)).one()
    assert survey.privacy is SurveyPrivacy.CONFIDENTIAL
    design = f"/staff/surveys/{ids.encode(survey.id)}/design"
    page = browser.get(design).form(design).fill(privacy="named").submit()
    assert "The team sees who gave which answer" in page.words
    assert session.scalars(select(Confidant)).all() == []
    assert browser.get(design).form(design).forge(privacy="whatever").submit().status == 422


def test_only_the_team_can_be_trusted() -> None:
    draft, member = drafts.draft(), accounts.person()
    given = SurveyInput("Title", "Purpose", SurveyPrivacy.CONFIDENTIAL, frozenset({member.id}))
    with pytest.raises(InvalidInput, match="no active member of the team"), unit_of_work():
        service.create_survey(accounts.actor_of(draft.owner), session.merge(draft), given)


def test_once_sent_a_promise_stands() -> None:
    sent, trusted = confidential(2, 0)
    weaker = SurveyInput("Title", "Purpose", SurveyPrivacy.CONFIDENTIAL, frozenset({trusted.id, sent.owner.id}))
    with pytest.raises(Conflict, match="was sent"), unit_of_work():
        service.save_details(again(sent), weaker, again(sent).revision)
    for change in ({"privacy": "named"}, {"smallest_group": 1}, {"status": "writing"}):
        with pytest.raises(DBAPIError, match="keeps its promise"), unit_of_work():
            session.execute(update(Survey).values(**change))
    assert again(sent).smallest_group == 5


def test_it_stays_closed_when_its_request_opens_again(signed_in: SignIn) -> None:
    sent, _trusted = confidential(8, 6)
    close(sent)
    extend = f"/staff/requests/{ids.encode(sent.request.id)}/extend"
    assert "Its survey stays closed" in signed_in(sent.owner).get(extend).words
    with unit_of_work():
        request = session.get_one(ReviewRequest, sent.request.id)
        request.status = RequestStatus.OPEN
        publish(RequestExtended(request_id=request.id, closes_at=request.closes_at))
    assert again(sent).status is SurveyStatus.CLOSED


def test_what_each_promise_leaves_to_the_team() -> None:
    def read(privacy: SurveyPrivacy, *, is_confidant: bool = False, is_closed: bool = True) -> Reading:
        return reading_of(privacy, is_confidant=is_confidant, is_closed=is_closed)

    assert read(SurveyPrivacy.NAMED) is Reading.NAMES
    assert read(SurveyPrivacy.CONFIDENTIAL, is_confidant=True, is_closed=False) is Reading.NAMES
    assert read(SurveyPrivacy.CONFIDENTIAL) is Reading.TOTALS
    assert read(SurveyPrivacy.CONFIDENTIAL, is_closed=False) is Reading.LATER
    assert read(SurveyPrivacy.ANONYMOUS, is_confidant=True) is Reading.RELEASED
    assert read(SurveyPrivacy.ANONYMOUS, is_confidant=True, is_closed=False) is Reading.LATER
    assert [at_least(count, 5) for count in (0, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]


def looked(browser: PageClient, sent: Sent, tag: str) -> Any:
    """The page, asked for by a browser that has the one with this tag."""
    return browser.client.get(address(sent), headers={"If-None-Match": tag})


def test_a_tag_tells_nobody_but_confidants_that_somebody_answered(signed_in: SignIn) -> None:
    trusted = accounts.staff()
    sent = surveys.sent_survey(12, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[trusted])
    confidant, other = signed_in(trusted), signed_in(accounts.staff(Role.ADMIN))
    tags = [looked(browser, sent, "").headers["ETag"] for browser in (confidant, other)]
    surveys.response(sent.survey, sent.people[0])
    seen = [looked(browser, sent, tag) for browser, tag in zip((confidant, other), tags, strict=True)]
    assert [response.status_code for response in seen] == [200, 304]
    assert sent.people[0].name in seen[0].get_data(as_text=True)
    assert sent.people[0].name not in other.get(address(sent)).words
    for person in sent.people[1:]:
        surveys.response(sent.survey, person, UNHAPPY)
    close(sent)
    assert "A person to call." in confidant.get(address(sent)).words
    assert "A person to call." not in other.get(address(sent)).words


def test_rewards_do_not_tell_how_many_answered(signed_in: SignIn) -> None:
    """Each is earned by one answer, and of those only whole groups are told before the end."""
    trusted = accounts.staff()
    reward = Money(4_000, "EUR")
    sent = surveys.sent_survey(12, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[trusted], reward=reward)
    for person in sent.people[:7]:
        surveys.response(sent.survey, person)
    other = signed_in(accounts.staff(Role.ADMIN))
    assert "€280 of €480" in signed_in(trusted).get(address(sent)).words
    assert "5 or more" in other.get(address(sent)).words
    assert "€" not in other.get(address(sent)).words
    close(sent)
    assert "€280 of €480" in other.get(address(sent)).words


def test_the_offers_of_a_request_do_not_tell_how_many_answered(signed_in: SignIn) -> None:
    sent = surveys.sent_survey(
        12, privacy=SurveyPrivacy.CONFIDENTIAL, confidants=[accounts.staff()], reward=Money(4_000, "EUR")
    )
    for person in sent.people[:7]:
        surveys.response(sent.survey, person)
    browser = signed_in(accounts.staff(Role.ADMIN))
    path = f"/staff/requests/{ids.encode(sent.request.id)}"
    shown = browser.get(path).soup.select_one("#offers")
    assert shown is not None
    assert "5 or more of 12" in shown.get_text(" ")
    assert "€280" not in shown.get_text(" ")
    close(sent)
    assert "€280" in browser.get(path).words
