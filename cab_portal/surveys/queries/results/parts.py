"""What a part of a survey's results counted to, as each process keeps it and as the database keeps it for all."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b, sha256
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import String, bindparam, case, cast, func, or_, select

from cab_portal.database import session
from cab_portal.database.statements import run, table_of
from cab_portal.surveys.models import CountedPart, ResultMark, Survey
from cab_portal.surveys.queries.results.counting import Subject, statement
from cab_portal.surveys.queries.results.tallies import Count
from cab_portal.surveys.questionnaire.quality import Doubts
from cab_portal.surveys.rules import ASKED, BESIDE, PORTIONS, SurveyPrivacy

_DIGEST_BYTES = 8
_NOBODY = UUID(int=0)
_UNMARKED = ""
"""Stands for the mark of who was asked, as long as nothing changed since they were."""
_kept, _marks = table_of(CountedPart), table_of(ResultMark)
_OF_SUBJECT = (_kept.c.survey_id == bindparam("survey_id"), _kept.c.basis == bindparam("basis"))
_KEPT = select(_kept.c.part, _kept.c.mark, _kept.c.rows, _kept.c.texts).where(
    *_OF_SUBJECT, _kept.c.part.in_(bindparam("parts", expanding=True))
)
_KEPT_MARKS = select(_kept.c.part, _kept.c.mark).where(*_OF_SUBJECT)
_IS_BEHIND = or_(_kept.c.mark.is_(None), _kept.c.mark != cast(_marks.c.mark, String))
# Of an anonymous survey nothing is counted before its end, and little afterwards.
_COUNTED = (
    select(_marks.c.survey_id, Survey.revision, func.max(case((_IS_BEHIND, 1), else_=0)).label("is_behind"))
    .join(Survey, Survey.id == _marks.c.survey_id)
    .outerjoin(_kept, (_kept.c.survey_id == _marks.c.survey_id) & (_kept.c.part == _marks.c.part))
    .where(Survey.privacy != SurveyPrivacy.ANONYMOUS, _marks.c.part != BESIDE)
    .group_by(_marks.c.survey_id, Survey.revision)
)


@dataclass
class Part:
    """What one part counted to, under one mark. ``texts`` holds two numbers for each longer text: what it and its
    response hash to.
    """

    mark: str | None
    rows: list[Count] = field(default_factory=list)
    texts: "array[int]" = field(default_factory=lambda: array("q"))

    @property
    def size(self) -> int:
        """How much of memory it takes, in rows."""
        return len(self.rows) + len(self.texts) // 2

    def add(self, row: Any) -> None:
        """Add what a row of `counting.statement` counted."""
        if row.kind == "text":
            self.texts.frombytes(_digest(row.row_id, row.code.lower()) + _digest(row.segment))
        else:
            self.rows.append(tuple(row[1:]))


def repeated_in(parts: Collection[Part]) -> int:
    """How many responses have a longer text that another one has word for word."""
    times = Counter(chain.from_iterable(part.texts[::2] for part in parts))
    twice = {text for text, count in times.items() if count > 1}
    pairs = chain.from_iterable(zip(part.texts[::2], part.texts[1::2], strict=True) for part in parts)
    return len({writer for text, writer in pairs if text in twice}) if twice else 0


def kept_parts(subject: Subject, marks: Mapping[int, str], wanted: Iterable[int]) -> dict[int, Part]:
    """Those of the wanted parts that the database keeps under just these marks; one statement."""
    given = {**_kept_as(subject), "parts": list(wanted)}
    return {
        part: Part(marks.get(part), [tuple(row) for row in rows], array("q", texts))
        for part, mark, rows, texts in run(_KEPT, given)
        if mark == marks.get(part, _UNMARKED)
    }


def parts_behind(subject: Subject, marks: Mapping[int, str]) -> list[int]:
    """The parts that the database does not keep under these marks; one statement.

    A portion without a mark holds no response, so that there is nothing to keep.
    """
    known = {row.part: row.mark for row in run(_KEPT_MARKS, _kept_as(subject))}
    present = {ASKED: _UNMARKED} | {part: mark for part, mark in marks.items() if part != BESIDE}
    return sorted(part for part, mark in present.items() if known.get(part) != mark)


def rows_to_keep(subject: Subject, parts: Mapping[int, Part], wanted: Iterable[int]) -> list[dict[str, Any]]:
    """The wanted parts as rows of `CountedPart`."""
    return [
        {
            **_kept_as(subject),
            "part": number,
            "mark": parts[number].mark or _UNMARKED,
            "rows": parts[number].rows,
            "texts": parts[number].texts.tobytes(),
        }
        for number in wanted
    ]


def uncounted_surveys(known: Mapping[UUID, int]) -> list[UUID]:
    """Surveys of whose results the database does not keep every part under its present mark, and those that are not
    ``known`` by their revision: what is kept of them may have been counted otherwise; one statement.
    """
    rows = session.execute(_COUNTED)
    return [row.survey_id for row in rows if row.is_behind or known.get(row.survey_id) != row.revision]


def _digest(*words: str) -> bytes:
    """The same in every process, as the hashes of Python are not."""
    return blake2b("\0".join(words).encode(), digest_size=_DIGEST_BYTES).digest()


def _kept_as(subject: Subject) -> dict[str, Any]:
    return {"survey_id": subject.survey_id, "basis": _basis(subject)}


@lru_cache(maxsize=32)
def _basis(subject: Subject) -> str:
    """A digest of what is counted: what one question, or one release, counts is nothing to another one."""
    facts = (subject.survey_id, subject.request_id, subject.doubts, subject.asked)
    return sha256(repr((_counting(_likeness(subject)), facts)).encode()).hexdigest()


@lru_cache(maxsize=32)
def _counting(subject: Subject) -> str:
    """How it is counted, as this release writes it. To write it takes ten times as long as to look what is kept."""
    counting, _given = statement(subject, (*range(PORTIONS), ASKED))
    return str(counting.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))


def _likeness(subject: Subject) -> Subject:
    """Another one for which the statement is the same, but for the facts: those of one stand for those of several."""
    doubts = Doubts(
        tuple(("", 1) for _limit in subject.doubts.limits[:1]), tuple(("",) for _items in subject.doubts.batteries[:1])
    )
    return Subject(_NOBODY, None if subject.request_id is None else _NOBODY, doubts, 1, subject.reminders)
