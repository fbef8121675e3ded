"""One panel for each question: the finding in words, what will be done with the answer, and what to draw."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from typing import Any

from flask_babel import format_date, gettext, ngettext

from cab_portal.surveys.queries import QuestionResult
from cab_portal.surveys.questionnaire.definition import Questionnaire
from cab_portal.surveys.questionnaire.leads import ItemAgreement, lead_of, of_items, scale_sides
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.statistics import (
    Bin,
    Distribution,
    bins,
    distribution_of,
    effort_score,
    likely_range,
    nps_groups,
    nps_interval,
    nps_score,
    top_two,
    worst_case,
)
from cab_portal.surveys.questionnaire.summary import Summary
from cab_portal.web.charts import TONES, diverging
from cab_portal.web.survey_forms import translated

Panel = dict[str, Any]

COUNTED = 100
"""From this many people on, bars carry no counts."""
_MOST_BINS = 8
# For a large panel it is drawn thousands of times, which takes longer than the rest of the page that shows it twice.
_score_interval = lru_cache(maxsize=256)(nps_interval)


def panels_of(questionnaire: Questionnaire, results: Sequence[QuestionResult], invited: int) -> list[Panel]:
    """The panels in order, two in a row: a score takes less room than bars beside it."""
    panels = [
        _panel(questionnaire.questions[number - 1], number, list(found), invited)
        for number, found in groupby(results, key=lambda result: result.number)
    ]
    for left, right in zip(panels[::2], panels[1::2], strict=False):
        left["span"] = 6 + (right["kind"] == "nps") - (left["kind"] == "nps")
        right["span"] = 12 - left["span"]
    return panels


def _panel(question: Question, number: int, results: list[QuestionResult], invited: int) -> Panel:
    answered = max(result.summary.answered for result in results)
    panel: Panel = {
        "number": number,
        "question": question,
        "answered": answered,
        "is_hidden": all(result.is_hidden for result in results),
        "kind": "none",
        "unit": ngettext("%(num)s person answered.", "%(num)s people answered.", answered),
        "finding": translated(results[0].question.finding(results[0].summary)),
    }
    beside = max(result.summary.not_applicable for result in results)
    if beside:
        panel["beside"] = ngettext(
            "%(num)s said that it does not apply and is left out.",
            "%(num)s said that it does not apply and are left out.",
            beside,
        )
    if panel["is_hidden"]:
        panel["finding"] = gettext("Too few answered this question to show anything")
    elif answered:
        panel.update(_drawn(question, results, answered))
        panel["likely"] = _likely(question, results[0], invited)
    return panel


def _drawn(question: Question, results: list[QuestionResult], answered: int) -> Panel:
    """What there is to draw of a question that people answered."""
    summary = results[0].summary
    match question.type:
        case "nps":
            return _score_panel(summary)
        case "battery":
            return _scale_panel(results, answered)
        case "rating" if len(summary.counts) in TONES:
            return _scale_panel(results, answered)
        case "rating":
            columns = [{"label": entry.code, "count": entry.count, "tone": "pos-2"} for entry in summary.counts]
            return {"kind": "columns", "columns": columns, "facts": _number_facts(summary)}
        case "ranking":
            return _ranking_panel(results[0])
        case "number" | "date":
            return _histogram_panel(question, summary)
        case _ if question.written:
            return {"kind": "words"}
        case _:
            rows = [{"label": entry.label, "count": entry.count} for entry in summary.counts]
            return {"kind": "bars", "rows": rows}


def _score_panel(summary: Summary) -> Panel:
    groups = nps_groups(summary)
    score = nps_score(groups.promoters, groups.passives, groups.detractors) or 0.0
    note = gettext(
        "%(high)s high minus %(low)s low, out of %(people)s",
        high=groups.promoters,
        low=groups.detractors,
        people=groups.answered,
    )
    counts = [entry.count for entry in summary.counts]
    return {"kind": "nps", "counts": counts, "score": signed(score), "note": note}


def signed(score: float) -> str:
    """A score in whole points: ``+11``, ``−6``, ``0``."""
    return f"{round(score):+d}".replace("-", "−").replace("+0", "0").replace("−0", "0")


def _scale_panel(results: list[QuestionResult], answered: int) -> Panel:
    """Items or one rating on a diverging bar each, those on whose upper side most people are first."""
    shown = [result for result in results if not result.is_hidden and result.summary.answered]
    shown.sort(key=lambda result: -_upper(result.summary) / result.summary.answered)
    counts = [[entry.count for entry in result.summary.counts] for result in shown]
    bars = diverging(counts, is_counted=answered < COUNTED)
    labels = [entry.label for entry in shown[0].summary.counts]
    tones = TONES[len(labels)]
    rows = [
        {
            "label": _item_label(result),
            "count": _upper(result.summary),
            "of": result.summary.answered,
            "counts": row,
            "bar": bar,
        }
        for result, row, bar in zip(shown, counts, bars, strict=True)
    ]
    panel: Panel = {
        "kind": "scale",
        "rows": rows,
        "labels": labels,
        "key": _key(labels, tones),
        "upper": " / ".join(entry.label for entry in scale_sides(shown[0].summary)[1]),
    }
    if len(results) > 1:
        items = [ItemAgreement(_item_label(one), _upper(one.summary), one.summary.answered) for one in shown]
        panel["finding"] = translated(of_items(items))
    else:
        panel["facts"] = [*_measured(shown[0]), *_number_facts(shown[0].summary)]
    return panel


def _measured(result: QuestionResult) -> list[str]:
    """The score of a question that is a validated instrument by itself."""
    measure = result.question.measure
    counts = {int(entry.code): entry.count for entry in result.summary.counts}
    match measure.instrument if measure else None:
        case "csat":
            found = top_two(counts)
            return [gettext("CSAT %(count)s of %(answered)s satisfied", count=found.count, answered=found.answered)]
        case "ces2":
            effort = effort_score(counts)
            return [
                gettext(
                    "CES %(mean)s, %(count)s of %(answered)s found it easy",
                    mean=decimal(effort.mean),
                    count=effort.easy.count,
                    answered=effort.easy.answered,
                )
            ]
        case _:
            return []


def _item_label(result: QuestionResult) -> str:
    """An item without the words of its battery, which stand above the chart."""
    return result.question.text.partition(": ")[2] or result.question.text


def _key(labels: Sequence[str], tones: Sequence[str]) -> list[dict[str, str]]:
    """The colours with their labels; the neutral one, which stands apart, last."""
    by_tone: dict[str, list[str]] = {}
    for label, tone in zip(labels, tones, strict=True):
        by_tone.setdefault(tone, []).append(label)
    ordered = sorted(by_tone, key=lambda tone: tone == "mid")
    return [{"tone": tone, "label": " / ".join(by_tone[tone])} for tone in ordered]


def _upper(summary: Summary) -> int:
    return sum(entry.count for entry in scale_sides(summary)[1])


def _ranking_panel(result: QuestionResult) -> Panel:
    labels = {entry.code: entry.label for entry in result.summary.counts}
    rows = [
        {
            "label": labels[option.code],
            "count": option.first,
            "mean": decimal(option.mean_rank),
            "points": option.points,
            "ranked_by": option.ranked_by,
        }
        for option in result.ranked
    ]
    return {"kind": "ranking", "rows": rows}


def _histogram_panel(question: Question, summary: Summary) -> Panel:
    is_day = question.type == "date"
    values = {
        Fraction(date.fromisoformat(entry.code).toordinal()) if is_day else Fraction(entry.code): entry.count
        for entry in summary.counts
    }
    found = distribution_of(values)
    if found is None:
        return {"kind": "none"}
    columns = [
        {"label": _bin_label(entry, is_day=is_day), "count": entry.count, "tone": "pos-2"}
        for entry in bins(found, _MOST_BINS)
    ]
    return {"kind": "columns", "columns": columns, "facts": [] if is_day else _facts_of(found)}


def _bin_label(entry: Bin, *, is_day: bool) -> str:
    if is_day:
        return str(format_date(date.fromordinal(int(entry.low)), "d MMM"))
    if entry.low == entry.high or entry.high - entry.low == 1:
        return decimal(entry.low)
    return f"{decimal(entry.low)}–{decimal(entry.high)}"


def _number_facts(summary: Summary) -> list[str]:
    found = distribution_of({int(entry.code): entry.count for entry in summary.counts})
    return [] if found is None else _facts_of(found)


def _facts_of(found: Distribution) -> list[str]:
    return [
        str(gettext("Median %(number)s", number=decimal(found.median))),
        str(gettext("Mean %(number)s", number=decimal(found.mean))),
    ]


def decimal(number: Fraction | None) -> str:
    """A number with at most one decimal: ``4``, ``3.7``; a dash for none."""
    if number is None:
        return "–"
    return f"{float(number):,.1f}".removesuffix(".0").replace("-", "−")


def _likely(question: Question, result: QuestionResult, invited: int) -> str | None:
    """What the answers say about everybody invited; None where not all of them were asked."""
    summary = result.summary
    if question.show_if is not None or not summary.answered or summary.answered > invited:
        return None
    if question.type == "nps":
        return likely_score(summary, invited)
    lead = lead_of(result.question, summary) if question.type != "battery" else None
    if lead is None:
        return None
    if lead.answered == invited:
        return str(gettext("Everybody invited answered: this is no estimate."))
    likely, worst = likely_range(lead.count, lead.answered, invited), worst_case(lead.count, lead.answered, invited)
    return str(
        gettext(
            "Of all %(invited)s invited, likely %(low)s to %(high)s would answer %(answer)s. It is %(least)s at least "
            "and %(most)s at most, whatever the others think.",
            invited=invited,
            low=likely.low,
            high=likely.high,
            answer=lead.label,
            least=worst.low,
            most=worst.high,
        )
    )


def likely_score(summary: Summary, invited: int) -> str:
    """Where the score of everybody invited lies."""
    groups = nps_groups(summary)
    if groups.answered == invited:
        return str(gettext("Everybody invited answered: this is no estimate."))
    likely = _score_interval(groups, invited)
    silent, seen = invited - groups.answered, groups.promoters - groups.detractors
    return str(
        gettext(
            "Of all %(invited)s invited, the score is likely between %(low)s and %(high)s. It is %(least)s at least "
            "and %(most)s at most, whatever the others think.",
            invited=invited,
            low=signed(likely.low),
            high=signed(likely.high),
            least=signed(100 * (seen - silent) / invited),
            most=signed(100 * (seen + silent) / invited),
        )
    )
