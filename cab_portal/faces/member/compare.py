"""What differs between two versions, word by word."""

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import NotFound
from cab_portal.drafts import queries as drafts
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.faces.member.review_pages import review_of
from cab_portal.launches.queries.reasons import reasons_of
from cab_portal.reviews.queries import ReviewView
from cab_portal.web import guards, identity


@blueprint.get("/reviews/<id:request_id>/compare")
@guards.require(AreaPermission.SIGNED_IN)
def compare(request_id: UUID) -> ResponseReturnValue:
    """Two versions that were put before these members; without a choice the newest and the one before it."""
    review = review_of(request_id)
    older, newer = _chosen(review)
    found = None if older == newer else drafts.comparison_of(review.draft_id, older, newer)
    return render_template(
        "member/compare.html",
        review=review,
        older=older,
        newer=newer,
        found=found,
        reasons=reasons_of(identity.actor(), found) if found else {},
    )


def _chosen(review: ReviewView) -> tuple[int, int]:
    numbers = [version.number for version in review.versions]
    newer = _number("to", numbers) or numbers[-1]
    before = [number for number in numbers if number < newer]
    older = _number("from", numbers) or (before[-1] if before else newer)
    return min(older, newer), max(older, newer)


def _number(name: str, numbers: list[int]) -> int | None:
    """The version that the query string names; NotFound where it was not put before these members."""
    given = request.args.get(name)
    if not given:
        return None
    if given not in {str(number) for number in numbers}:
        raise NotFound
    return int(given)
