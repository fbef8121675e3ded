"""Reads about threads, as far as the reader may know of them and of who wrote them."""

from cab_portal.comments.queries.threads import (
    ThreadsOfStep,
    rows_in_version,
    thread_view,
    threads_in_version,
    threads_of_request_step,
    views_of,
    waiting_count,
    waiting_threads,
)
from cab_portal.comments.queries.views import CommentView, ThreadView, in_reading_order

__all__ = [
    "CommentView",
    "ThreadView",
    "ThreadsOfStep",
    "in_reading_order",
    "rows_in_version",
    "thread_view",
    "threads_in_version",
    "threads_of_request_step",
    "views_of",
    "waiting_count",
    "waiting_threads",
]
