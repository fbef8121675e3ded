"""How values are shown."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from uuid import UUID

from babel import dates
from flask import Flask
from flask_babel import format_date, format_datetime, get_locale, get_timezone, gettext, ngettext
from markupsafe import Markup

from cab_portal.core import clock, ids
from cab_portal.core.money import Money
from cab_portal.drafts.text.blocks import Block, parse_blocks
from cab_portal.drafts.text.rendering import render
from cab_portal.drafts.text.segments import Mark
from cab_portal.drafts.text.word_diff import PieceKind, diff_words
from cab_portal.web.survey_promises import show_answered

_OPERATIONS = {PieceKind.EQUAL: "same", PieceKind.INSERT: "added", PieceKind.DELETE: "removed"}


def show_datetime(value: datetime | None) -> str:
    """``Thu 4 December, 18:00 CET``, in the program's zone; with the year where it is another one."""
    if value is None:
        return ""
    same_year = value.year == clock.now().year
    return _shown(value, "EEE d MMMM, HH:mm" if same_year else "EEE d MMMM y, HH:mm", str(get_locale()), get_timezone())


@lru_cache(maxsize=4_096)
def _shown(value: datetime, pattern: str, language: str, zone: tzinfo) -> str:
    shown = dates.format_datetime(value, pattern, zone, language)
    # The zone's own abbreviation: Babel has one for few zones of each locale, and else writes the offset.
    return f"{shown} {value.astimezone(zone).tzname()}"


def show_date(value: date | datetime | None) -> str:
    """``Thu 4 December``; with the year where it is another one."""
    if value is None:
        return ""
    same_year = value.year == clock.now().year
    pattern = "EEE d MMMM" if same_year else "EEE d MMMM y"
    if isinstance(value, datetime):
        return str(format_datetime(value, pattern))
    return str(format_date(value, pattern))


def show_time(value: datetime) -> str:
    """``12:04``, in the program's zone: for what happened just now."""
    return str(format_datetime(value, "HH:mm"))


def show_money(value: Money | None) -> str:
    """``€40``; nothing for no money at all."""
    return "" if value is None else value.text(str(get_locale() or "en_US"))


def show_minutes(span: tuple[int, int]) -> str:
    """``1 to 3 minutes``, or ``about 2 minutes`` where both ends are the same."""
    least, most = span
    if least == most:
        return str(ngettext("about %(num)s minute", "about %(num)s minutes", most))
    return str(gettext("%(low)s to %(high)s minutes", low=least, high=most))


def short_id(value: UUID) -> str:
    """An id as it stands in addresses."""
    return ids.encode(value)


def iso(value: datetime) -> str:
    """For the ``datetime`` attribute of a ``time`` element."""
    zone = get_timezone()
    return value.astimezone(zone).isoformat(timespec="minutes")


def show_day(value: date | str) -> str:
    """``4 December 2026``: for terms, which go over years. The context of a mail holds dates as ISO text."""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return str(format_date(day, "d MMMM y"))


def show_instant(value: str) -> str:
    """An instant that lies as ISO text in the context of a mail."""
    return show_datetime(datetime.fromisoformat(value))


def show_weekday(value: str) -> str:
    """``Friday``: of an instant that lies as ISO text in the context of a mail."""
    return str(format_datetime(datetime.fromisoformat(value), "EEEE"))


def show_markdown(text: str, top_heading: int = 3) -> Markup:
    """Markdown as safe HTML: raw HTML is off, and the result is sanitized."""
    html = render(parse_blocks(text), top_heading=top_heading, table_label=gettext("Table"))
    return Markup(html)  # noqa: S704 - sanitized by render


def marked_blocks(
    blocks: Sequence[Block], marks: Sequence[Mark], block_action: Callable[[Block], str] | None = None
) -> Markup:
    """The blocks of a step with passages marked, as :func:`render` promises; sanitized last."""
    html = render(blocks, marks, block_action, table_label=gettext("Table"))
    return Markup(html)  # noqa: S704 - sanitized by render


def word_runs(old: str, new: str) -> list[tuple[str, str]]:
    """A word diff as the macro ``words`` draws it."""
    return [(_OPERATIONS[piece.kind], piece.text) for piece in diff_words(old, new)]


def init_app(app: Flask) -> None:
    """Give the filters to all templates."""
    app.jinja_env.filters.update(
        datetime=show_datetime,
        date=show_date,
        day=show_day,
        instant=show_instant,
        markdown=show_markdown,
        minutes=show_minutes,
        money=show_money,
        short_id=short_id,
        time=show_time,
        weekday=show_weekday,
        word_runs=word_runs,
        iso=iso,
        answered=show_answered,
    )
