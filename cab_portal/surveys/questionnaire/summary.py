"""Counts of the answers to one question."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """How many people gave the answer `code`; `label` is the answer in the words of the questionnaire."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Summary:
    """The answers to one question, counted.

    `answered` is the number of people who answered it, not of those who saw it. `counts` has one entry per
    possible answer in the order of the questionnaire, zeros included; where people may choose several answers
    the counts add up to more than `answered`. A question answered in own words has no counts. Those to whom the
    question does not apply are counted in `not_applicable` alone, so that shares and means leave them out.
    """

    answered: int
    counts: tuple[Count, ...] = ()
    not_applicable: int = 0

    @property
    def by_code(self) -> Mapping[str, int]:
        return {entry.code: entry.count for entry in self.counts}
