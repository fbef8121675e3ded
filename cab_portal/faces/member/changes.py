"""What changed: you said, we did; and what became of one's own comments."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from cab_portal.core.access import AreaPermission
from cab_portal.faces.member.blueprint import blueprint
from cab_portal.launches import queries
from cab_portal.web import guards, identity
from cab_portal.web.paging import page_number


@blueprint.get("/changes")
@guards.require(AreaPermission.MEMBER)
def changes() -> ResponseReturnValue:
    """The decisions on drafts that the member had before them, the newest first."""
    actor = identity.actor()
    return render_template(
        "member/changes.html",
        page=queries.changes_page(actor, page_number()),
        receipts=queries.receipts_of(actor),
    )


@blueprint.get("/changes/<id:draft_id>")
@guards.require(AreaPermission.MEMBER)
def changes_of_draft(draft_id: UUID) -> ResponseReturnValue:
    """One draft: the member's comments with what became of them, decisions, and versions."""
    return render_template("member/changes_of_draft.html", found=queries.changes_of_draft(identity.actor(), draft_id))
