"""Boards as the team reads them: who sits on them, and what they may see."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from cab_portal.boards import queries
from cab_portal.boards.access import BoardPermission
from cab_portal.boards.models import Board
from cab_portal.core.access import AreaPermission
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.web import guards
from cab_portal.web.paging import page_number


@blueprint.get("/staff/boards")
@guards.require(AreaPermission.STAFF)
def boards() -> ResponseReturnValue:
    """Every board."""
    return render_template("staff/boards.html", boards=queries.boards())


@blueprint.get("/staff/boards/<id:board_id>")
@guards.require(AreaPermission.STAFF)
def show_board(board_id: UUID) -> ResponseReturnValue:
    """One board: its seats, segments and charter."""
    board = guards.load(Board, board_id, BoardPermission.READ)
    return render_template(
        "staff/board.html",
        board=board,
        charter=queries.newest_charter(board_id),
        seats=queries.seats_of_board(board_id, page_number()),
        segments=queries.segments_of(board_id),
    )
