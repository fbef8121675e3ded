"""The validated instruments as ready questions, in their published English wording.

Sources as in `instruments`. The wording is the instrument: who changes it can compare the score with nobody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cab_portal.surveys.questionnaire.instruments import INSTRUMENTS

_AGREEMENT_5 = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")
_AGREEMENT_7 = (
    "Strongly disagree",
    "Disagree",
    "Somewhat disagree",
    "Neither agree nor disagree",
    "Somewhat agree",
    "Agree",
    "Strongly agree",
)
_SATISFACTION = ("Very dissatisfied", "Dissatisfied", "Neither", "Satisfied", "Very satisfied")
_KANO = ("I like it that way", "It must be that way", "I am neutral", "I can live with it that way", "I dislike it")
_SUS = (
    "I think that I would like to use this system frequently.",
    "I found the system unnecessarily complex.",
    "I thought the system was easy to use.",
    "I think that I would need the support of a technical person to be able to use this system.",
    "I found the various functions in this system were well integrated.",
    "I thought there was too much inconsistency in this system.",
    "I would imagine that most people would learn to use this system very quickly.",
    "I found the system very cumbersome to use.",
    "I felt very confident using the system.",
    "I needed to learn a lot of things before I could get going with this system.",
)
_UMUX = ("This system's capabilities meet my requirements.", "This system is easy to use.")


@dataclass(frozen=True)
class Ready:
    """An instrument to add: its name, what it tells, and its questions as JSON without ids."""

    name: str
    hint: str
    questions: tuple[Mapping[str, Any], ...]


def _points(labels: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in enumerate(labels, start=1)]


def _measure(instrument: str, item: str = "1") -> dict[str, str]:
    return {"instrument": instrument, "item": item}


def _rating(text: str, labels: tuple[str, ...], instrument: str, item: str = "1") -> dict[str, Any]:
    return {"type": "rating", "text": text, "points": _points(labels), "measure": _measure(instrument, item)}


def _battery(text: str, items: tuple[str, ...], first: int, labels: tuple[str, ...], instrument: str) -> dict[str, Any]:
    return {
        "type": "battery",
        "text": text,
        "points": _points(labels),
        "items": [
            {"id": f"item_{number}", "text": item, "measure": _measure(instrument, str(number))}
            for number, item in enumerate(items, start=first)
        ],
    }


_SENTENCES = "How far do you agree with each sentence about the system?"

READY: Mapping[str, Ready] = {
    "nps": Ready(
        INSTRUMENTS["nps"].name,
        "How many would recommend you, less how many would not.",
        (
            {
                "type": "nps",
                "text": "How likely is it that you would recommend us to a friend or colleague?",
                "measure": _measure("nps"),
            },
        ),
    ),
    "csat": Ready(
        INSTRUMENTS["csat"].name,
        "The share of the satisfied.",
        (_rating("How satisfied or dissatisfied are you with our service?", _SATISFACTION, "csat"),),
    ),
    "ces2": Ready(
        INSTRUMENTS["ces2"].name,
        "Whether you made it easy.",
        (_rating("The company made it easy for me to handle my issue.", _AGREEMENT_7, "ces2"),),
    ),
    "sus": Ready(
        INSTRUMENTS["sus"].name,
        "How usable a product is, as a score up to 100. Ten sentences on two pages.",
        (
            _battery(_SENTENCES, _SUS[:5], 1, _AGREEMENT_5, "sus"),
            _battery("How far do you agree with these further sentences about it?", _SUS[5:], 6, _AGREEMENT_5, "sus"),
        ),
    ),
    "umux_lite": Ready(
        INSTRUMENTS["umux_lite"].name,
        "How usable a product is, by two sentences.",
        (_battery(_SENTENCES, _UMUX, 1, _AGREEMENT_7, "umux_lite"),),
    ),
    "kano": Ready(
        INSTRUMENTS["kano"].name,
        "Whether people would miss a feature or enjoy it. Name the feature in both questions.",
        (
            _rating("How would you feel if the product had this feature?", _KANO, "kano", "functional"),
            _rating("How would you feel if the product did not have this feature?", _KANO, "kano", "dysfunctional"),
        ),
    ),
}
"""By the name of the instrument, in the order in which they are offered."""
