"""What the verifier's findings mean to somebody who writes a survey."""

from collections.abc import Mapping
from dataclasses import dataclass

from cab_portal.surveys.questionnaire.wording import Sentence


@dataclass(frozen=True)
class Explanation:
    """A finding in words without ids: what is wrong, why that matters, what to do."""

    message: Sentence
    why: Sentence
    suggestion: Sentence


_NEVER_ASKED = Sentence("Nobody is ever asked it, so it gives no answers.")
_BROKEN = Sentence("Who answers is led wrong, or is stopped in the middle.")
_MEND = Sentence("Choose the question and the answers of the condition anew.")

_EXPLANATIONS: Mapping[str, Explanation] = {
    "contradiction": Explanation(
        Sentence("No answers satisfy its condition."),
        _NEVER_ASKED,
        Sentence("Change the condition so that some answers satisfy it, or show the question always."),
    ),
    "unreachable": Explanation(
        Sentence("No answers lead to it."),
        _NEVER_ASKED,
        Sentence("Change one of the conditions that exclude each other."),
    ),
    "tautology": Explanation(
        Sentence("Its condition holds whatever was answered."),
        Sentence("A condition that changes nothing was meant otherwise, or hides what the survey does."),
        Sentence("Take the condition out, or change it to what was meant."),
    ),
    "required_but_hidden": Explanation(
        Sentence("An answer is required only where it is not shown."),
        _BROKEN,
        Sentence("Show it where the answer is required, or make it optional."),
    ),
    "not_proved": Explanation(
        Sentence("The conditions are too many to follow every combination of answers, so nothing is proved."),
        Sentence("What was not followed may be wrong without anybody seeing it."),
        Sentence("Use fewer conditions, or try the survey out by hand."),
    ),
}
_OTHER = Explanation(Sentence("Its condition reads something that is not there or comes later."), _BROKEN, _MEND)


def explained(code: str) -> Explanation:
    """The explanation of a finding by its code."""
    return _EXPLANATIONS.get(code, _OTHER)
