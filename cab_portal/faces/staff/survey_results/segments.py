"""Segments against questions, and reading one segment alone."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from cab_portal.surveys.queries import Group, QuestionResult, Tallies
from cab_portal.surveys.questionnaire.breakdowns import (
    Breakdown,
    Difference,
    open_breakdown,
    protected_breakdown,
    strongest_difference,
)
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.leads import Lead, lead_of
from cab_portal.surveys.questionnaire.suppression import FEWEST

_MOST_COLUMNS = 8
_SHADES = 4


def breakdown_of(
    questionnaire: Questionnaire, results: Sequence[QuestionResult], tallies: Tallies, fewest: int, *, is_open: bool
) -> dict[str, Any] | None:
    """The table of segments and questions with its finding; None where it would show nothing.

    ``is_open`` to whoever may read each single answer; else nothing in it can be reckoned that is hidden.
    """
    asked = _asked(questionnaire, results)
    groups = {name: tallies.segments[name] for name in sorted(tallies.segments, key=lambda name: (not name, name))}
    people = {name: group.people for name, group in groups.items()}
    said = [{name: _said(group, result, lead) for name, group in groups.items()} for result, lead in asked]
    if len(people) < 2:
        return None
    make = open_breakdown if is_open else protected_breakdown
    found = make(people, said, max(fewest, FEWEST))
    if found is None:
        return None
    return {
        "columns": [_heading(result, lead) for result, lead in asked],
        "rows": [
            {"name": row.name or gettext("No segment"), "people": row.people, "cells": _cells(row.people, row.counts)}
            for row in found.rows
        ],
        "all": {"people": found.people, "counts": found.said},
        "fewest": max(fewest, FEWEST),
        "finding": _finding(found, [lead for _result, lead in asked]),
        "is_open": is_open,
    }


def _said(group: Group, result: QuestionResult, lead: Lead) -> int:
    """How many of a group gave one of the answers of the lead; of several that one chose, it has one alone."""
    counts = group.counts(result.question.id)
    return sum(counts.get(code, 0) for code in lead.codes)


def _asked(questionnaire: Questionnaire, results: Sequence[QuestionResult]) -> list[tuple[QuestionResult, Lead]]:
    """The questions that everybody was asked and of which one answer leads."""
    found = []
    for result in results:
        question = questionnaire.questions[result.number - 1]
        lead = lead_of(result.question, result.summary) if question.show_if is None else None
        if lead is not None and question.type != "ranking" and not result.is_hidden:
            found.append((result, lead))
    return found[:_MOST_COLUMNS]


def _heading(result: QuestionResult, lead: Lead) -> dict[str, object]:
    return {"number": result.number, "answer": lead.label, "text": result.question.text}


def _cells(people: int | None, counts: Sequence[int | None]) -> list[dict[str, int | None]]:
    return [
        {"count": count, "shade": None if count is None or not people else round(_SHADES * count / people)}
        for count in counts
    ]


def _finding(found: Breakdown, leads: Sequence[Lead]) -> str:
    difference = strongest_difference(found)
    if difference is None:
        return str(gettext("No segment differs from the others by more than chance"))
    return _difference_words(difference, leads[difference.question])


def _difference_words(difference: Difference, lead: Lead) -> str:
    return str(
        gettext(
            "%(segment)s differs: %(count)s of %(people)s answered %(answer)s, of the others %(others_count)s of "
            "%(others)s",
            segment=difference.segment or gettext("Who has no segment"),
            count=difference.count,
            people=difference.people,
            answer=lead.label,
            others_count=difference.others_count,
            others=difference.others,
        )
    )
