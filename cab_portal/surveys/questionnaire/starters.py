"""Whole questionnaires to begin with, in our own words; who takes one changes it to fit.

Each passes the linter and the verifier, and says with every question what its answer decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cab_portal.surveys.questionnaire.definition import Questionnaire, from_data


@dataclass(frozen=True)
class Starter:
    """A questionnaire to begin with: its name, what it is good for, and its questions as JSON."""

    name: str
    hint: str
    questions: tuple[Mapping[str, Any], ...]

    def questionnaire(self) -> Questionnaire:
        """The questions, ready to be asked."""
        return from_data({"questions": [dict(question) for question in self.questions]})


def _options(**labels: str) -> list[dict[str, str]]:
    return [{"id": option_id, "label": label} for option_id, label in labels.items()]


def _points(*labels: str) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in enumerate(labels, start=1)]


_OTHER = {"id": "other", "label": "Something else", "specify": True}
_NONE = {"id": "none", "label": "None of these", "exclusive": True}
_DIFFICULTY = _points("Very difficult", "Rather difficult", "Neither", "Rather easy", "Very easy")

_DRAFT_REVIEW = (
    {
        "type": "rating",
        "id": "clear",
        "text": "How clear or unclear is the draft?",
        "points": _points("Very unclear", "Rather unclear", "Neither", "Rather clear", "Very clear"),
        "decision": "Below “Rather clear” we rewrite the steps that drew the most comments.",
    },
    {
        "type": "single_choice",
        "id": "length",
        "text": "Is the draft too short, about right or too long?",
        "options": _options(short="Too short", right="About right", long="Too long"),
        "decision": "We cut or add steps before the next version.",
    },
    {
        "type": "single_choice",
        "id": "fits",
        "text": "Would it work in your company as it stands?",
        "options": _options(yes="Yes", changed="With changes", no="No", unknown="I do not know"),
        "decision": "With fewer than two thirds at “Yes” we do not launch it.",
    },
    {
        "type": "long_text",
        "id": "first",
        "text": "What would have to change first?",
        "show_if": {"op": "one_of", "question": "fits", "values": ["changed", "no"]},
        "decision": "Each change named twice is put before the team.",
    },
    {
        "type": "long_text",
        "id": "keep",
        "text": "Which part should stay as it is?",
        "decision": "We leave what several members name untouched.",
    },
)
_QBR_CHECK = (
    {
        "type": "rating",
        "id": "useful",
        "text": "How useful is the quarterly review for your work?",
        "points": _points(
            "Not at all useful", "Slightly useful", "Moderately useful", "Very useful", "Extremely useful"
        ),
        "not_applicable": "I have not seen one",
        "decision": "Below “Moderately useful” we rebuild the agenda with two members.",
    },
    {
        "type": "multi_choice",
        "id": "parts",
        "text": "Which parts of the review do you need?",
        "help": "Select all that apply.",
        "options": [
            *_options(figures="Figures on use", tickets="Support tickets", plans="Plans for the next quarter"),
            *_options(goals="Progress on our goals"),
            _OTHER,
            _NONE,
        ],
        "shuffle": True,
        "decision": "Parts that fewer than a third need leave the agenda.",
    },
    {
        "type": "single_choice",
        "id": "time",
        "text": "Is the meeting too short, about right or too long?",
        "options": _options(short="Too short", right="About right", long="Too long"),
        "decision": "We change the length of the next meeting.",
    },
    {
        "type": "long_text",
        "id": "instead",
        "text": "What should we talk about instead?",
        "show_if": {"op": "le", "question": "useful", "value": 2},
        "decision": "The topic named most opens the next agenda.",
    },
)
_TRAINING_FEEDBACK = (
    {
        "type": "rating",
        "id": "follow",
        "text": "How easy or difficult was the training to follow?",
        "points": _DIFFICULTY,
        "decision": "Below “Rather easy” we split the longest lesson.",
    },
    {
        "type": "single_choice",
        "id": "pace",
        "text": "Was the pace too slow, about right or too fast?",
        "options": _options(slow="Too slow", right="About right", fast="Too fast"),
        "decision": "We change the time of each exercise.",
    },
    {
        "type": "single_choice",
        "id": "able",
        "text": "Can you do the task without help now?",
        "options": _options(yes="Yes", partly="Partly", no="No", untried="I have not tried"),
        "decision": "With several at “No” we add a supervised exercise.",
    },
    {
        "type": "long_text",
        "id": "stuck",
        "text": "Where did you get stuck?",
        "show_if": {"op": "one_of", "question": "able", "values": ["partly", "no"]},
        "decision": "The place named most gets a worked example.",
    },
    {
        "type": "multi_choice",
        "id": "next",
        "text": "Which topics do you want to learn next?",
        "help": "Select all that apply.",
        "options": [*_options(reports="Reports", rights="Roles and rights", links="Connections"), _OTHER, _NONE],
        "shuffle": True,
        "decision": "The topic chosen most becomes the next training.",
    },
)
_ONBOARDING_PULSE = (
    {
        "type": "rating",
        "id": "start",
        "text": "How easy or difficult was it to get started?",
        "points": _DIFFICULTY,
        "decision": "Below “Rather easy” we shorten the first week.",
    },
    {
        "type": "single_choice",
        "id": "contact",
        "text": "Do you know whom to ask when you need help?",
        "options": _options(yes="Yes", unsure="I am not sure", no="No"),
        "decision": "We name a contact in the first mail.",
    },
    {
        "type": "multi_choice",
        "id": "held_up",
        "text": "Which of these held you up in the last two weeks?",
        "help": "Select all that apply.",
        "options": [
            *_options(access="Access for our people", data="Our data", time="Time of our own team"),
            *_options(answers="Waiting for an answer"),
            _OTHER,
            _NONE,
        ],
        "shuffle": True,
        "decision": "We work on what holds up the most members first.",
    },
    {
        "type": "long_text",
        "id": "wait",
        "text": "What did you wait for?",
        "show_if": {"op": "contains", "question": "held_up", "value": "answers"},
        "decision": "We pass each case to who can answer it.",
    },
    {
        "type": "long_text",
        "id": "sooner",
        "text": "What should we have told you sooner?",
        "decision": "We move it to the first mail.",
    },
)

STARTERS: Mapping[str, Starter] = {
    "draft-review": Starter(
        "Draft review", "Is a draft clear, long enough and fit for use? Five questions.", _DRAFT_REVIEW
    ),
    "qbr-check": Starter("Check of a quarterly review", "Which parts a review needs. Four questions.", _QBR_CHECK),
    "training-feedback": Starter(
        "Training feedback", "Pace, and what people can do afterwards. Five questions.", _TRAINING_FEEDBACK
    ),
    "onboarding-pulse": Starter(
        "Onboarding pulse", "What holds new customers up right now. Five questions.", _ONBOARDING_PULSE
    ),
}
"""By the key of each, in the order in which they are offered."""
