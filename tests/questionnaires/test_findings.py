"""The one-sentence finding of a question: counts that cannot be misread, also when few or level."""

import pytest

from cab_portal.surveys.questionnaire.question import Question

from .tiny import long_text, multi, nps, rating, short_text, single

CASES: list[tuple[Question, dict[str, int], int, str]] = [
    (single(), {}, 0, "No answers yet"),
    (multi(), {}, 0, "No answers yet"),
    (rating(), {}, 0, "No answers yet"),
    (nps(), {}, 0, "No answers yet"),
    (single(), {"too_fast": 1}, 1, "The only answer is “Too fast”"),
    (single(), {"too_fast": 18}, 18, "All 18 chose “Too fast”"),
    (single(), {"about_right": 13, "too_fast": 5}, 18, "13 of 18 chose “About right”"),
    (
        single(),
        {"too_slow": 6, "too_fast": 6, "about_right": 2},
        14,
        "“Too slow” and “Too fast” are level, with 6 of 14 each",
    ),
    (
        single(),
        {"too_slow": 4, "too_fast": 4, "about_right": 4},
        12,
        "No answer leads: 3 answers are level, with 4 of 12 each",
    ),
    (single(), {"about_right": 1_300, "too_fast": 500}, 1_800, "1,300 of 1,800 chose “About right”"),
    (multi(), {"our_data": 9, "who_does_what": 4}, 12, "“Our data” was chosen most, by 9 of 12"),
    (
        multi(),
        {"our_data": 9, "who_does_what": 9},
        12,
        "“Our data” and “Who does what” were chosen most, by 9 of 12 each",
    ),
    (
        multi(),
        {"our_data": 2, "who_does_what": 2, "how_long_it_takes": 2},
        3,
        "No answer leads: 3 answers were chosen by 2 of 3 each",
    ),
    (
        multi(),
        {"our_data": 1, "who_does_what": 1},
        1,
        "The only answer is “Our data” and “Who does what”",
    ),
    (multi(), {"our_data": 12, "who_does_what": 3}, 12, "All 12 chose “Our data”"),
    (rating(), {"4": 1}, 1, "The only answer is “Rather clear”"),
    (rating(), {"4": 9, "5": 4, "1": 5}, 18, "13 of 18 chose “Rather clear” or “Very clear”"),
    (rating(), {"1": 9, "2": 4, "5": 5}, 18, "13 of 18 chose “Very unclear” or “Rather unclear”"),
    (rating(), {"3": 10, "5": 8}, 18, "10 of 18 chose “Neither”"),
    (rating(), {"4": 3, "5": 2}, 5, "All 5 chose “Rather clear” or “Very clear”"),
    (rating(), {"5": 5}, 5, "All 5 chose “Very clear”"),
    (
        rating(),
        {"1": 6, "5": 6, "3": 2},
        14,
        "Split: 6 of 14 chose “Rather clear” or “Very clear”, and as many “Very unclear” or “Rather unclear”",
    ),
    (nps(), {"9": 6, "7": 8, "3": 4}, 18, "6 of 18 would recommend, 4 would not"),
    (nps(), {"10": 18}, 18, "All 18 would recommend"),
    (nps(), {"0": 18}, 18, "None of 18 would recommend"),
    (nps(), {"8": 18}, 18, "All 18 are undecided about recommending"),
    (nps(), {"7": 14, "6": 4}, 18, "None of 18 would recommend: 4 would not, the others are undecided"),
    (nps(), {"9": 6, "7": 12}, 18, "6 of 18 would recommend, the others are undecided"),
    (nps(), {"9": 1}, 1, "The only answer is 9, on a scale of 0 to 10"),
    (short_text(), {}, 0, "No answers yet"),
    (long_text(), {}, 1, "1 person answered in their own words"),
    (long_text(), {}, 7, "7 people answered in their own words"),
]


@pytest.mark.parametrize(("question", "counts", "answered", "finding"), CASES)
def test_findings(question: Question, counts: dict[str, int], answered: int, finding: str) -> None:
    assert str(question.finding(question.tally(counts, answered))) == finding


def test_a_finding_can_be_translated_as_a_whole() -> None:
    finding = single().finding(single().tally({"about_right": 13, "too_fast": 5}, 18))
    assert finding.template == "%(count)s of %(answered)s chose %(answer)s"
    assert dict(finding.values) == {"count": 13, "answered": 18, "answer": "“About right”"}
