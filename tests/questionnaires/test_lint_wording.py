"""Wording that the labeled sets do not have: what only looks like a fault, faults behind other words, other forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from benchmarks import linting
from cab_portal.surveys.questionnaire.linter.fixes import SetText, Split
from tests.questionnaires.asking import found, question, rules_in

YES_NO = ("Yes", "No")
FINE = [
    ("You told us that your train was late. How long was the delay?", "number", ()),
    ("What do you usually order at the counter?", "short_text", ()),
    ("How often did it rain last week?", "single_choice", ("Not once", "Once", "2 times or more")),
    ("In a typical week, on how many days do you cook?", "single_choice", ("0", "1 to 3", "4 to 7")),
    ("How happy or unhappy are you with how your complaint was settled?", "short_text", ()),
    ("Is there a disability parking space?", "single_choice", YES_NO),
    ("Not counting breaks, how many hours did you work yesterday?", "number", ()),
    ("Which of these words fits the tool?", "single_choice", ("Fast", "Modern", "Clear", "Dull", "None of these")),
    ("The week before the move, when the lift was out and the hall was shut, how was it?", "short_text", ()),
    ("How many months have you been with us?", "number", ()),
    ("How many of the lessons did you watch?", "number", ()),
    ("Do you rent out your home?", "single_choice", YES_NO),
    ("The page loads quickly. Does it help?", "single_choice", YES_NO),
    ("How many tons of steel did you order in 2024?", "number", ()),
    ("Have you visited or called the shop on Elm Street?", "single_choice", ("Visited", "Called", "Both", "Neither")),
    ("Should we keep or remove the fountain?", "single_choice", ("Keep it", "Remove it", "No opinion")),
    ("Which way does the gate open?", "single_choice", ("Inward", "Outward")),
    ("How sore was your arm after the shot?", "rating", ("Not at all sore", "A bit sore", "Very sore")),
    ("Have you been to the Always Fresh market?", "single_choice", YES_NO),
    ("How cold was the lake?", "single_choice", ("Too cold", "About right", "Too warm")),
    ("What, if anything, did the guide leave out?", "long_text", ()),
    ("Does your dog get along with other dogs?", "single_choice", YES_NO),
    ("Was the plumber rude to you?", "single_choice", YES_NO),
    ("Can you tell the twins apart?", "single_choice", ("Yes", "No", "Sometimes")),
    ("Does the plus sign on the map help you?", "single_choice", YES_NO),
    ("How was the hike?", "rating", ("1 - Very bad", "2 - Bad", "3 - Fair", "4 - Good", "5 - Very good")),
    ("Tick the box that fits: I came by boat.", "single_choice", YES_NO),
    ("Would you rather walk or take the tram?", "single_choice", ("Walk", "Take the tram", "No preference")),
    ("Have you had questions or comments from your neighbors this week?", "single_choice", YES_NO),
    ("Are you the only person with a key?", "single_choice", YES_NO),
    ("Who turned the water off?", "single_choice", ("Our plumber", "Your plumber", "Nobody")),
    (
        "How noisy or quiet is the yard?",
        "rating",
        ("Very noisy", "Noisy", "Neither noisy nor quiet", "Quiet", "Very quiet"),
    ),
    ("On how many of the last 10 nights did it snow?", "single_choice", ("0", "1 to 5", "6 to 10")),
    (
        "How large is your garden?",
        "single_choice",
        ("Under 50 square metres", "50 to under 90 square metres", "90 square metres or more"),
    ),
    ("Which of the two fees would suit you better?", "single_choice", ("Yearly fee", "Fee per visit", "No preference")),
    ("How many rooms have a balcony?", "number", ()),
    ("How many weeks' notice does your lease ask for?", "number", ()),
    ("How did the rain affect the harvest?", "single_choice", ("Helped it", "No effect", "Harmed it")),
    (
        "What do you say to the plan?",
        "rating",
        ("I love it", "I like it", "I am fine with it", "I dislike it", "I hate it"),
    ),
    ("Which best describes you?", "single_choice", ("Student", "Employed", "Retired", "Other")),
    ("What type of pass do you have?", "single_choice", ("Weekly", "Monthly", "Yearly", "Other")),
    ("What is your cousin's summer garden tool shed like?", "short_text", ()),
    ("Did you see the owl in the LAST three nights?", "single_choice", YES_NO),
    ("Do you want all of the photos or none?", "single_choice", ("All", "None")),
    ("Which side of the barn is painted?", "single_choice", ("North", "North West", "West", "Other")),
    ("Is the rare disease ward on this floor?", "single_choice", YES_NO),
    ("How many nights does the ferry take?", "number", ()),
    ("How many people watched the parade?", "number", ()),
    ("How many vans do you run?", "number", ()),
    ("How much did you learn?", "rating", ("Not at all", "A little", "A fair amount", "A great deal")),
    ("Is the new path clearer?", "rating", ("Clearer", "About as clear", "Less clear")),
    ("Who paid for the fence?", "single_choice", ("The buyer", "The seller", "They shared it")),
    ("How long is your walk here?", "single_choice", ("Under 9 minutes", "9 minutes or more", "I take the tram")),
    (
        "When did you last swim?",
        "single_choice",
        ("In the last month", "1 to 6 months ago", "More than 6 months ago", "Never"),
    ),
    ("Does the fee include bed and lunch?", "single_choice", ("Bed only", "Lunch only", "Both", "Neither")),
    ("Is there a bench that you would move? If so, which one?", "long_text", ()),
]
FAULTY = [
    ("loaded", "What made the climb so tiring for you?", "long_text", ()),
    ("loaded", "Why is the ticket machine such a nuisance?", "long_text", ()),
    (
        "overlapping_options",
        "How long did you swim?",
        "single_choice",
        ("Up to 1 month", "1 to 6 months", "Over 6 months"),
    ),
    ("double_barrelled", "Is there a bench that you like? Who built it?", "long_text", ()),
    ("double_barrelled", "Is the guidebook short and useful?", "single_choice", YES_NO),
    ("leading", "Is it not obvious that the bridge is safer?", "single_choice", YES_NO),
    ("leading", "Do you agree with 90% of our guests that breakfast is good?", "single_choice", YES_NO),
    ("loaded", "Would you pay for the town's failing pool?", "single_choice", YES_NO),
    ("stem_option_mismatch", "Have you fed the cat?", "single_choice", ("Daily", "Weekly", "Monthly")),
    ("sensitive_pii", "Name the teacher whose work is poorest.", "short_text", ()),
    ("overlapping_options", "Which describes you best?", "single_choice", ("Employed", "Parent", "Retired", "Other")),
    ("overlapping_options", "What describes your farm?", "single_choice", ("Small farm", "Family-owned farm", "Other")),
    ("overlapping_options", "How large is your field?", "single_choice", ("0-5 ha", "5-10 ha", "10+ ha")),
    ("loaded", "Why has the landlord let the stairs rot?", "long_text", ()),
    ("loaded", "Why are we left waiting at the gate?", "long_text", ()),
    ("unbalanced_scale", "How was the play?", "single_choice", ("Loved it", "Liked it", "Enjoyed it", "Hated it")),
    ("missing_timeframe", "How many of our concerts did you hear?", "number", ()),
    ("missing_timeframe", "What number of parking tickets did you get?", "number", ()),
    ("missing_timeframe", "Number of visits by our gardeners:", "number", ()),
    ("readability", "Rate the village library book return box.", "rating", ("Poor", "Good")),
    ("loaded", "What irritates you about the form?", "long_text", ()),
    ("loaded", "Why has the service gone downhill?", "long_text", ()),
    ("leading", "Given how hard we worked on it, how do you rate the guide?", "short_text", ()),
    ("negative", "Which of the rooms have you not used?", "short_text", ()),
    ("negative", "Were you on leave or not told about it?", "single_choice", YES_NO),
    ("overlapping_options", "What are you?", "single_choice", ("Nurse", "Full-time nurse", "Other")),
    (
        "stem_option_mismatch",
        "Where do you keep the keys?",
        "single_choice",
        ("Every day", "Every week", "Every month"),
    ),
    ("non_exhaustive", "How many times did you fly last year?", "single_choice", ("1 time", "2 times or more")),
    ("non_exhaustive", "Which restaurant did you visit last?", "single_choice", ("The Crown", "The Mill")),
    ("non_exhaustive", "What lights your street?", "single_choice", ("Lamps", "Shop windows", "Signs")),
    ("non_exhaustive", "How many cakes did you bake last week?", "single_choice", ("1", "2 to 3", "4 or more")),
    ("double_barrelled", "Have you mended or repainted the fence?", "single_choice", YES_NO),
    ("double_barrelled", "Does the dog dig up the lawn or chew your shoes?", "single_choice", YES_NO),
    ("overlapping_options", "Which animal do you keep?", "single_choice", ("Birds", "Parrots", "Dogs", "Other")),
    (
        "overlapping_options",
        "How do you get here?",
        "single_choice",
        ("By tram", "Public transport", "On foot", "Other"),
    ),
    (
        "unbalanced_scale",
        "How warm is it in here?",
        "rating",
        ("Far too cold", "Too cold", "A bit too cold", "Too warm"),
    ),
    ("loaded", "When did you last cheat at cards?", "date", ()),
    ("loaded", "What made you lose faith in the bank?", "long_text", ()),
    ("leading", "Will you vote for the sensible plan to move the market?", "single_choice", YES_NO),
    ("double_negative", "Is it unhygienic not to wash the cups?", "single_choice", YES_NO),
    ("double_negative", "Would you mind if we did not ring the bell?", "single_choice", YES_NO),
    ("absolute", "Do you water the plants every single day?", "single_choice", YES_NO),
    (
        "vague_quantifier",
        "How many letters did you get last week?",
        "single_choice",
        ("Several letters", "Many letters"),
    ),
    ("loaded", "How did the plumber's mistake affect your home?", "long_text", ()),
    ("leading", "Would any good neighbor play drums at night?", "single_choice", YES_NO),
    ("leading", "You don't mind a short wait, do you?", "single_choice", YES_NO),
    ("double_barrelled", "How easy is it to borrow or to return a canoe?", "rating", ("Easy", "Hard")),
    ("stem_option_mismatch", "How many canoes did you rent last May?", "rating", ("Not at all", "Slightly", "Very")),
    ("loaded", "Why do waiters here never smile?", "long_text", ()),
    ("leading", "What do you love about the fountain?", "long_text", ()),
    ("unbalanced_scale", "How was the hike?", "rating", ("1 - Bad", "2 - Good", "3 - Very good", "4 - Superb")),
    ("non_exhaustive", "Tell us how you came here.", "single_choice", ("By boat", "By tram")),
    ("stem_option_mismatch", "Do you own a kayak?", "single_choice", ("Always", "Once a month", "Never")),
    ("stem_option_mismatch", "Is the path lit?", "single_choice", ("1 to 2", "3 to 5", "6 or more")),
]


@pytest.mark.parametrize("text", ["How tidy were the dressing rooms?", "How would you rate the sledding hill?"])
def test_not_everybody_has_met_what_is_judged(text: str) -> None:
    points = ("Very poor", "Poor", "Fair", "Good", "Very good")
    assert rules_in(question(text, "rating", *points, required=True)) == ["missing_opt_out"]
    assert rules_in(question(text, "rating", *points, "I was not there", required=True)) == []
    assert rules_in(question(text, "rating", *points, "I have had no such visit", required=True)) == []
    assert rules_in(question("How would you rate your work overall?", "rating", *points, required=True)) == []


@pytest.mark.parametrize(("text", "kind", "options"), FINE, ids=lambda value: str(value)[:40])
def test_what_only_looks_like_a_fault_is_none(text: str, kind: str, options: tuple[str, ...]) -> None:
    assert rules_in(question(text, kind, *options)) == []


@pytest.mark.parametrize(("rule", "text", "kind", "options"), FAULTY, ids=lambda value: str(value)[:40])
def test_a_fault_is_found_behind_other_words(rule: str, text: str, kind: str, options: tuple[str, ...]) -> None:
    assert rule in rules_in(question(text, kind, *options))


FORMS = [
    ("Please tell us: {}", str.lower),
    ("Choose one: {}", str.lower),
    ("Question 3: {}", str),
    ("(Optional) {}", str),
    ("{} Please pick one answer.", str),
]


@pytest.mark.parametrize(("form", "first"), FORMS, ids=lambda value: str(value)[:24])
def test_directions_around_a_question_change_nothing(form: str, first: Callable[[str], str]) -> None:
    for asked in (entry.question for entry in linting.labeled("held_out")):
        if asked.type != "statement":
            told = replace(asked, text=form.format(first(asked.text[0]) + asked.text[1:]))
            lengths = {"too_long", "readability"}
            assert set(rules_in(told)) - lengths == set(rules_in(asked)) - lengths, told.text


SAME = [
    ("How would you rate the sound and the seats?", "Rate the sound and the seats."),
    ("How would you rate the sound and the seats?", "Your view on the sound and the seats?"),
    ("How easy was it to park and to pay?", "Tell us, if you like, how easy it was to park and to pay."),
    ("How many books have you read?", "Number of books you have read:"),
    ("How many books have you read?", "Enter the number of books you have read."),
    ("What is your date of birth?", "State your date of birth."),
    ("What is your date of birth?", "Date of birth (day, month, year):"),
    ("Do you always lock the door?", "Always lock the door?"),
    ("The form is never easy to find.", "“The form is never easy to find.” Mark how far you agree."),
]


@pytest.mark.parametrize(("question_form", "other_form"), SAME, ids=lambda value: str(value)[:40])
def test_requests_and_fragments_are_judged_as_the_questions_they_stand_for(question_form: str, other_form: str) -> None:
    points = ("Strongly disagree", "Disagree", "Agree", "Strongly agree") if "agree" in other_form else ()
    kind = "rating" if points else "short_text"
    assert rules_in(question(other_form, kind, *points)) == rules_in(question(question_form, kind, *points)) != []


@pytest.mark.parametrize(
    ("text", "is_opinion"),
    [
        ("What name should we print on the ticket?", False),
        ("Which gate should the driver use?", False),
        ("What role should the mayor play?", True),
        ("What dish would you add to the menu?", True),
    ],
)
def test_a_fact_that_is_to_be_used_may_be_required(text: str, is_opinion: bool) -> None:
    found_rules = rules_in(question(text, "short_text", required=True))
    assert ("required_open_end" in found_rules) is is_opinion


SPLIT = [
    ("How helpful were the tutor and the notes?", ("How helpful was the tutor?", "How helpful were the notes?")),
    ("Did you visit the castle and the fair?", ("Did you visit the castle?", "Did you visit the fair?")),
    ("Are the pool and the gym clean?", ("Is the pool clean?", "Is the gym clean?")),
]


@pytest.mark.parametrize(("text", "halves"), SPLIT)
def test_both_halves_are_sentences(text: str, halves: tuple[str, str]) -> None:
    assert found("double_barrelled", question(text)).fix == Split(halves)


NO_SPLIT = [
    "How fast, polite and clear is the guide?",
    "Describe the room, the food and the staff.",
    "Do you read and act on the weekly list?",
    "Is the lock safe and easy to use?",
]


@pytest.mark.parametrize("text", NO_SPLIT)
def test_what_cannot_be_split_for_sure_is_not(text: str) -> None:
    assert found("double_barrelled", question(text)).fix is None


def test_no_statement_becomes_a_question_that_nobody_would_ask() -> None:
    points = ("Disagree", "Agree")
    for text in ("I would not say that the path was unsafe.", "Signs were clear and parking was easy."):
        assert found("agree_disagree", question(text, "rating", *points)).fix is None


PERIODS = [
    ("How many hours do you spend on forms?", "How many hours do you spend on forms in a typical week?"),
    ("How many forms did you fill in?", "How many forms did you fill in in the last 4 weeks?"),
    ("Number of forms you have filled in:", "Number of forms you have filled in in the last 4 weeks:"),
]


@pytest.mark.parametrize(("text", "mended"), PERIODS)
def test_a_period_is_put_where_it_belongs(text: str, mended: str) -> None:
    assert found("missing_timeframe", question(text, "number")).fix == SetText(mended)
