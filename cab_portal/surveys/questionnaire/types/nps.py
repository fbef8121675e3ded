"""`nps`: how likely one is to recommend, from 0 to 10. The answer is the number.

Net Promoter Score: 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors (Reichheld 2003).
"""

from typing import ClassVar, Literal

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import Answer
from cab_portal.surveys.questionnaire.question import Choice, Label
from cab_portal.surveys.questionnaire.statistics import nps_groups
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.surveys.questionnaire.types.chosen import ScaleQuestion
from cab_portal.surveys.questionnaire.wording import Sentence

SCALE = tuple(range(11))


class Nps(ScaleQuestion):
    """A whole number from 0 to 10, with the two ends in words."""

    type: Literal["nps"] = "nps"
    low_label: Label = "Not at all likely"
    high_label: Label = "Extremely likely"

    type_label: ClassVar[str] = "a 0 to 10 scale"
    operators: ClassVar[frozenset[str]] = frozenset(
        {"answered", "equals", "not_equals", "one_of", "lt", "le", "gt", "ge"}
    )

    def choices(self) -> tuple[Choice, ...]:
        return tuple(Choice(str(value), str(value)) for value in SCALE)

    def values(self) -> tuple[int | str, ...]:
        return SCALE

    def display(self, answer: Answer) -> str:
        return str(answer)

    def finding(self, summary: Summary) -> Sentence:
        groups = nps_groups(summary)
        return findings.of_recommendation(summary, groups.promoters, groups.detractors)

    def words(self) -> int:
        ends = len(self.low_label.split()) + len(self.high_label.split())
        return len(self.text.split()) + len(self.help.split()) + ends
