"""A member's browser on one review, for the tests of its pages."""

from __future__ import annotations

from collections.abc import Callable

from cab_portal.accounts.models import Person
from cab_portal.core import ids
from cab_portal.database import session
from cab_portal.reviews.models import Assignment
from tests.page_client import Page, PageClient

TEXT = "Hi {first name},\n\nMara is your contact. She calls you on Friday. 🎉 You can also write to her."
SECOND = "Export one month as a CSV file. Most teams finish their first import in under an hour."
NEWER = TEXT.replace("She calls you on Friday.", "She calls you on Monday, if you like.")
SignedIn = Callable[[Person], PageClient]


class Reader:
    """A member's browser, and the addresses of the review in it."""

    def __init__(self, signed_in: SignedIn, assignment: Assignment) -> None:
        self.assignment_id, self.request_id = assignment.id, assignment.request_id
        self.browser = signed_in(session.get_one(Person, assignment.person_id))
        self.base = f"/reviews/{ids.encode(assignment.request_id)}"

    def get(self, path: str = "", *, follow: bool = False) -> Page:
        return self.browser.get(self.base + path, follow=follow)

    @property
    def assignment(self) -> Assignment:
        return session.get_one(Assignment, self.assignment_id)


def comment_page(reader: Reader, block: int = 1, step: int = 1) -> Page:
    return reader.get(f"/comments/new?version=1&step={step}&block={block}")
