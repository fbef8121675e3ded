"""`nps`: how likely one is to recommend, from 0 to 10. The answer is the number.

Net Promoter Score: 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors (Reichheld 2003).
"""

from typing import ClassVar, Literal

from cab_portal.surveys.questionnaire import findings
from cab_portal.surveys.questionnaire.answers import NOT_APPLICABLE, Answer
from cab_portal.surveys.questionnaire.question import Choice, Label
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

    def points_of_scale(self) -> tuple[Choice, ...]:
        return tuple(Choice(str(value), str(value)) for value in SCALE)

    def display(self, answer: Answer) -> str:
        return self.not_applicable if answer == NOT_APPLICABLE else str(answer)

    def cells(self, answer: Answer | None) -> tuple[str, ...]:
        return ("" if answer is None or answer == NOT_APPLICABLE else str(answer),)

    def finding(self, summary: Summary) -> Sentence:
        # Only where there are answers: commands about files start without it
        from cab_portal.surveys.questionnaire.statistics import nps_groups

        groups = nps_groups(summary)
        return findings.of_recommendation(summary, groups.promoters, groups.detractors)

    def words(self) -> int:
        texts = (self.text, self.help, self.low_label, self.high_label, self.not_applicable)
        return sum(len(text.split()) for text in texts)
