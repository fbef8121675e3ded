"""Questionnaires with one flaw each, as JSON, and questions without any: what the design assistant is judged by."""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]

DECISION = "We change the order of the mails."


def choice(text: str, *labels: str, kind: str = "single_choice", **more: Any) -> Data:
    """A question with these answers to choose from."""
    options = [{"id": f"o{place}", "label": label} for place, label in enumerate(labels)]
    return {"type": kind, "text": text, "options": options, **more}


def rating(text: str, *labels: str, **more: Any) -> Data:
    """A question with these points, lowest first."""
    points = [{"value": value, "label": label} for value, label in enumerate(labels, start=1)]
    return {"type": "rating", "text": text, "points": points, **more}


def open_(text: str, **more: Any) -> Data:
    """A question for own words."""
    return {"type": "long_text", "text": text, **more}


def asking(*questions: Data, **more: Any) -> Data:
    """A questionnaire of these questions as q1, q2 …, each with a decision where it names none."""
    return {
        "questions": [
            {"id": f"q{number}", **({} if question["type"] == "statement" else {"decision": DECISION}), **question}
            for number, question in enumerate(questions, start=1)
        ],
        **more,
    }


HELPFUL = ("Not at all helpful", "Slightly helpful", "Moderately helpful", "Very helpful", "Extremely helpful")
CLEAR = ("Not at all clear", "Slightly clear", "Moderately clear", "Very clear", "Extremely clear")
GOOD = ("Very bad", "Bad", "Neither good nor bad", "Good", "Very good")
AGREE = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
YES_NO = ("Yes", "No")
TOOLS = tuple(f"{name} desk" for name in ("Ticket", "Atlas", "Board", "Quill", "Merge", "Relay", "Vault", "Prism"))
DRAFT = rating("How clear is the draft?", *CLEAR)
NPS = {"type": "nps", "text": "How likely are you to recommend us to a friend or colleague?"}
UNION = choice("Are you a union member?", "Yes", "No", "Prefer not to say")


def _shown(*conditions: Data) -> Data:
    return {"show_if": {"op": "all", "conditions": list(conditions)} if len(conditions) > 1 else conditions[0]}


def _is(value: str, question: str = "q1") -> Data:
    return {"op": "equals", "question": question, "value": value}


def long_survey(count: int, question: Data = DRAFT) -> Data:
    """So many questions of one kind, each with a text of its own."""
    texts = [f"{question['text'][:-1]} in part {number}?" for number in range(1, count + 1)]
    return asking(*({**question, "text": text} for text in texts))


FLAWS: dict[str, Data] = {
    # the rules on one question
    "double_barrelled": asking(choice("Were the invoice and the delivery note correct?", *YES_NO)),
    "leading": asking(choice("Surely the new menu is easier to use?", *YES_NO)),
    "loaded": asking(open_("Why do you dislike the survey tool?")),
    "absolute": asking(choice("Do you always test a patch first?", *YES_NO)),
    "negative": asking(choice("Should we not archive old files?", *YES_NO)),
    "double_negative": asking(choice("Do you object to not receiving a receipt?", *YES_NO)),
    "jargon": asking(choice("Is the ITSM SKU in your MSA?", *YES_NO)),
    "vague_quantifier": asking(choice("Do you frequently change owners?", *YES_NO)),
    "unbalanced_scale": asking(rating("How good is the guide?", "Poor", "Good", "Great", "Superb")),
    "overlapping_options": asking(choice("How many seats do you pay for today?", "0-5", "5-10", "10+")),
    "non_exhaustive": asking(choice("Which browser do you use?", "Chrome", "Edge")),
    "missing_opt_out": asking(rating("How useful was the workshop?", *HELPFUL, required=True)),
    "agree_disagree": asking(rating("The invoice is clear.", *AGREE)),
    "too_long": asking(
        open_(
            "When you think of the process that we wrote down for the handing over of a customer from the people who "
            "sell to the people who care for it later on, what would you change about the way in which it begins?"
        )
    ),
    "readability": asking(
        open_(
            "How proportionate are supplementary verification obligations regarding international subsidiaries and "
            "administrative departmental organizations?"
        )
    ),
    "sensitive_pii": asking(DRAFT, open_("What is your passport number?")),
    "required_open_end": asking(open_("What would you change about the guide?", required=True)),
    "missing_timeframe": asking({"type": "number", "text": "How many errors did you see?", "min": 0}),
    "stem_option_mismatch": asking(choice("How fast is search?", *YES_NO)),
    "too_many_options": asking(
        choice("Which of these tools do you use?", *(f"{name} {part}" for name in TOOLS for part in "AB"), "Other")
    ),
    "duplicate_options": asking(choice("How should we write to you?", "SMS", "Post", "sms", "Other")),
    # the rules on a question in its survey
    "required_sensitive": asking(DRAFT, {**UNION, "required": True}),
    "identifying_question": asking(open_("What is the name of your company?")),
    "list_order": asking(choice("Which of these tools do you use?", *TOOLS, "Other", kind="multi_choice")),
    "standard_wording": asking({"type": "nps", "text": "Would you tell others about us?"}),
    "long_recall": asking(open_("What did you change in the last 6 months?")),
    "unlabeled_ends": asking(rating("How clear is the draft?", "1", "2", "3", "4", "5")),
    # the rules on the survey as a whole
    "too_many_questions": long_survey(11),
    "too_much_time": long_survey(14, open_("What would you change about the guide?")),
    "required_open_items": asking(open_("What is missing?", required=True), open_("What is too long?", required=True)),
    "too_many_open": long_survey(4, open_("What would you change about the guide?")),
    "sensitive_first": asking(UNION, DRAFT),
    "scale_direction": asking(
        rating("How good is the guide?", *GOOD), rating("How good is the course?", *reversed(GOOD))
    ),
    "repeated_stem": asking(DRAFT, {**DRAFT, "text": "How clear is the  Draft?"}),
    "missing_translation": asking(DRAFT, translations={"de": {"questions": {}}}),
    "outdated_translation": asking(
        DRAFT, translations={"de": {"questions": {"q1": {"text": "Wie klar?", "made_from": {"text": "How clear?"}}}}}
    ),
    "no_decision": asking({**DRAFT, "decision": ""}),
    # what the verifier proves
    "contradiction": asking(choice("Did you read the draft?", *YES_NO), {**DRAFT, **_shown(_is("o0"), _is("o1"))}),
    "unreachable": asking(
        choice("Did you read the draft?", *YES_NO),
        {**DRAFT, **_shown(_is("o0"))},
        open_("What is unclear in it?", **_shown(_is("o1"), {"op": "answered", "question": "q2"})),
    ),
    "tautology": asking(
        choice("Did you read the draft?", *YES_NO, required=True),
        {**DRAFT, "show_if": {"op": "any", "conditions": [_is("o0"), _is("o1")]}},
    ),
}
"""By rule: a questionnaire in which it strikes, whatever else strikes beside it."""

ANONYMOUS = frozenset({"identifying_question"})
"""The flaws that are some in an anonymous survey only."""

REFUSED: dict[str, Data] = {
    "long_battery": asking(
        {
            "type": "battery",
            "text": "How helpful are these parts?",
            "items": [{"id": f"i{number}", "text": f"Part {number}"} for number in range(6)],
            "points": [{"value": value, "label": label} for value, label in enumerate(HELPFUL)],
        }
    ),
    "empty_pipe": asking(DRAFT, open_("Why {q1}?")),
}
"""By rule: what no questionnaire of ours can hold, so that the rule strikes in files of others only."""

CLEAN: tuple[Data, ...] = (
    DRAFT,
    choice(
        "Is the second mail too early, at the right time or too late?", "Too early", "At the right time", "Too late"
    ),
    NPS,
    rating("How helpful is the checklist?", *HELPFUL),
    {"type": "number", "text": "How many people in your team read the weekly report last week?", "min": 0},
    choice("Which browser do you use most at work?", "Chrome", "Edge", "Firefox", "Safari", "Other"),
    open_("What would you change about the first week?"),
    choice("In the last 4 weeks, how many times did you open the report?", "0", "1 to 2", "3 to 5", "6 or more"),
    {
        "type": "ranking",
        "text": "In which order should these come?",
        "options": [{"id": f"o{place}", "label": label} for place, label in enumerate(("Numbers", "Plans", "Cases"))],
    },
    {"type": "date", "text": "On which day should the next meeting be?"},
    rating("How good is the agenda?", *GOOD),
    choice("How long should the meeting be?", "30 minutes", "60 minutes", "90 minutes"),
    choice("Is the limit too low, about right or too high?", "Too low", "About right", "Too high"),
    choice("Should we keep or archive old files?", "Keep them", "Archive them", "I do not know"),
    rating("How clear is the price list?", *CLEAR),
    choice("Is search fast enough?", *YES_NO),
    rating("How fast or slow is search?", "Very slow", "Slow", "Neither fast nor slow", "Fast", "Very fast"),
    {"type": "short_text", "text": "Which word fits the first week best?"},
    choice(
        "Which topics should the guide add? Select all that apply.",
        "Data import",
        "Reports",
        "Rights",
        "Other",
        kind="multi_choice",
    ),
    choice("Do you want to receive a receipt?", *YES_NO),
)
"""Twenty questions in which nothing is found."""
