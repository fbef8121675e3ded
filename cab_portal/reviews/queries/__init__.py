"""Reads about review requests: what a member reads, what waits, who has finished."""

from cab_portal.reviews.queries.fresh_readings import (
    FreshReading,
    fresh_reading_of,
    fresh_readings_of,
    fresh_readings_of_draft,
)
from cab_portal.reviews.queries.reviews import (
    AssignmentView,
    FinishedCounts,
    ReadableVersion,
    ReviewLine,
    ReviewView,
    assignment_for,
    finished_counts,
    open_assignments_of,
    open_now,
    read_marks,
    requests_of_draft,
    review_view,
    reviews_of,
)
from cab_portal.reviews.queries.titles import (
    shown_title,
    title_shown_to,
)

__all__ = [
    "AssignmentView",
    "FinishedCounts",
    "FreshReading",
    "ReadableVersion",
    "ReviewLine",
    "ReviewView",
    "assignment_for",
    "finished_counts",
    "fresh_reading_of",
    "fresh_readings_of",
    "fresh_readings_of_draft",
    "open_assignments_of",
    "open_now",
    "read_marks",
    "requests_of_draft",
    "review_view",
    "reviews_of",
    "shown_title",
    "title_shown_to",
]
