"""The survey that goes with the quarterly review: the further types of question, and five sets of answers."""

from typing import Any

from cab_portal.demo.surveying import Reasons, Responses

_USE = ("Not useful", "Slightly useful", "Useful", "Very useful")

QUESTIONS: list[dict[str, Any]] = [
    {
        "type": "single_choice",
        "id": "length",
        "text": "How long should the meeting be for a company like yours?",
        "required": True,
        "decision": "The length in the invitation is what most people choose.",
        "owner": "Samuel Adeyemi",
        "options": [
            {"id": "thirty", "label": "30 minutes"},
            {"id": "sixty", "label": "60 minutes"},
            {"id": "ninety", "label": "90 minutes"},
        ],
    },
    {
        "type": "multi_choice",
        "id": "present",
        "text": "Who from your side should sit in it?",
        "required": True,
        "decision": "We invite these by name from the next quarter on.",
        "owner": "Samuel Adeyemi",
        "options": [
            {"id": "user", "label": "Somebody who works with Fernhill every day"},
            {"id": "budget", "label": "Whoever holds the budget"},
            {"id": "it", "label": "Our own IT"},
        ],
    },
    {
        "type": "ranking",
        "id": "first",
        "text": "In which order should these come?",
        "required": True,
        "decision": "The agenda follows the order of most of you.",
        "owner": "Samuel Adeyemi",
        "options": [
            {"id": "numbers", "label": "Your numbers of the quarter"},
            {"id": "plans", "label": "Your plans for the next one"},
            {"id": "cases", "label": "Open support cases"},
        ],
    },
    {
        "type": "battery",
        "id": "use",
        "text": "How useful were these parts of the last meeting?",
        "decision": "What most find not useful is sent as a page before the meeting.",
        "owner": "Samuel Adeyemi",
        "items": [{"id": "charts", "text": "The charts of your depots"}, {"id": "peers", "text": "What others do"}],
        "points": [{"value": value, "label": label} for value, label in enumerate(_USE, start=1)],
        "not_applicable": "I was not there",
    },
    {
        "type": "number",
        "id": "hours",
        "text": "How many hours did you spend preparing for the last meeting?",
        "min": 0,
        "max": 40,
        "unit": "hours",
        "decision": "Above four hours on average, we prepare the numbers ourselves.",
        "owner": "Samuel Adeyemi",
        "not_applicable": "I do not know",
    },
    {
        "type": "date",
        "id": "next",
        "text": "On which day should the next meeting be?",
        "decision": "We propose the day that suits most of you.",
        "owner": "Samuel Adeyemi",
    },
    {
        "type": "statement",
        "id": "frank",
        "text": "One last question",
        "body": "Samuel alone reads what you write here. Your colleagues and the rest of our team do not.",
    },
    {
        "type": "long_text",
        "id": "stop",
        "text": "What should we stop doing in these meetings?",
        "decision": "What two of you name is gone from the agenda.",
        "owner": "Samuel Adeyemi",
    },
]

WHY_AS_IS: Reasons = {
    ("length", "missing_opt_out"): "All of them sit in this meeting every quarter, so it applies to each.",
}

RESPONSES: Responses = {
    "petra": (
        (-33, 11),
        {
            "first": ["plans", "numbers", "cases"],
            "use": ["charts:4", "peers:2"],
            "hours": ["3"],
            "next": ["2026-12-08"],
            "length": ["sixty"],
            "present": ["user", "budget"],
            "stop": ["The first ten minutes about your company."],
        },
    ),
    "camila": (
        (-32, 15),
        {
            "first": ["cases", "plans", "numbers"],
            "use": ["charts:2", "peers:1"],
            "hours": ["6"],
            "length": ["sixty"],
            "present": ["user"],
            "stop": ["Reading slides aloud."],
        },
    ),
    "siobhan": (
        (-31, 12),
        {
            "first": ["cases", "numbers", "plans"],
            "use": ["charts:3"],
            "hours": ["na"],
            "next": ["2026-12-15"],
            "length": ["thirty"],
            "present": ["user", "budget"],
        },
    ),
    "kwame": (
        (-29, 10),
        {
            "first": ["plans", "cases", "numbers"],
            "use": ["charts:4", "peers:4"],
            "hours": ["2"],
            "next": ["2026-12-08"],
            "length": ["sixty"],
            "present": ["user", "it"],
            "stop": ["The roadmap. We can read."],
        },
    ),
    "matthias": (
        (-28, 9),
        {
            "first": ["numbers", "plans", "cases"],
            "use": ["charts:na", "peers:na"],
            "hours": ["0"],
            "length": ["ninety"],
            "present": ["user", "budget", "it"],
        },
    ),
}
