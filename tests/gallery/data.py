"""Plain values for the gallery, in the shapes that the macros document."""

from __future__ import annotations

STEPS = [
    {
        "number": 1,
        "title": "Welcome and who is who",
        "detail": "Day 0",
        "url": "#step",
        "state": "read",
        "comments": 4,
    },
    {
        "number": 2,
        "title": "Your first import",
        "detail": "Day 3",
        "url": "#step",
        "state": "",
        "comments": 2,
        "current": True,
    },
    {
        "number": 3,
        "title": "Invite your team",
        "detail": "Day 7",
        "url": "#step",
        "state": "changed",
        "comments": 2,
    },
    {
        "number": 4,
        "title": "First results check-in",
        "detail": "Day 14",
        "url": "#step",
        "state": "",
        "comments": 0,
    },
    {
        "number": 5,
        "title": "Plan for the quarter",
        "detail": "Day 30",
        "url": "#step",
        "state": "",
        "comments": 1,
    },
]
QUESTION = {
    "id": "t1",
    "number": 1,
    "kind": "question",
    "author": "Jonas Weber",
    "organization": "Brightwell",
    "when": "Tue 25 November",
    "quote": "Most teams finish their first import in under an hour",
    "body": "Is that with a clean export? Ours has 60 columns. I would not promise an hour.",
    "replies": [
        {
            "author": "Mara Keller",
            "organization": "Fernhill",
            "when": "Wed 26 November",
            "body": "Fair. The median is 48 minutes; over 40 columns it is two hours. We will say both.",
        }
    ],
    "disposition": None,
}
SUGGESTION = {
    "id": "t2",
    "number": 2,
    "kind": "suggestion",
    "author": "Ana Duarte",
    "organization": "Nordhaven",
    "when": "24 November",
    "quote": "We match your columns and show anything we are unsure about before saving.",
    "body": "",
    "replies": [],
    "words": [
        ("same", "We match your columns and "),
        ("removed", "show anything we are unsure about"),
        ("added", "list every guess"),
        ("same", " before saving."),
    ],
    "disposition": {"label": "Accepted for version 4", "tone": "positive", "reason": None},
}
WAITING = {
    "id": "t3",
    "number": 3,
    "kind": "concern",
    "author": "Priya Raman",
    "organization": "Oakline Logistics",
    "when": "Wed 26 November",
    "quote": "Check the three totals we highlight, then confirm.",
    "body": "Two of the totals are in pounds for us.",
    "replies": [],
    "waiting": True,
    "place": "Wording changed since you wrote this.",
}
PRAISE = {
    "id": "t4",
    "number": 4,
    "kind": "praise",
    "author": "Li Na",
    "organization": "Harbor Foods",
    "when": "Wed 26 November",
    "quote": "you can stop at any point",
    "body": "",
    "replies": [],
    "disposition": {
        "label": "Not changed",
        "tone": "plain",
        "reason": "Four of five members asked us to keep it.",
    },
}
EASE = [
    {"label": "Very easy", "count": 6},
    {"label": "Easy", "count": 7},
    {"label": "Neither easy nor hard, or we did not get that far yet", "count": 3},
    {"label": "Hard", "count": 2},
    {"label": "Very hard", "count": 0},
]
SCORES = [0, 0, 1, 0, 1, 1, 1, 3, 5, 3, 3]
FIGURES = [
    {"label": "Answered", "value": 18, "of": "of 22 invited", "note": "4 did not open the invitation"},
    {"label": "Score", "value": "+11", "of": "from −6", "note": "Likely between −23 and +45"},
    {"label": "Easy to get started", "value": 13, "of": "of 18 agree", "note": "9 of 17 in spring"},
    {"label": "Rewards", "value": "€720", "of": "of €880", "note": "16 sent, 2 waiting for a choice"},
]
DECISIONS = [
    {
        "said_by": "8 of you said",
        "said": "The team invite on day 7 comes before we have seen any result.",
        "answer": "We did",
        "text": "Moved it to day 16, after the results check-in. Live in version 4.",
        "state": "Done",
        "tone": "positive",
        "url": "#main",
    },
    {
        "said_by": "8 of you said",
        "said": "The day 14 e-mail does not help me explain the value inside my company.",
        "answer": "We will",
        "text": "Add a one-page summary you can forward. Draft goes to the board on Tue 2 December.",
        "state": "Planned",
        "tone": "caution",
    },
]
VOICES = [
    {
        "text": "I had not seen value myself when you asked me to invite the whole warehouse.",
        "source": "Jonas Weber, Brightwell",
        "tag_label": "Invite too early",
        "tag_tone": "concern",
    },
    {
        "text": "Knowing that a named person would ring on Friday is the reason I kept going.",
        "source": "Ana Duarte, Nordhaven",
        "tag_label": "Named contact",
        "tag_tone": "praise",
    },
]
CHECKS = [
    {
        "title": "No open concern",
        "state": "blocked",
        "detail": "2 concerns wait for a decision.",
        "evidence_url": "#main",
        "evidence": "Open the 2 concerns",
        "owner": "Mara Keller",
    },
    {
        "title": "Changed text re-read",
        "state": "waiting",
        "detail": "Step 3 changed; 1 of 2 members read it again.",
        "owner": "Mara Keller",
    },
    {
        "title": "Survey evidence",
        "state": "excepted",
        "detail": "Closed with 6 of 8. Exception: holiday week.",
        "owner": "Tom Ilves",
    },
    {
        "title": "Right people read it",
        "state": "ready",
        "detail": "13 of 18 invited finished, 2 or more in every segment.",
    },
]
GROUPS = [
    {"same": ["Hi {first name},", "You have been with us for three days."]},
    {
        "runs": [
            ("same", "We match your columns and "),
            ("removed", "show anything we are unsure about"),
            ("added", "list every guess"),
            ("same", " before saving."),
        ],
    },
    {"runs": [("added", "If a column does not fit, leave it out.")]},
    {"same": ["Best wishes, Mara"]},
]
