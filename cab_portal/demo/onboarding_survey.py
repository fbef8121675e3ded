"""The survey that goes with the onboarding e-mails: every type of question, and thirteen sets of answers."""

from typing import Any

from cab_portal.demo.surveying import Reasons, Responses

_EASE = ("Very hard", "Hard", "Neither", "Easy", "Very easy")

QUESTIONS: list[dict[str, Any]] = [
    {
        "type": "single_choice",
        "id": "part",
        "text": "What was your part in getting started with Fernhill?",
        "required": True,
        "decision": "We write the second mail for whoever most people are.",
        "owner": "Mara Keller",
        "options": [
            {"id": "signed", "label": "I signed the contract and handed it on"},
            {"id": "imported", "label": "I brought the data in myself"},
            {"id": "both", "label": "Both"},
            {"id": "later", "label": "I joined later"},
        ],
    },
    {
        "type": "rating",
        "id": "ease",
        "text": "How easy or hard was it to see your own numbers for the first time?",
        "required": True,
        "decision": "Under an average of 4, Tom joins the first import of every new customer.",
        "owner": "Mara Keller",
        "points": [{"value": value, "label": label} for value, label in enumerate(_EASE, start=1)],
    },
    {
        "type": "multi_choice",
        "id": "stuck",
        "text": "What held you up?",
        "help": "Choose everything that did.",
        "decision": "The two most frequent get a paragraph of their own in the import mail.",
        "owner": "Mara Keller",
        "show_if": {"op": "le", "question": "ease", "value": 3},
        "options": [
            {"id": "export", "label": "Getting the file out of the carrier's portal"},
            {"id": "columns", "label": "Columns or dates that did not fit"},
            {"id": "rights", "label": "Rights that somebody else had to give me"},
            {"id": "time", "label": "Finding an undisturbed hour"},
            {"id": "else", "label": "Something else"},
        ],
    },
    {
        "type": "single_choice",
        "id": "invite",
        "text": "When did our mail about inviting your team come for you?",
        "required": True,
        "decision": "If more than four say too early, it moves behind the first results.",
        "owner": "Mara Keller",
        "options": [
            {"id": "early", "label": "Too early"},
            {"id": "right", "label": "At the right time"},
            {"id": "late", "label": "Too late"},
            {"id": "unsure", "label": "I do not remember"},
        ],
    },
    {
        "type": "nps",
        "id": "recommend",
        "text": "How likely are you to recommend Fernhill to somebody in your line of work?",
        "required": True,
        "decision": "We call everybody below 7 within a week.",
        "owner": "Samuel Adeyemi",
    },
    {
        "type": "short_text",
        "id": "moment",
        "text": "At which moment did it first feel worth it?",
        "decision": "The check-in mail opens with the most frequent moment.",
        "owner": "Mara Keller",
    },
    {
        "type": "long_text",
        "id": "missing",
        "text": "What did you need in the first two weeks that you did not get?",
        "decision": "Each answer becomes a line in the plan for the next version, or gets a reason why not.",
        "owner": "Mara Keller",
    },
]

WHY_AS_IS: Reasons = {
    ("recommend", "standard_wording"): "We asked it in these words last year, and we compare with ourselves alone.",
    ("missing", "negative"): "What was missing is what we want to hear. Asked without “not”, people praise us.",
}

# By member: the working day and hour, then the answers as a form sends them. Who leaves a question out skipped it.
RESPONSES: Responses = {
    "jonas": (
        (-6, 10),
        {
            "part": ["both"],
            "ease": ["3"],
            "stuck": ["columns", "time"],
            "invite": ["early"],
            "recommend": ["8"],
            "moment": ["When the Hamburg depot turned red and I knew why."],
            "missing": ["An honest word about how long the import takes with an old order system."],
        },
    ),
    "ana": (
        (-6, 15),
        {
            "part": ["imported"],
            "ease": ["2"],
            "stuck": ["export", "columns"],
            "invite": ["early"],
            "recommend": ["6"],
            "moment": ["The first Monday report that I did not have to make."],
            "missing": ["Proof for my own team. I was asked to invite them before I had seen anything myself."],
        },
    ),
    "ingrid": (
        (-5, 11),
        {
            "part": ["signed"],
            "ease": ["4"],
            "invite": ["right"],
            "recommend": ["9"],
            "moment": ["Three routes, half an hour, no slides."],
        },
    ),
    "tomasz": (
        (-5, 16),
        {
            "part": ["both"],
            "ease": ["4"],
            "invite": ["early"],
            "recommend": ["7"],
            "missing": ["Something that I can forward to a managing director who does not sign in anywhere."],
        },
    ),
    "amara": (
        (-4, 10),
        {
            "part": ["imported"],
            "ease": ["2"],
            "stuck": ["rights", "export"],
            "invite": ["unsure"],
            "recommend": ["7"],
            "moment": ["When one pharmacy stopped phoning about late boxes."],
            "missing": ["A page for our privacy officer: what you store, where, and until when."],
        },
    ),
    "leila": (
        (-4, 17),
        {"part": ["imported"], "ease": ["2"], "stuck": ["time"], "invite": ["early"], "recommend": ["8"]},
    ),
    "noor": (
        (-4, 12),
        {"part": ["later"], "ease": ["5"], "invite": ["right"], "recommend": ["9"], "moment": ["My second day."]},
    ),
    "siobhan": (
        (-3, 15),
        {
            "part": ["signed"],
            "ease": ["3"],
            "stuck": ["export"],
            "invite": ["early"],
            "recommend": ["4"],
            "missing": ["One person who knew our contract. We explained our three depots to four of your people."],
        },
    ),
    "matthias": (
        (-3, 9),
        {
            "part": ["both"],
            "ease": ["5"],
            "invite": ["right"],
            "recommend": ["10"],
            "moment": ["When I could show a haulier his own delays."],
        },
    ),
    "luca": (
        (-2, 10),
        {
            "part": ["imported"],
            "ease": ["4"],
            "invite": ["early"],
            "recommend": ["9"],
            "moment": ["The totals matched ours to the cent."],
            "missing": ["A version of the mails in Italian for our depot in Parma."],
        },
    ),
    "kwame": (
        (-2, 14),
        {"part": ["signed"], "ease": ["4"], "invite": ["right"], "recommend": ["8"], "moment": ["The check-in call."]},
    ),
    "yuki": (
        (-2, 17),
        {"part": ["imported"], "ease": ["3"], "stuck": ["columns"], "invite": ["late"], "recommend": ["7"]},
    ),
    "camila": (
        (-1, 12),
        {
            "part": ["both"],
            "ease": ["1"],
            "stuck": ["export", "columns", "rights"],
            "invite": ["early"],
            "recommend": ["2"],
            "missing": ["An answer. From the ninth of October to the end of the month nobody wrote back to us."],
        },
    ),
}
