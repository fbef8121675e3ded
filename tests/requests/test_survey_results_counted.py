"""Nothing is counted twice, neither by a process nor by several: what changed alone, and once by the worker for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from cab_portal.core import clock, ids
from cab_portal.database import session, unit_of_work
from cab_portal.database.statements import insert_or_replace
from cab_portal.surveys import jobs
from cab_portal.surveys.models import CountedPart, Response, Survey
from cab_portal.surveys.queries import counts_to_keep
from cab_portal.surveys.queries.results import kept
from cab_portal.surveys.rules import ASKED
from tests.requests.test_survey_results_kept import (
    SignIn,
    address,
    answered,
    correct_a_slip,
    count_changed,
    erase_words,
    forget_counts,
    kept_parts,
    looked,
    response_of,
    send,
    told,
)
from tests.statements import statements_of

pytestmark = pytest.mark.usefixtures("app")
BASES = select(CountedPart.basis).distinct()


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    kept._kept.found.clear()
    yield
    kept._kept.found.clear()


def test_only_what_changed_is_counted_again(signed_in: SignIn) -> None:
    sent = answered()
    browser = signed_in(sent.owner)
    tag = looked(browser, sent).headers["ETag"]
    path, known = address(sent), {"If-None-Match": tag}
    # Who asks, and the survey with its marks.
    assert len(statements_of(lambda: browser.client.get(path, headers=known))) == 2
    first = next(iter(kept._kept.found.values()))
    send(sent)
    looked(browser, sent)
    second = next(iter(kept._kept.found.values()))
    fresh = [number for number, part in second.parts.items() if part is not first.parts[number]]
    assert fresh == [response_of(sent, 12).portion]


def test_what_the_worker_counted_no_process_counts_again(signed_in: SignIn) -> None:
    sent = answered()
    browser = signed_in(sent.owner)
    count_changed()
    assert kept_parts() == {ASKED, *(response.portion for response in session.scalars(select(Response)))}
    path = address(sent)
    kept._kept.found.clear()
    # Who asks, the survey with its marks, what is kept, a few words, and what was offered.
    assert len(statements_of(lambda: browser.client.get(path))) == 5
    read = next(iter(kept._kept.found.values()))
    kept._kept.found.clear()
    forget_counts()
    browser.client.get(path)
    counted = next(iter(kept._kept.found.values()))
    assert counted.tallies == read.tallies


def test_the_worker_counts_only_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = answered()
    count_changed()
    written: list[set[int]] = []

    def noting(model: type[CountedPart], rows: list[dict[str, Any]]) -> None:
        written.append({row["part"] for row in rows})
        insert_or_replace(model, rows)

    monkeypatch.setattr("cab_portal.surveys.jobs.insert_or_replace", noting)
    count_changed()
    assert written == []
    send(sent)
    count_changed()
    assert written == [{response_of(sent, 12).portion}]


def test_a_change_while_the_worker_counts_is_seen(signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it writes has the mark from before the change, so that it holds no longer."""
    sent = answered()
    browser = signed_in(sent.owner)

    def before_a_change(*given: Any) -> list[dict[str, Any]]:
        rows = counts_to_keep(*given)
        session.rollback()
        erase_words(sent)
        return rows

    monkeypatch.setattr("cab_portal.surveys.jobs.counts_to_keep", before_a_change)
    count_changed()
    kept._kept.found.clear()
    with clock.standing_at(clock.now()):
        seen = told(looked(browser, sent))
        kept._kept.found.clear()
        forget_counts()
        assert told(looked(browser, sent)) == seen


def test_what_another_release_counted_is_counted_again() -> None:
    answered()
    count_changed()
    before = session.scalars(BASES).one()
    with unit_of_work():
        session.execute(update(CountedPart).values(basis="as another release counts"))
    # A process that has just started has looked at no survey, and keeps nothing.
    jobs._looked_at.clear()
    kept._kept.found.clear()
    count_changed()
    assert session.scalars(BASES).one() == before


def test_a_worker_that_has_just_started_reads_nothing_that_is_still_counted_so() -> None:
    answered()
    count_changed()
    jobs._looked_at.clear()
    kept._kept.found.clear()
    # Which surveys, one of them, and under which marks its parts are kept.
    assert len(statements_of(count_changed)) == 3
    assert len(statements_of(count_changed)) == 1


def test_a_survey_that_cannot_be_counted_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = sorted((answered().survey.id, answered().survey.id))

    def counting(survey: Survey, *given: Any) -> list[dict[str, Any]]:
        if survey.id == broken:
            raise LookupError("No such question.")
        return counts_to_keep(survey, *given)

    monkeypatch.setattr("cab_portal.surveys.jobs.uncounted_surveys", lambda _known: [broken, other])
    monkeypatch.setattr("cab_portal.surveys.jobs.counts_to_keep", counting)
    with capture_logs() as logged:
        count_changed()
    assert set(session.scalars(select(CountedPart.survey_id))) == {other}
    told_of = [(line["event"], line["log_level"], line["survey_id"]) for line in logged]
    assert told_of == [("survey_not_counted", "error", ids.encode(broken))]
    assert logged[0]["exc_info"]
    monkeypatch.setattr("cab_portal.surveys.jobs.counts_to_keep", counts_to_keep)
    count_changed()
    assert set(session.scalars(select(CountedPart.survey_id))) == {broken, other}


def test_a_survey_whose_texts_were_corrected_is_counted_again() -> None:
    """Of a longer text more is expected, so that other answers came too quickly."""
    sent = answered()
    count_changed()
    before = session.scalars(BASES).one()
    correct_a_slip(sent)
    count_changed()
    assert session.scalars(BASES).one() != before
