"""The elements of SurveyJS as questions of ours, one reader for each type."""

from collections.abc import Callable, Mapping
from typing import Any

from cab_portal.surveys.questionnaire.interchange.names import Names
from cab_portal.surveys.questionnaire.interchange.surveyjs.choices import (
    Entry,
    Made,
    entries_of,
    read_options,
    read_points,
)
from cab_portal.surveys.questionnaire.interchange.surveyjs.markup import LONGEST, blocks_of
from cab_portal.surveys.questionnaire.interchange.surveyjs.parts import LeftOut, Part, Text, shown
from cab_portal.surveys.questionnaire.types.battery import MAX_ITEMS
from cab_portal.surveys.questionnaire.types.date import day_of

_LONGEST = {"short_text": 200, "long_text": 2000}
_STEPS: Mapping[Any, int] = {1: 0, 0.1: 1, 0.01: 2, 0.001: 3}
_LOWEST, _HIGHEST = "Lowest", "Highest"
YES, NO = "yes", "no"


def question_of(kind: str, part: Part) -> Made:
    """What an element becomes. Raises `LeftOut` where it asks what we cannot ask, `FileRefused` as its choices do."""
    read = _READERS.get(kind)
    if read is None:
        raise LeftOut(f"questions of the type “{shown(kind)}” are not supported")
    return read(part)


def _single(part: Part) -> Made:
    made = Made({"type": "single_choice"})
    read_options(part, made, kinds=("specify",))
    return made


def _multi(part: Part) -> Made:
    made = Made({"type": "multi_choice"})
    read_options(part, made, kinds=("specify", "exclusive"))
    least, most = _count(part, "minSelectedChoices"), _count(part, "maxSelectedChoices")
    able = sum(not option.get("exclusive") for option in made.fields["options"])
    for name, number in (("minSelectedChoices", least), ("maxSelectedChoices", most)):
        if number > able:
            part.report.refused(part.at(name), f"Only {able} choices go together, so “{number}” was left out.")
    if 1 < least <= able:
        made.fields["min_choices"] = least
    if 0 < most <= able:
        made.fields["max_choices"] = most
    return made


def _ranking(part: Part) -> Made:
    made = Made({"type": "ranking"})
    read_options(part, made, kinds=())
    if part.flag("selectToRankEnabled"):
        least, most = _count(part, "minSelectedChoices"), _count(part, "maxSelectedChoices")
        if least and least == most <= len(made.fields["options"]):
            made.fields["top"] = least
        else:
            part.report.approximated(part.at("selectToRankEnabled"), "All choices are put in order, not some.")
    return made


def _count(part: Part, name: str) -> int:
    number = part.number(name)
    if isinstance(number, int) and 0 <= number <= 200:
        return number
    if number is not None:
        part.report.refused(part.at(name), f"“{shown(number)}” is no number of choices, so it was left out.")
    return 0


def _boolean(part: Part) -> Made:
    made = Made({"type": "single_choice"}, yes=YES)
    options = []
    for option_id, label, value, plain in (
        (YES, "labelTrue", "valueTrue", "Yes"),
        (NO, "labelFalse", "valueFalse", "No"),
    ):
        text = part.text(label)
        options.append({"id": option_id, "label": text.base or plain})
        made.add_words("options", text, option_id)
        made.values["true" if option_id == YES else "false"] = option_id
        own = part.text(value).base
        if own:
            made.values[own] = option_id
    made.fields["options"] = options
    part.report.approximated(part.place, "The switch became a choice between two answers, neither chosen at first.")
    return made


def _rating(part: Part) -> Made:
    low, high = part.text("minRateDescription"), part.text("maxRateDescription")
    entries = entries_of(part, "rateValues")
    numbers = _numbers(part)
    if not entries and numbers == list(range(11)):
        return _nps(part, low, high)
    made = Made({"type": "rating"})
    entries = entries or [Entry(str(number), number, Text(str(number)), part.inner({}, "")) for number in numbers]
    if low.base or high.base:
        entries = _with_ends(entries, low, high)
        part.report.approximated(part.place, "The words at the ends of the scale became part of its outer labels.")
    read_points(entries, made, part, part.at("rateValues"))
    return made


def _numbers(part: Part) -> list[int | float]:
    given = {name: part.number(name) for name in ("rateMin", "rateMax", "rateStep", "rateCount")}
    low = given["rateMin"] if given["rateMin"] is not None else 1
    step = given["rateStep"] if given["rateStep"] is not None else 1
    if step <= 0:
        raise LeftOut("its scale has no step")
    count = given["rateCount"]
    high = given["rateMax"]
    if high is None:
        high = low + (count - 1) * step if count is not None else 5
    if not 0 < high - low <= 10 * step:
        raise LeftOut("a scale has 2 to 11 points, and this one has fewer or more")
    return [low + place * step for place in range(int((high - low) // step) + 1)]


def _nps(part: Part, low: Text, high: Text) -> Made:
    made = Made({"type": "nps", "low_label": low.base or _LOWEST, "high_label": high.base or _HIGHEST})
    made.add_words("low_label", low)
    made.add_words("high_label", high)
    if not (low.base and high.base):
        part.report.approximated(part.place, f"Ends without words read “{_LOWEST}” and “{_HIGHEST}”.")
    return made


def _with_ends(entries: list[Entry], low: Text, high: Text) -> list[Entry]:
    changed = list(entries)
    for place, text in ((0, low), (-1, high)):
        entry = changed[place]
        if text.base:
            others = {language: f"{entry.key} – {words}" for language, words in text.others.items()}
            label = Text(f"{entry.text.base} – {text.base}", others)
            changed[place] = Entry(entry.key, entry.value, label, entry.part)
    return changed


def _matrix(part: Part) -> Made:
    rows = entries_of(part, "rows")
    if not 1 <= len(rows) <= MAX_ITEMS:
        raise LeftOut(f"a battery has 1 to {MAX_ITEMS} rows, and this one has {len(rows)}")
    made = Made({"type": "battery"})
    read_points(entries_of(part, "columns"), made, part, part.at("columns"))
    names = Names("")
    items = []
    for row in rows:
        row.part.report_rest()
        item_id = names.add(row.key)
        made.items[row.key] = item_id
        items.append({"id": item_id, "text": row.text.base})
        made.add_words("items", row.text, item_id)
    made.fields["items"] = items
    every = part.flag("isAllRowRequired", "eachRowRequired")
    some = part.flag("isRequired")
    made.fields["required"] = every or some
    if some and not every:
        part.report.approximated(part.at("isRequired"), "Every row is required, not only one of them.")
    return made


def _text(part: Part) -> Made:
    kind = part.take("inputType")
    if kind in ("number", "range"):
        return _number(part, is_range=kind == "range")
    if kind == "date":
        return _date(part)
    if kind not in (None, "text"):
        part.report.approximated(part.at("inputType"), f"“{shown(kind)}” became a short text that is not checked.")
    return _written(part, "short_text")


def _number(part: Part, *, is_range: bool) -> Made:
    low, high, step = part.number("min"), part.number("max"), part.number("step")
    if is_range:
        low, high, step = 0 if low is None else low, 100 if high is None else high, 1 if step is None else step
        part.report.approximated(part.at("inputType"), "The slider became a field for a number.")
    decimals = _STEPS.get(step)
    if decimals is None:
        bounds = [bound for bound in (low, high) if bound is not None]
        decimals = 0 if all(isinstance(number, int) for number in (*bounds, step or 0)) else 3
        which = "with up to three decimals" if decimals else "without decimals"
        part.report.approximated(part.place, f"Any number {which} may be answered.")
    fields: dict[str, Any] = {"type": "number", "decimals": decimals}
    return Made(fields | {name: bound for name, bound in (("min", low), ("max", high)) if bound is not None})


def _date(part: Part) -> Made:
    fields: dict[str, Any] = {"type": "date"}
    for name in ("min", "max"):
        day = part.take(name)
        if day in (None, ""):
            continue
        if isinstance(day, str) and day_of(day) is not None:
            fields[name] = day
        else:
            part.report.refused(part.at(name), f"“{shown(day)}” is no day as 2026-11-24, so it was left out.")
    return Made(fields)


def _comment(part: Part) -> Made:
    return _written(part, "long_text")


def _written(part: Part, kind: str) -> Made:
    limit = part.number("maxLength")
    if limit is not None and limit != _LONGEST[kind] and limit >= 0:
        part.report.approximated(part.at("maxLength"), f"Up to {_LONGEST[kind]:,} characters may be written.")
    return Made({"type": kind})


def _html(part: Part) -> Made:
    html = part.text("html")
    if any(len(text) > LONGEST for text in (html.base, *html.others.values())):
        raise LeftOut(f"its markup has more than {LONGEST:,} characters")
    heading, body, is_plain = blocks_of(html.base)
    if not heading:
        raise LeftOut("it shows no text")
    if not is_plain:
        part.report.approximated(part.at("html"), "Only its text was taken over, without its markup.")
    made = Made({"type": "statement", "text": heading, "body": body})
    for language, text in html.others.items():
        told, under, _ = blocks_of(text)
        made.add_words("text", Text(heading, {language: told}))
        if body and under:
            made.add_words("body", Text(body, {language: under}))
    return made


_READERS: Mapping[str, Callable[[Part], Made]] = {
    "radiogroup": _single,
    "dropdown": _single,
    "buttongroup": _single,
    "checkbox": _multi,
    "tagbox": _multi,
    "ranking": _ranking,
    "boolean": _boolean,
    "rating": _rating,
    "matrix": _matrix,
    "text": _text,
    "comment": _comment,
    "html": _html,
}
