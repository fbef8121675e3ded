"""What each demo person has before them when the story begins, in the order in which they are shown.

The story itself is told in ``cab_portal.demo``, above this storey; a test holds the two together.
"""

LINES: dict[str, str] = {
    "hana.vogt@fernhill.example": "Has rewards to approve, an exception to decide on, and the whole program to run.",
    "mara.keller@fernhill.example": "Owns the onboarding e-mails: concerns wait for her first reply.",
}
