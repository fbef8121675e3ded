"""The anonymous survey that went out with the support tiers: what customers say when nobody can see who says it."""

from typing import Any

from cab_portal.demo.surveying import Reasons, Responses

_TRUST = ("Not at all", "Hardly", "Partly", "Mostly", "Fully")

QUESTIONS: list[dict[str, Any]] = [
    {
        "type": "rating",
        "id": "trust",
        "text": "How far do you trust us to keep these times?",
        "required": True,
        "decision": "Below “mostly” on average, we publish how often we kept them, every month.",
        "owner": "Mara Keller",
        "points": [{"value": value, "label": label} for value, label in enumerate(_TRUST, start=1)],
    },
    {
        "type": "single_choice",
        "id": "urgent",
        "text": "Do you call a case more urgent than it is, so that it is answered sooner?",
        "required": True,
        "decision": "If more than a third do, customers choose the tier themselves.",
        "owner": "Mara Keller",
        "options": [
            {"id": "often", "label": "Often"},
            {"id": "sometimes", "label": "Sometimes"},
            {"id": "never", "label": "Never"},
        ],
    },
    {
        "type": "multi_choice",
        "id": "instead",
        "text": "What do you do when our answer takes too long?",
        "decision": "The most frequent detour gets a person of its own for a quarter.",
        "owner": "Samuel Adeyemi",
        "options": [
            {"id": "call", "label": "Call somebody at Fernhill whom I know"},
            {"id": "again", "label": "Open the same case again"},
            {"id": "wait", "label": "Wait"},
            {"id": "other", "label": "Work around it in a spreadsheet"},
            {"id": "else", "label": "Something else"},
        ],
    },
    {
        "type": "long_text",
        "id": "untold",
        "text": "What about our support would you not tell us to our face?",
        "decision": "Mara reads it out to the whole support team.",
        "owner": "Mara Keller",
    },
]


WHY_AS_IS: Reasons = {
    ("urgent", "vague_quantifier"): "Nobody counts this. A number would be made up, and look exact.",
    ("untold", "negative"): "It asks for what people hold back; without “not” it would ask for something else.",
}


def _said(trust: int, urgent: str, instead: list[str], untold: str = "") -> dict[str, list[str]]:
    given = {"trust": [str(trust)], "urgent": [urgent], "instead": instead}
    return {**given, "untold": [untold]} if untold else given


RESPONSES: Responses = {
    "priya": ((-74, 11), _said(3, "sometimes", ["call", "wait"], "The first answer is often a question I answered.")),
    "jonas": ((-74, 15), _said(4, "never", ["wait"])),
    "ana": ((-73, 10), _said(3, "often", ["call"], "Whoever knows your people by name gets help. The others queue.")),
    "amara": ((-73, 16), _said(2, "often", ["call", "again"], "I write “urgent” in every mail. Everybody does.")),
    "kwame": ((-72, 17), _said(4, "sometimes", ["wait", "other"])),
    "luca": ((-71, 9), _said(3, "sometimes", ["other"], "We keep our own list of your bugs.")),
    "ingrid": ((-71, 15), _said(4, "never", ["wait"])),
    "leila": ((-70, 12), _said(2, "often", ["call", "again"], "On Fridays after lunch I do not even try.")),
    "tomasz": ((-69, 11), _said(4, "sometimes", ["wait"], "You are kind, and slow.")),
    "camila": ((-67, 10), _said(3, "often", ["call", "other"])),
}
