"""Boards: list, new, show, edit."""

from uuid import UUID

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from cab_portal.boards import queries, service
from cab_portal.boards.access import BoardPermission
from cab_portal.boards.models import Board
from cab_portal.boards.rules import Privacy, ReadingOthers
from cab_portal.core.access import AreaPermission
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.faces.admin.board_forms import BoardForm, NewBoardForm, SegmentForm
from cab_portal.web import forms, guards
from cab_portal.web.pages import see_other
from cab_portal.web.paging import page_number


@blueprint.get("/admin/boards")
@guards.require(AreaPermission.ADMIN)
def boards() -> ResponseReturnValue:
    """Every board."""
    return render_template("admin/boards.html", boards=queries.boards())


@blueprint.get("/admin/boards/new")
@guards.require(AreaPermission.ADMIN)
def new_board() -> ResponseReturnValue:
    """Ask what the board is for."""
    preset = {"privacy": Privacy.SEALED.value, "reading_others": ReadingOthers.AT_ONCE.value}
    return _new_page(NewBoardForm(formdata=None, data=preset))


@blueprint.post("/admin/boards")
@guards.require(AreaPermission.ADMIN)
def create_board() -> ResponseReturnValue:
    """Create a board."""
    form = NewBoardForm()

    def act() -> ResponseReturnValue:
        board = service.create_board(form.given())
        flash(gettext("The board is created. Invite its first members."))
        return see_other("admin.show_board", board_id=board.id)

    return forms.save(form, act, lambda: _new_page(form))


def _new_page(form: NewBoardForm) -> str:
    return render_template("admin/board_form.html", form=form, board=None)


@blueprint.get("/admin/boards/<id:board_id>")
@guards.require(AreaPermission.ADMIN)
def show_board(board_id: UUID) -> ResponseReturnValue:
    """A board: its seats, segments and charter."""
    return board_page(board_id, SegmentForm(formdata=None))


def board_page(board_id: UUID, segment_form: SegmentForm) -> str:
    """The page of a board, with the form of a further segment."""
    board = guards.load(Board, board_id, BoardPermission.EDIT)
    return render_template(
        "admin/board.html",
        board=board,
        charter=queries.newest_charter(board_id),
        seats=queries.seats_of_board(board_id, page_number()),
        segments=queries.segments_of(board_id),
        form=segment_form,
    )


@blueprint.get("/admin/boards/<id:board_id>/edit")
@guards.require(AreaPermission.ADMIN)
def edit_board(board_id: UUID) -> ResponseReturnValue:
    """The board as it is."""
    board = guards.load(Board, board_id, BoardPermission.EDIT)
    charter = queries.newest_charter(board_id)
    form = BoardForm(
        formdata=None,
        data={
            "name": board.name,
            "purpose": board.purpose,
            "privacy": board.privacy.value,
            "reading_others": board.reading_others.value,
            "charter": charter.text,
        },
    )
    return render_template("admin/board_form.html", form=form, board=board)


@blueprint.post("/admin/boards/<id:board_id>/edit")
@guards.require(AreaPermission.ADMIN)
def update_board(board_id: UUID) -> ResponseReturnValue:
    """Save a board; a changed charter becomes its next version."""
    guards.load(Board, board_id, BoardPermission.EDIT)
    form = BoardForm()

    def act() -> ResponseReturnValue:
        board = guards.load(Board, board_id, BoardPermission.EDIT, lock=True)
        service.update_board(board, form.given())
        flash(gettext("The board is saved."))
        return see_other("admin.show_board", board_id=board_id)

    def page() -> str:
        board = guards.load(Board, board_id, BoardPermission.EDIT)
        return render_template("admin/board_form.html", form=form, board=board)

    return forms.save(form, act, page)
