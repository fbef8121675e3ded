"""``cab-portal survey precision``: what so many answers can tell about a panel."""

import json
from typing import Any

import click

from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.questionnaire.precision import HALF_WIDTH, precision
from cab_portal.surveys.questionnaire.statistics.panels import PanelInterval, likely_range, worst_case

LARGEST = 10_000


@click.command("precision")
@click.option("--panel", type=int, required=True, help="How many people are on the panel.")
@click.option("--responses", type=int, required=True, help="How many of them answer.")
@click.option("--count", type=int, help="How many of those say so.")
@click.option("--segment", "segments", multiple=True, metavar="NAME=SIZE", help="A part of the panel; repeatable.")
def precision_command(panel: int, responses: int, count: int | None, segments: tuple[str, ...]) -> None:
    """Print the exact interval at 95 % for the whole panel, as a count of people and as a share.

    It holds if those who answer are a random draw of the panel. With --count for that many who say so; in any case
    for the worst count, with how many answers or further members would make it narrow.
    """
    if not 1 <= responses <= panel <= LARGEST:
        raise InvalidInput(f"Give a panel of at most {LARGEST:,} people, and responses from 1 up to the panel.")
    if count is not None and not 0 <= count <= responses:
        raise InvalidInput("The count lies between 0 and the responses.")
    found = precision(panel, responses, _sizes(segments, panel))
    told: dict[str, Any] = {"panel": panel, "responses": responses}
    if count is not None:
        told |= {"count": count, "interval": _told(likely_range(count, responses, panel))}
        told["if_none_or_all_others_agree"] = _told(worst_case(count, responses, panel))
    told["widest"] = _told(found.widths.widest)
    told["narrowest"] = _told(found.widths.narrowest)
    told["to_know_within"] = {
        "half_width": float(HALF_WIDTH),
        "answers": found.answers_needed,
        "further_members": found.members_needed,
    }
    told["segments"] = [
        {
            "name": part.name,
            "size": part.size,
            "expected": part.expected,
            "never": part.never,
            "unlikely": part.unlikely,
        }
        for part in found.segments
    ]
    click.echo(json.dumps(told, ensure_ascii=False))


def _told(interval: PanelInterval) -> dict[str, Any]:
    return {
        "low": interval.low,
        "high": interval.high,
        "share_low": round(interval.low / interval.panel, 4),
        "share_high": round(interval.high / interval.panel, 4),
    }


def _sizes(segments: tuple[str, ...], panel: int) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for text in segments:
        name, _, size = text.rpartition("=")
        if not name or not (size.isascii() and size.isdigit()) or not 0 <= int(size[:9]) <= panel:
            raise InvalidInput(f"“{text[:40]}” is no segment. Write its name and its size, as in Retail=12.")
        sizes[name] = int(size[:9])
    return sizes
