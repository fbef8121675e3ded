"""The order of a survey's questions: moved, copied, deleted and put back."""

from collections.abc import Callable
from uuid import UUID

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import InvalidInput
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.faces.staff.survey_design import design_page, details_of
from cab_portal.faces.staff.survey_forms import RevisionForm
from cab_portal.surveys import service
from cab_portal.surveys.access import SurveyPermission
from cab_portal.surveys.models import Survey
from cab_portal.web import forms, guards
from cab_portal.web.forms import LineField
from cab_portal.web.numbers import whole_number
from cab_portal.web.pages import see_other


class PlaceForm(RevisionForm):
    """Where a question goes."""

    position = LineField("Position")

    def given(self) -> int:
        """The position; ``InvalidInput`` for none."""
        try:
            return max(1, whole_number(self.position.data or ""))
        except ValueError as error:
            raise InvalidInput("Choose a position in the list of questions, then press “Move to position”.") from error


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/duplicate")
@guards.require(AreaPermission.STAFF)
def duplicate_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """A copy right after it."""

    def verb(survey: Survey, seen: int) -> ResponseReturnValue:
        copy_id = service.duplicate_question(survey, question_id, seen)
        return see_other("staff.design_survey", survey_id=survey_id, anchor=f"question-{copy_id}")

    return _rearranged(survey_id, verb)


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/delete")
@guards.require(AreaPermission.STAFF)
def delete_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """Take it out; the page after that offers to put it back."""

    def verb(survey: Survey, seen: int) -> ResponseReturnValue:
        touched = service.remove_question(survey, question_id, seen)
        if touched:
            flash(
                ngettext(
                    "%(num)s other question named it and was changed.",
                    "%(num)s other questions named it and were changed.",
                    touched,
                )
            )
        return see_other("staff.design_survey", survey_id=survey_id, deleted=question_id, anchor="deleted")

    return _rearranged(survey_id, verb)


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/restore")
@guards.require(AreaPermission.STAFF)
def restore_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """Put it back in its place, with the conditions that named it."""

    def verb(survey: Survey, seen: int) -> ResponseReturnValue:
        service.restore_question(survey, question_id, seen)
        flash(gettext("The question is back in its place."))
        return see_other("staff.design_survey", survey_id=survey_id, anchor=f"question-{question_id}")

    return _rearranged(survey_id, verb)


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/move-up")
@guards.require(AreaPermission.STAFF)
def move_question_up(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """One place up."""
    return _moved(
        survey_id, question_id, "up", lambda survey, seen: service.move_question(survey, question_id, -1, seen)
    )


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/move-down")
@guards.require(AreaPermission.STAFF)
def move_question_down(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """One place down."""
    return _moved(
        survey_id, question_id, "down", lambda survey, seen: service.move_question(survey, question_id, 1, seen)
    )


@blueprint.post("/staff/surveys/<id:survey_id>/questions/<string:question_id>/place")
@guards.require(AreaPermission.STAFF)
def place_question(survey_id: UUID, question_id: str) -> ResponseReturnValue:
    """To another position at once."""
    form = PlaceForm()
    return _moved(
        survey_id,
        question_id,
        "place",
        lambda survey, seen: service.place_question(survey, question_id, form.given(), seen),
        form,
    )


def _moved(
    survey_id: UUID,
    question_id: str,
    by: str,
    verb: Callable[[Survey, int], int],
    form: RevisionForm | None = None,
) -> ResponseReturnValue:
    """Tell where the question is now; the page gives the focus back to what moved it."""

    def act(survey: Survey, seen: int) -> ResponseReturnValue:
        position = verb(survey, seen)
        flash(gettext("It is question %(number)s now.", number=position))
        # No fragment: a browser leaves `autofocus` alone on a page whose address has one.
        return see_other("staff.design_survey", survey_id=survey_id, moved=question_id, by=by)

    return _rearranged(survey_id, act, form)


def _rearranged(
    survey_id: UUID, verb: Callable[[Survey, int], ResponseReturnValue], given: RevisionForm | None = None
) -> ResponseReturnValue:
    form = given or RevisionForm()

    def act() -> ResponseReturnValue:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN, lock=True)
        return verb(survey, form.seen())

    def page() -> str:
        survey = guards.load(Survey, survey_id, SurveyPermission.DESIGN)
        return design_page(survey, details_of(survey), form)

    return forms.save(form, act, page)
