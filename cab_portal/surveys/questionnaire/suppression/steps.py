"""Counts that grow in steps, so that nobody can tell who answered by looking twice."""

from dataclasses import dataclass

from cab_portal.surveys.questionnaire.suppression.tables import FEWEST, checked_fewest


@dataclass(frozen=True)
class SteppedCount:
    """`at_least` so many; exactly so many if it `is_final`."""

    at_least: int
    is_final: bool


def stepped(answered: int, is_closed: bool, k: int = FEWEST) -> SteppedCount:
    """A whole number of steps of `k` people while answers come in, and all of them at the end.

    A last step of fewer than `k` is not told apart from the one before by anything else: results are released in the
    same steps. `k` as `checked_fewest`.
    """
    checked_fewest(k)
    return SteppedCount(answered if is_closed else answered - answered % k, is_closed)
