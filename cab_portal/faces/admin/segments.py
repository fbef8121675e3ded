"""The segments of a board."""

from uuid import UUID

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.boards import service
from cab_portal.boards.access import BoardPermission, SegmentPermission
from cab_portal.boards.models import Board, Segment
from cab_portal.core.access import AreaPermission
from cab_portal.database import unit_of_work
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.faces.admin.board_forms import SegmentForm
from cab_portal.faces.admin.boards import board_page
from cab_portal.web import forms, guards
from cab_portal.web.pages import see_other


@blueprint.post("/admin/boards/<id:board_id>/segments")
@guards.require(AreaPermission.ADMIN)
def create_segment(board_id: UUID) -> ResponseReturnValue:
    """Add a segment to a board."""
    guards.load(Board, board_id, BoardPermission.EDIT)
    form = SegmentForm()

    def act() -> ResponseReturnValue:
        board = guards.load(Board, board_id, BoardPermission.EDIT, lock=True)
        service.add_segment(board, form.name.data or "")
        flash(gettext("The segment is added."))
        return see_other("admin.show_board", board_id=board_id, anchor="segments")

    return forms.save(form, act, lambda: board_page(board_id, form))


@blueprint.get("/admin/segments/<id:segment_id>/edit")
@guards.require(AreaPermission.ADMIN)
def edit_segment(segment_id: UUID) -> ResponseReturnValue:
    """The name as it is."""
    segment = guards.load(Segment, segment_id, SegmentPermission.EDIT)
    return _page(SegmentForm(obj=segment), segment)


@blueprint.post("/admin/segments/<id:segment_id>/edit")
@guards.require(AreaPermission.ADMIN)
def update_segment(segment_id: UUID) -> ResponseReturnValue:
    """Rename a segment."""
    guards.load(Segment, segment_id, SegmentPermission.EDIT)
    form = SegmentForm()

    def act() -> ResponseReturnValue:
        segment = guards.load(Segment, segment_id, SegmentPermission.EDIT, lock=True)
        service.rename_segment(segment, form.name.data or "")
        flash(gettext("The name is saved."))
        return see_other("admin.show_board", board_id=segment.board_id, anchor="segments")

    return forms.save(form, act, lambda: _page(form, guards.load(Segment, segment_id, SegmentPermission.EDIT)))


@blueprint.post("/admin/segments/<id:segment_id>/remove")
@guards.require(AreaPermission.ADMIN)
def remove_segment(segment_id: UUID) -> ResponseReturnValue:
    """Remove a segment that no seat ever named."""
    with unit_of_work():
        segment = guards.load(Segment, segment_id, SegmentPermission.EDIT, lock=True)
        board_id = segment.board_id
        service.remove_segment(segment)
    flash(gettext("The segment is removed."))
    return see_other("admin.show_board", board_id=board_id, anchor="segments")


def _page(form: SegmentForm, segment: Segment) -> str:
    return render_template(
        "admin/form.html",
        form=form,
        fields=[form.name],
        heading=gettext("Rename the segment %(name)s", name=segment.name),
        button_label=gettext("Save name"),
        parent=(segment.board.name, url_for("admin.show_board", board_id=segment.board_id)),
        action=url_for("admin.update_segment", segment_id=segment.id),
    )
