"""Reads about threads, as far as the reader may know of them and of who wrote them."""

from cab_portal.comments.queries.threads import (
    ThreadsOfStep,
    UnsentComments,
    counts_by_step,
    rows_in_version,
    thread_view,
    threads_in_version,
    threads_of_request_step,
    unsent_comments_of,
    views_of,
    waiting_count,
    waiting_threads,
)
from cab_portal.comments.queries.touched import Touch, comments_on_steps, readers_of_steps
from cab_portal.comments.queries.views import CommentView, Supports, ThreadView, in_reading_order

__all__ = [
    "CommentView",
    "Supports",
    "ThreadView",
    "ThreadsOfStep",
    "Touch",
    "UnsentComments",
    "comments_on_steps",
    "counts_by_step",
    "in_reading_order",
    "readers_of_steps",
    "rows_in_version",
    "thread_view",
    "threads_in_version",
    "threads_of_request_step",
    "unsent_comments_of",
    "views_of",
    "waiting_count",
    "waiting_threads",
]
