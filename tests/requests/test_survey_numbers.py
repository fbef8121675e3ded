"""The numbers of the results page, by counting the answers once more by hand: chart, table, heading and file agree."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping
from random import Random

import pytest
from bs4 import Tag

from cab_portal.accounts.models import Person
from cab_portal.boards.models import Seat, Segment
from cab_portal.core import ids
from cab_portal.database import session, unit_of_work
from cab_portal.surveys.questionnaire.answers import Answer, ItemAnswers
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.question import Measure, Option
from cab_portal.surveys.questionnaire.types import (
    Battery,
    Date,
    MultiChoice,
    Nps,
    Number,
    Point,
    Ranking,
    Rating,
    SingleChoice,
    Statement,
)
from cab_portal.surveys.questionnaire.types.battery import Item
from tests.factories import accounts, surveys
from tests.factories.surveys import DECISION, Sent
from tests.page_client import Page, PageClient

SignIn = Callable[[Person], PageClient]
pytestmark = pytest.mark.usefixtures("app")

POINTS = tuple(Point(value=n, label=label) for n, label in enumerate(("No", "Rather no", "Half", "Rather", "Yes"), 1))
OPTIONS = tuple(Option(id=key, label=key.upper()) for key in ("a", "b", "c"))


def questionnaire() -> Questionnaire:
    return Questionnaire.of(
        [
            Nps(id="score", text="Would you recommend us?", decision=DECISION),
            SingleChoice(id="one", text="Which one?", options=OPTIONS, decision=DECISION),
            MultiChoice(id="some", text="Which of them?", options=OPTIONS, decision=DECISION),
            Rating(id="clear", text="How clear or unclear is it?", points=POINTS, decision=DECISION),
            Statement(id="note", text="Now the details.", decision=DECISION),
            Battery(
                id="parts",
                text="How good or bad are the parts?",
                items=(Item(id="x", text="The mail"), Item(id="y", text="The call")),
                points=POINTS,
                decision=DECISION,
            ),
            Ranking(id="order", text="Put them in order.", options=OPTIONS, decision=DECISION),
            Number(id="hours", text="How many hours did it take?", decision=DECISION),
            Date(id="day", text="When did you begin?", decision=DECISION),
        ]
    )


def made_up(random: Random) -> dict[str, Answer]:
    every: dict[str, Answer] = {
        "score": random.randint(0, 10),
        "one": random.choice("aab"),
        "some": tuple(key for key in "abc" if random.random() < 0.6) or ("c",),
        "clear": random.randint(1, 5),
        "parts": ItemAnswers((("x", random.randint(1, 5)), ("y", random.randint(1, 5)))),
        "order": tuple(random.sample("abc", 3)),
        "hours": random.randint(1, 30),
        "day": f"2026-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
    }
    return {key: answer for key, answer in every.items() if random.random() < 0.85}


def answered(count: int, seed: int) -> tuple[Sent, list[Mapping[str, Answer]]]:
    random = Random(seed)  # noqa: S311 - answers that can be made again
    sent = surveys.sent_survey(count + 2, questions=questionnaire())
    given: list[Mapping[str, Answer]] = [made_up(random) or {"score": 5} for _ in range(count)]
    for person, answers in zip(sent.people, given, strict=False):
        surveys.response(sent.survey, person, answers)
    return sent, given


def results_of(browser: PageClient, sent: Sent, ending: str = "/results") -> Page:
    page = browser.get(f"/staff/surveys/{ids.encode(sent.survey.id)}{ending}")
    assert page.status == 200
    return page


def cells_of(page: Page, place: str) -> dict[str, list[str]]:
    return {
        row.th.text: [cell.text for cell in row.select("td")] for row in page.soup.select(f"{place} tbody tr") if row.th
    }


def table(page: Page, number: int) -> dict[str, list[str]]:
    return cells_of(page, f"#chart-{number}-numbers")


def codes(given: list[Mapping[str, Answer]], key: str) -> Counter[object]:
    return Counter(answers[key] for answers in given if key in answers)


def test_j35_each_chart_has_a_name_and_a_table_with_the_numbers_of_the_data(signed_in: SignIn) -> None:
    sent, given = answered(14, 1)
    page = results_of(signed_in(accounts.staff()), sent)
    scores = codes(given, "score")
    assert table(page, 1) == {str(n): [str(scores[n])] for n in range(11)}
    ones = codes(given, "one")
    assert table(page, 2) == {label.upper(): [str(ones[label])] for label in "abc"}
    some: Counter[str] = Counter(key for answers in given for key in _ids(answers.get("some")))
    assert table(page, 3) == {label.upper(): [str(some[label])] for label in "abc"}
    points = codes(given, "clear")
    assert table(page, 4) == {"How clear or unclear is it?": [str(points[n]) for n in range(1, 6)]}
    items = {
        name: [str(sum(_item(answers, key) == n for answers in given)) for n in range(1, 6)]
        for key, name in (("x", "The mail"), ("y", "The call"))
    }
    assert table(page, 6) == items
    ranked = table(page, 7)
    firsts = Counter(_ids(answers["order"])[0] for answers in given if "order" in answers)
    assert {label: cells[1] for label, cells in ranked.items()} == {key.upper(): str(firsts[key]) for key in "abc"}
    assert sum(int(cells[0]) for cells in table(page, 8).values()) == sum("hours" in answers for answers in given)
    for chart in page.soup.select("figure.figure svg[role=img]"):
        assert _name_of(page, chart)
    for figure in page.soup.select("figure.figure"):
        assert figure.get("aria-label")
        assert figure.select("table caption")


def _ids(answer: object) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else ()


def _item(answers: Mapping[str, Answer], key: str) -> object:
    battery = answers.get("parts")
    return battery.of(key) if isinstance(battery, ItemAnswers) else None


def _name_of(page: Page, chart: Tag) -> str:
    named = str(chart.get("aria-labelledby", "")).split()
    return " ".join(element.text for name in named for element in page.soup.select(f"[id='{name}']"))


def test_j36_counts_in_chart_table_file_and_headline_agree(signed_in: SignIn) -> None:
    sent, given = answered(12, 2)
    browser = signed_in(accounts.staff())
    page = results_of(browser, sent)
    file = results_of(browser, sent, "/results.codes").response.get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(file)))
    ones = codes(given, "one")
    of = ones.total()
    assert Counter(row["one"] for row in rows if row["one"]) == ones
    assert table(page, 2) == {key.upper(): [str(ones[key])] for key in "abc"}
    titles = [title.text for title in page.soup.select("#question-2 svg title")]
    assert titles == [f"{key.upper()}: {ones[key]} of {of}" for key in "abc"]
    heading = page.soup.select_one("#question-2-title")
    assert heading is not None
    assert heading.text.startswith(f"{max(ones.values())} of {of} chose “A”")
    scores = [answers["score"] for answers in given if "score" in answers]
    high = sum(isinstance(score, int) and score >= 9 for score in scores)
    low = sum(isinstance(score, int) and score <= 6 for score in scores)
    assert f"{high} high minus {low} low, out of {len(scores)}" in page.words
    shown = f"{round(100 * (high - low) / len(scores)):+d}".replace("-", "−")
    assert shown in [value.text.strip() for value in page.soup.select(".strip dd")]
    numbers = [int(number.text) for number in page.soup.select("#question-4 svg.scale-bar text")]
    assert numbers
    assert all(number in codes(given, "clear").values() for number in numbers)


def segmented(sizes: tuple[int, ...], seed: int = 3) -> tuple[Sent, list[str], list[Mapping[str, Answer]]]:
    """Members in segments A, B, … of these sizes, all of whom answered; the segment of each, and the answers."""
    random = Random(seed)  # noqa: S311 - as above
    sent = surveys.sent_survey(sum(sizes), questions=questionnaire())
    names = [chr(65 + place) for place, size in enumerate(sizes) for _ in range(size)]
    with unit_of_work():
        board_id = sent.board.id
        made = {name: Segment(id=ids.new_id(), board_id=board_id, name=name) for name in dict.fromkeys(names)}
        session.add_all(made.values())
        session.flush()
        for seat, name in zip(sent.seats, names, strict=True):
            session.get_one(Seat, seat.id).segment_id = made[name].id
    given: list[Mapping[str, Answer]] = []
    for person, name in zip(sent.people, names, strict=True):
        answers = {**made_up(random), "one": "a" if name == "A" else "b"}
        given.append(answers)
        surveys.response(sent.survey, person, answers)
    return sent, names, given


def test_segments_are_set_against_questions_and_small_ones_are_hidden(signed_in: SignIn) -> None:
    sent, _names, given = segmented((6, 7, 2))
    page = results_of(signed_in(accounts.staff()), sent)
    rows = cells_of(page, "#segments")
    assert [rows[name][0] for name in ("A", "B", "C", "All")] == ["6", "7", "hidden: fewer than 5", "15"]
    assert rows["C"][1:] == ["hidden: fewer than 5"] * (len(rows["A"]) - 1)
    lead = sum(answers["one"] == "b" for answers in given)
    place = next(
        place
        for place, head in enumerate(page.soup.select("#segments thead th")[1:])
        if head.text.startswith("2:") and "“B”" in head.text
    )
    assert [rows[name][place] for name in ("A", "B", "All")] == ["0", "7", str(lead)]
    heading = page.soup.select_one("#segments-title")
    assert heading is not None
    assert heading.text == "A differs: 0 of 6 answered “B”, of the others 9 of 9"


def test_one_segment_can_be_read_alone_where_it_is_large_enough(signed_in: SignIn) -> None:
    sent, names, given = segmented((6, 7, 2))
    browser = signed_in(accounts.staff())
    page = results_of(browser, sent)
    assert [link.text for link in page.soup.select(".filters a")] == ["Everybody 15", "A 6", "B 7"]
    alone = page.follow("A 6")
    mine = [answers for name, answers in zip(names, given, strict=True) if name == "A"]
    assert table(alone, 2) == {"A": ["6"], "B": ["0"], "C": ["0"]}
    scores = codes(mine, "score")
    assert table(alone, 1) == {str(n): [str(scores[n])] for n in range(11)}
    small = results_of(browser, sent, "/results?segment=C")
    assert table(small, 2) == table(page, 2), "a small segment cannot be asked for"


def test_who_took_part_when_and_how_long(signed_in: SignIn) -> None:
    sent, _given = answered(6, 4)
    surveys.answer(sent.survey, sent.people[6], {"score": 3})
    page = results_of(signed_in(accounts.staff()), sent)
    assert "6 of 8 invited" in page.words
    assert "1 under way, 1 did not open the invitation" in page.words
    rates = {name: cells[1:] for name, cells in cells_of(page, "#rates").items()}
    assert rates == {name: ["6 of 8", "75%"] for name in ("RR1", "RR2", "RR5", "RR6")}
    assert "Half of them took 1 minute or less" in page.words
    assert "6 of 6 answers came within three days" in page.words
    assert "Answers received, out of 8 people invited." in page.words
    assert [value.text for value in page.soup.select("#arrivals-chart-numbers td")] == ["6"]


def test_standard_questions_are_scored(signed_in: SignIn) -> None:
    seven = tuple(Point(value=n, label=f"Point {n}") for n in range(1, 8))
    five = tuple(Point(value=n, label=f"Answer {n}") for n in range(1, 6))
    measures = {
        "u1": (seven, Measure(instrument="umux_lite", item="1")),
        "u2": (seven, Measure(instrument="umux_lite", item="2")),
        "kf": (five, Measure(instrument="kano", item="functional", group="dark_mode")),
        "kd": (five, Measure(instrument="kano", item="dysfunctional", group="dark_mode")),
        "c": (five, Measure(instrument="csat")),
        "e": (seven, Measure(instrument="ces2")),
    }
    asked = Questionnaire.of(
        [
            Rating(id=key, text=f"Question {key}", points=points, decision=DECISION, measure=measure)
            for key, (points, measure) in measures.items()
        ]
    )
    sent = surveys.sent_survey(3, questions=asked)
    given = (
        {"u1": 7, "u2": 6, "kf": 1, "kd": 5, "c": 5, "e": 7},
        {"u1": 5, "u2": 4, "kf": 3, "kd": 5, "c": 3, "e": 2},
        {"u1": 1, "kf": 1, "kd": 3, "c": 4},
    )
    for person, answers in zip(sent.people, given, strict=True):
        surveys.response(sent.survey, person, answers)
    page = results_of(signed_in(accounts.staff()), sent)
    scores = cells_of(page, "#scores")
    assert scores["UMUX-Lite"] == ["75", "of 100 on average, half of 2 people at 75 or more"]
    # One attractive, one one-dimensional, one a must, of three.
    assert scores["Kano pair: dark mode"][0] == "+0.67 / −0.67"
    assert scores["Kano pair: dark mode"][1].endswith("1 attractive, 1 one-dimensional, 1 a must")
    assert "CSAT 2 of 3 satisfied" in page.words
    assert "CES 4.5, 1 of 2 found it easy" in page.words
