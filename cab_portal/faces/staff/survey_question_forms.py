"""The form of one question of a survey: every setting of every type, in every language of the survey."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired

from cab_portal.faces.staff.survey_forms import RevisionForm
from cab_portal.faces.staff.survey_question_rows import (
    MOST_OFFERED,
    ItemRow,
    OptionRow,
    PointRow,
    RuleRow,
    fill,
    rearranged,
    rows,
    shown_part,
    shown_rule,
)
from cab_portal.surveys.questionnaire.editing import ConditionInput, PartInput, QuestionInput, part_of_line
from cab_portal.surveys.questionnaire.instruments import INSTRUMENTS
from cab_portal.surveys.questionnaire.languages import Translation
from cab_portal.surveys.questionnaire.outdated import OutdatedText
from cab_portal.surveys.questionnaire.question import Question
from cab_portal.surveys.questionnaire.types import Battery
from cab_portal.web.forms import LineField, TextField, choices

Languages = tuple[tuple[str, str], ...]
"""The further languages of a survey: pairs of a code and a name."""

LISTS = {"option": "options", "point": "points", "item": "items"}
JOINTS = {
    "all": lazy_gettext("every line below is true"),
    "any": lazy_gettext("at least one line below is true"),
    "text": lazy_gettext("what the text says is true"),
}
BLANK_LINES = 3
"""How many empty lines a new question begins with."""

_PLAIN = (
    "decision",
    "owner",
    "text",
    "help",
    "body",
    "low_label",
    "high_label",
    "not_applicable",
    "unit",
    "min",
    "max",
    "decimals",
    "min_choices",
    "max_choices",
    "top",
    "measure",
    "group",
)
_TICKS = ("required", "shuffle")
_SPOKEN = {
    "text": 500,
    "help": 500,
    "body": 2_000,
    "low_label": 200,
    "high_label": 200,
    "not_applicable": 200,
    "unit": 200,
}


class QuestionForm(RevisionForm):
    """One question; which fields are drawn depends on its type. Make one by ``QuestionForm.of``."""

    decision = TextField(
        "What will you do with the answer?",
        limit=500,
        description="A question whose answer changes nothing is not worth the members' time.",
        render_kw={"rows": 2},
    )
    owner = LineField("Who does it", limit=200)
    text = TextField("Question", [DataRequired("Write the question.")], limit=500, render_kw={"rows": 2})
    help = LineField("Hint", limit=500, description="One line under the question.")
    body = TextField("Text", limit=2_000, description="What members read under the heading.", render_kw={"rows": 5})
    options = TextField("Paste several answers", limit=20_000, description="One per line.", render_kw={"rows": 6})
    points = TextField(
        "Paste several points",
        limit=4_000,
        description="One per line, lowest first, with or without its number, as in “1 Very unclear”.",
        render_kw={"rows": 6},
    )
    items = TextField(
        "Paste several items", limit=4_000, description="One per line, up to five.", render_kw={"rows": 5}
    )
    shuffle = BooleanField(
        "Show the answers in an order of its own to each member",
        description="Answers that ask for own words, are chosen alone or keep their place stay where they are.",
    )
    low_label = LineField("Words at 0", limit=200, description="Left empty: “Not at all likely”.")
    high_label = LineField("Words at 10", limit=200, description="Left empty: “Extremely likely”.")
    not_applicable = LineField(
        "Answer for whom it does not apply", limit=200, description="As in “I do not know”. Left empty: there is none."
    )
    min = LineField("Lowest", limit=20)
    max = LineField("Highest", limit=20)
    decimals = SelectField(
        "Decimals", choices=choices(("", "None"), ("1", "1"), ("2", "2"), ("3", "3")), validate_choice=False
    )
    unit = LineField("Unit", limit=200, description="As in “hours”; it stands beside the field.")
    min_choices = LineField("At least so many answers", limit=4, render_kw={"inputmode": "numeric"})
    max_choices = LineField("At most so many answers", limit=4, render_kw={"inputmode": "numeric"})
    top = LineField(
        "How many to put in order",
        limit=4,
        description="Left empty: all of them.",
        render_kw={"inputmode": "numeric"},
    )
    required = BooleanField("An answer is required")
    measure = SelectField("Item of an instrument", validate_choice=False)
    group = LineField("What it measures", limit=40, description="Tells several uses of one instrument apart.")
    show_if = RadioField("Show it only if", choices=[], default="all", validate_choice=False)
    condition = TextField(
        "The condition as text",
        limit=4_000,
        description="For what the lines cannot say, as in ${q1} <= 6 and (selected(${q2}, 'price') or ${q3} = '').",
        render_kw={"rows": 2},
    )
    rule = rows(RuleRow, "Lines")
    option: Any
    point: Any
    item: Any
    languages: Languages

    @classmethod
    def of(
        cls,
        languages: Languages,
        earlier: Sequence[Question],
        given: QuestionInput | None = None,
        *,
        is_posted: bool = True,
    ) -> "QuestionForm":
        """The form in these languages; ``given`` is what it shows where nothing was posted, None a new question.

        Not ``is_posted``, it shows ``given`` whatever was.
        """
        posted: dict[str, Any] = {} if is_posted else {"formdata": None}
        form = _in_languages(languages)(data=_data(given, earlier), **posted)
        if given is None and not form.is_submitted():
            for name in LISTS:
                fill(form[name], [{}] * BLANK_LINES)
        form.languages = languages
        form.offer(earlier)
        return form

    def offer(self, earlier: Sequence[Question]) -> None:
        """The earlier questions, and what can be said of their answers."""
        parts = _named(earlier)
        if parts and not self.rule.entries:
            fill(self.rule, [{}])
        spoken = list(parts)
        if sum(len(part.choices()) for _, part in parts.values()) > MOST_OFFERED:
            named = {line.form.question.data for line in self.rule}
            spoken = [reference for reference in parts if reference in named]
        for line in self.rule:
            line.form.offer(parts, spoken)
        self.show_if.choices = choices(*((joint, str(label)) for joint, label in JOINTS.items()))
        for field in (self.measure, *(line.form.measure for line in self.item)):
            field.choices = choices(("", gettext("None")), *_measures())

    def speeches(self, name: str) -> list[Any]:
        """The fields of a text in the other languages."""
        return [self[f"{name}_in_{code}"] for code, _ in self.languages]

    def note_outdated(self, texts: Iterable[OutdatedText]) -> None:
        """Say beside each translation to be looked at again what it was made from."""
        for text in texts:
            if field := self._speech(text.field, text.language):
                field.description = gettext("To be looked at again: it was made from “%(text)s”.", text=text.made_from)

    def _speech(self, way: tuple[str, ...], language: str) -> Any:
        """The field of a text in another language; None where its line was taken out."""
        if len(way) == 1:
            return self[f"{way[0]}_in_{language}"]
        singular = {plural: name for name, plural in LISTS.items()}[way[0]]
        return next((line.form.speech(language) for line in self[singular] if line.form.key() == way[1]), None)

    def rearrange(self, order: str) -> str:
        """Do what the button of a line asks for, as "add-option" or "up-option-2"; the control to focus then."""
        verb, _, rest = order.partition("-")
        name, _, place = rest.partition("-")
        if verb not in {"add", "remove", "up", "down"} or name not in {*LISTS, "rule"}:
            return ""
        line = rearranged(self[name], verb, int(place) if place.isascii() and place.isdigit() else -1)
        first = "question" if name == "rule" else "value" if name == "point" else "words"
        return f"add-{name}" if line is None else f"{name}-{line}-{first}"

    def saw(self, question: Question | None, translations: Mapping[str, Translation]) -> bool:
        """Whether its author saw the question as it stands now; a new one is seen as long as there is none."""
        return (self.revision.data or "") == mark_of(question, translations)

    def given(self) -> QuestionInput:
        """The question as typed."""
        plain: dict[str, Any] = {name: self[name].data or "" for name in _PLAIN}
        ticks: dict[str, Any] = {name: bool(self[name].data) for name in _TICKS}
        return QuestionInput(
            **plain,
            **ticks,
            options=self._parts("option"),
            points=self._parts("point"),
            items=self._parts("item"),
            show_if=self._condition(),
            translations={
                code: {name: self[f"{name}_in_{code}"].data or "" for name in _SPOKEN} for code, _ in self.languages
            },
        )

    def _parts(self, name: str) -> tuple[PartInput, ...]:
        typed = [line.form.given() for line in self[name]]
        pasted = (line.strip() for line in (self[LISTS[name]].data or "").splitlines())
        lines = [part_of_line(line, is_point=name == "point") for line in pasted if line]
        return (*(part for part in typed if part is not None), *lines)

    def _condition(self) -> ConditionInput:
        if self.show_if.data == "text":
            return ConditionInput(joint="text", text=self.condition.data or "")
        lines = [line.form.given(number) for number, line in enumerate(self.rule, start=1)]
        rules = tuple(line for line in lines if line is not None)
        return ConditionInput(rules, self.show_if.data or "all", self.condition.data or "")


def mark_of(question: Question | None, translations: Mapping[str, Translation]) -> str:
    """A short mark of a question with its translations, another for each wording and setting; empty for none."""
    if question is None:
        return ""
    words = {
        code: told.questions[question.id].model_dump(exclude={"made_from"})
        for code, told in translations.items()
        if question.id in told.questions
    }
    text = json.dumps([question.model_dump(mode="json"), words], sort_keys=True)
    return sha256(text.encode()).hexdigest()[:24]


@lru_cache(maxsize=64)
def _in_languages(languages: Languages) -> type[QuestionForm]:
    fields: dict[str, Any] = {
        "option": rows(OptionRow, "Answers", languages),
        "point": rows(PointRow, "Points of the scale", languages),
        "item": rows(ItemRow, "Items", languages),
    }
    for code, language in languages:
        for name, limit in _SPOKEN.items():
            fields[f"{name}_in_{code}"] = TextField(language, limit=limit, render_kw={"lang": code, "rows": 1})
    return type(QuestionForm.__name__, (QuestionForm,), fields)


def _data(given: QuestionInput | None, earlier: Sequence[Question]) -> dict[str, Any]:
    if given is None:
        return {}
    parts = {reference: part for reference, (_, part) in _named(earlier).items()}
    data: dict[str, Any] = {name: getattr(given, name) for name in (*_PLAIN, *_TICKS)}
    data.update({name: [shown_part(part) for part in getattr(given, plural)] for name, plural in LISTS.items()})
    data["show_if"], data["condition"] = given.show_if.joint, given.show_if.text
    data["rule"] = [shown_rule(rule, parts) for rule in given.show_if.rules]
    for code, texts in given.translations.items():
        data.update({f"{name}_in_{code}": text for name, text in texts.items()})
    return data


def _named(earlier: Sequence[Question]) -> dict[str, tuple[str, Question]]:
    """The questions and items that a condition may read, by reference, each with the name by which it is chosen."""
    found: dict[str, tuple[str, Question]] = {}
    for number, question in enumerate(earlier, 1):
        if question.answerable:
            found[question.id] = (f"{number}. {question.text}", question)
        if isinstance(question, Battery):
            items = zip(question.items, question.parts(), strict=True)
            found.update({part.id: (f"{number}. {item.text}", part) for item, part in items})
    return found


def _measures() -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, scale in INSTRUMENTS.items():
        for item in scale.items:
            name = (
                scale.name if len(scale.items) == 1 else gettext("%(name)s, item %(item)s", name=scale.name, item=item)
            )
            found.append((f"{key}/{item}", name))
    return found


def pipeable(earlier: Sequence[Question]) -> list[Mapping[str, str]]:
    """What a text may repeat: the place for an earlier answer, and the question that it answers."""
    return [
        {"name": name, "pipe": f"{{{reference}|…}}"}
        for reference, (name, part) in _named(earlier).items()
        if part.answerable and not isinstance(part, Battery)
    ]
