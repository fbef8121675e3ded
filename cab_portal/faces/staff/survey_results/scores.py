"""Scores of validated instruments, each with how many people it rests on."""

from fractions import Fraction
from statistics import median

from flask_babel import gettext

from cab_portal.faces.staff.survey_results.panels import decimal
from cab_portal.surveys.queries import InstrumentScore
from cab_portal.surveys.questionnaire.instruments import INSTRUMENTS
from cab_portal.surveys.questionnaire.statistics import Kano, KanoTable


def shown_scores(scores: tuple[InstrumentScore, ...], fewest: int) -> list[dict[str, str]]:
    """Name, score and what it says, of those that enough people answered whole."""
    return [
        {"name": _name(score), **(_feature(score) if score.kinds else _points(score))}
        for score in scores
        if score.people >= max(fewest, 1)
    ]


def _name(score: InstrumentScore) -> str:
    name = INSTRUMENTS[score.instrument].name
    return f"{name}: {score.group.replace('_', ' ')}" if score.group else name


def _points(score: InstrumentScore) -> dict[str, str]:
    mean = sum(score.points, Fraction(0)) / len(score.points)
    words = gettext(
        "of 100 on average, half of %(people)s people at %(median)s or more",
        people=score.people,
        median=decimal(Fraction(median(score.points))),
    )
    return {"score": decimal(mean), "words": words}


def _feature(score: InstrumentScore) -> dict[str, str]:
    counts = dict(score.kinds)
    table = KanoTable({kind: counts.get(kind, 0) for kind in Kano})
    names = {
        Kano.ATTRACTIVE: gettext("attractive"),
        Kano.ONE_DIMENSIONAL: gettext("one-dimensional"),
        Kano.MUST_BE: gettext("a must"),
        Kano.INDIFFERENT: gettext("indifferent"),
        Kano.REVERSE: gettext("reverse"),
        Kano.QUESTIONABLE: gettext("questionable"),
    }
    kinds = ", ".join(f"{count} {names[kind]}" for kind, count in score.kinds)
    if table.better is None or table.worse is None:
        return {"score": "–", "words": kinds}
    better, worse = (f"{float(part):+.2f}".replace("-", "−") for part in (table.better, table.worse))
    return {
        "score": f"{better} / {worse}",
        "words": gettext("better with it, worse without it: %(kinds)s", kinds=kinds),
    }
