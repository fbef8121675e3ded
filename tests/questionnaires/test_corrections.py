"""Corrections: a slip of the pen may be put right, what would ask something else may not."""

import pytest

from cab_portal.surveys.questionnaire.corrections import corrected, is_correction
from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data
from cab_portal.surveys.questionnaire.problems import DefinitionError
from tests.questionnaires import tiny


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Did you recieve the mail?", "Did you receive the mail?"),
        ("Is teh first week clear?", "Is the first week clear?"),
        ("How clear is the the plan?", "How clear is the plan?"),
        ("How clear is plan?", "How clear is the plan?"),
        ("Which log in do you use", "Which login do you use?"),
        ("which colour do you prefer?", "Which color do you prefer?"),
        ("Was the on-boarding long?", "Was the onboarding long?"),
        ("Is it its' own page?", "Is it its own page?"),
    ],
)
def test_a_slip_of_the_pen_is_corrected(before: str, after: str) -> None:
    assert is_correction(before, after)


def test_questions_written_in_another_language_keep_their_letters() -> None:
    question = {"type": "short_text", "id": "q1", "text": "ist das keine hilfe"}
    before = from_data({"language": "de", "questions": [question]})
    with pytest.raises(DefinitionError, match="In German only marks"):
        corrected(before, "q1", {"text": "ist das eine hilfe"})
    assert corrected(before, "q1", {"text": "Ist das keine Hilfe?"})[0].questions[0].text == "Ist das keine Hilfe?"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Is the first week clear?", "Is the first week not clear?"),
        ("Is the first week clear?", "Is the first week unclear?"),
        ("Can you do it?", "Can't you do it?"),
        ("How fast is it?", "How last is it?"),
        ("Do you use it now?", "Do you use it not?"),
        ("In the last 4 weeks?", "In the last 6 weeks?"),
        ("How likely are you to stay?", "How likely are you to leave?"),
        ("Is the report useful?", "Is the training useful?"),
        ("Why is it {pace|so}?", "Why is it {pace|not so}?"),
        ("Very satisfied", "Very dissatisfied"),
        ("Is it in the plan?", "Is it on the plan?"),
        ("Which mail?", ""),
        ("Is it clear?", "Is it clear to you and your whole team in daily work?"),
    ],
)
def test_another_meaning_is_refused(before: str, after: str) -> None:
    assert not is_correction(before, after)


def test_a_corrected_question_keeps_its_codes_and_tells_what_changed() -> None:
    before = Questionnaire.of([tiny.nps(), tiny.single("pace", "About rihgt", "Too fast")])
    given = {"text": "Is the pace too slow, right, or too fast?", "options/about_rihgt": "About right", "x": "y"}
    after, changes = corrected(before, "pace", given)
    assert [(change.field, change.before, change.after) for change in changes] == [
        ("text", "Is the pace too slow, right or too fast?", "Is the pace too slow, right, or too fast?"),
        ("options/about_rihgt", "About rihgt", "About right"),
    ]
    assert after.question("pace").values() == before.question("pace").values()
    assert corrected(before, "pace", {})[1] == ()
    with pytest.raises(DefinitionError, match="changes what is asked"):
        corrected(before, "recommend", {"text": "How likely are you to leave us?"})
    with pytest.raises(KeyError):
        corrected(before, "nobody", {})
