"""Small groups stay hidden: in tables, in what their sums give away, and over time."""

from cab_portal.surveys.questionnaire.suppression.steps import SteppedCount, stepped
from cab_portal.surveys.questionnaire.suppression.tables import (
    FEWEST,
    LEAST_FEWEST,
    Released,
    checked_fewest,
    released,
    rows_to_hide,
)

__all__ = [
    "FEWEST",
    "LEAST_FEWEST",
    "Released",
    "SteppedCount",
    "checked_fewest",
    "released",
    "rows_to_hide",
    "stepped",
]
