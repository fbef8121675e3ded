"""The repeated lines in the form of a question: answers, points, items, and what decides whether it is shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.questionnaire.editing import PartInput, RuleInput
from cab_portal.surveys.questionnaire.question import MAX_OPTIONS, Question
from cab_portal.web.forms import Form, LineField

OPERATORS = {
    "equals": lazy_gettext("is"),
    "not_equals": lazy_gettext("is another answer than"),
    "not_is": lazy_gettext("is not, or was left empty"),
    "answered": lazy_gettext("was answered"),
    "not_answered": lazy_gettext("was left empty or not shown"),
    "le": lazy_gettext("is at most"),
    "ge": lazy_gettext("is at least"),
    "lt": lazy_gettext("is below"),
    "gt": lazy_gettext("is above"),
    "contains": lazy_gettext("includes"),
    "not_contains": lazy_gettext("does not include"),
    "count_equals": lazy_gettext("has exactly so many answers chosen"),
    "count_not_equals": lazy_gettext("has another number of answers chosen than"),
    "count_le": lazy_gettext("has at most so many answers chosen"),
    "count_ge": lazy_gettext("has at least so many answers chosen"),
    "count_lt": lazy_gettext("has fewer answers chosen than"),
    "count_gt": lazy_gettext("has more answers chosen than"),
}
VALUELESS = frozenset({"answered", "not_answered"})
"""Which of them say something of the question alone."""
SPEECH = "words_in_"
"""How the fields begin that take the words of a line in another language."""

MOST_OFFERED = 300
"""Of how many answers in all a line lets choose; beyond, only those of questions that lines name already."""


class Row(Form):
    """One line within a form, which proves by its own token where it comes from."""

    class Meta:
        csrf = False

    part: Any
    words: Any

    def key(self) -> str:
        """By what the part is known in its question; empty for a new one."""
        return self.part.data or ""

    def speech(self, language: str) -> Any:
        """The field of the words in another language."""
        return self[f"{SPEECH}{language}"]

    def translations(self) -> dict[str, str]:
        """The words in other languages, by language."""
        return {
            name.removeprefix(SPEECH): field.data for name, field in self._fields.items() if name.startswith(SPEECH)
        }

    def speeches(self) -> list[Any]:
        """The fields of the words in other languages."""
        return [field for name, field in self._fields.items() if name.startswith(SPEECH)]


class OptionRow(Row):
    """One answer to choose; ``part`` is its id, empty for a new one."""

    part = HiddenField()
    words = LineField("Answer", limit=200)
    specify = BooleanField("Asks for own words")
    exclusive = BooleanField("Chosen alone")
    pinned = BooleanField("Keeps its place")

    def given(self) -> PartInput | None:
        """The answer as typed; None for an empty line."""
        if not self.words.data and not any(self.translations().values()):
            return None
        return PartInput(
            self.words.data or "",
            id=self.part.data or "",
            specify=bool(self.specify.data),
            exclusive=bool(self.exclusive.data),
            pinned=bool(self.pinned.data),
            translations=self.translations(),
        )


class PointRow(Row):
    """One point of a scale."""

    value = LineField("Number", limit=6, render_kw={"inputmode": "numeric"})
    words = LineField("Words", limit=200)

    def key(self) -> str:
        """The number of the point."""
        return self.value.data or ""

    def given(self) -> PartInput | None:
        """The point as typed; None for an empty line."""
        if not (self.value.data or self.words.data or any(self.translations().values())):
            return None
        return PartInput(self.words.data or "", value=self.value.data or "", translations=self.translations())


class ItemRow(Row):
    """One item of a battery; ``part`` is its id, empty for a new one."""

    part = HiddenField()
    words = LineField("Item", limit=200)
    measure = SelectField("Item of an instrument", validate_choice=False)

    def given(self) -> PartInput | None:
        """The item as typed; None for an empty line."""
        if not self.words.data and not any(self.translations().values()):
            return None
        return PartInput(
            self.words.data or "",
            id=self.part.data or "",
            measure=self.measure.data or "",
            translations=self.translations(),
        )


class RuleRow(Row):
    """One line of a condition. What may be said of which question is judged by the questionnaire."""

    question = SelectField("Question", validate_choice=False)
    operator = SelectField("Comparison", validate_choice=False)
    value = SelectField("Answer", validate_choice=False)
    entry = LineField("Or this number, date or text", limit=200)

    def offer(self, parts: Mapping[str, tuple[str, Question]], spoken: Iterable[str]) -> None:
        """The earlier questions by reference, each with its name; the answers to those in ``spoken``."""
        self.question.choices = [
            SelectChoice("", gettext("No question")),
            *(SelectChoice(reference, name) for reference, (name, _) in parts.items()),
        ]
        self.operator.choices = [SelectChoice(operator, str(label)) for operator, label in OPERATORS.items()]
        self.value.choices = [
            SelectChoice("", gettext("No answer chosen")),
            *(
                SelectChoice(f"{reference}={choice.code}", choice.label, optgroup=parts[reference][0])
                for reference in spoken
                for choice in parts[reference][1].choices()
            ),
        ]

    def given(self, line: int) -> RuleInput | None:
        """The line as typed; None where no question is chosen. ``InvalidInput`` where two answers are named."""
        if not self.question.data:
            return None
        question, _, code = (self.value.data or "").rpartition("=")
        chosen = code if question == self.question.data else ""
        if chosen and self.entry.data:
            sentence = gettext("Line %(line)s: choose an answer or write one, not both.", line=line)
            raise InvalidInput(sentence, fields={"show_if": sentence})
        operator = self.operator.data or ""
        if operator in VALUELESS and (chosen or self.entry.data):
            # Passed over, it would be thought to count.
            sentence = gettext(
                "Line %(line)s: “%(comparison)s” takes no answer. Choose another comparison, or no answer.",
                line=line,
                comparison=OPERATORS[operator],
            )
            raise InvalidInput(sentence, fields={"show_if": sentence})
        return RuleInput(self.question.data, operator, chosen or self.entry.data or "")


def shown_rule(rule: RuleInput, parts: Mapping[str, Question]) -> dict[str, str]:
    """A line of a condition as the data of its fields."""
    part = parts.get(rule.question)
    is_listed = part is not None and rule.value in {choice.code for choice in part.choices()}
    is_listed = is_listed and not rule.operator.startswith("count_")
    return {
        "question": rule.question,
        "operator": rule.operator,
        "value": f"{rule.question}={rule.value}" if is_listed else "",
        "entry": "" if is_listed else rule.value,
    }


def shown_part(part: PartInput) -> dict[str, Any]:
    """An option, a point or an item as the data of its fields."""
    return {
        "part": part.id,
        "value": part.value,
        "words": part.words,
        "specify": part.specify,
        "exclusive": part.exclusive,
        "pinned": part.pinned,
        "measure": part.measure,
        **{f"{SPEECH}{language}": words for language, words in part.translations.items()},
    }


def _spoken(kind: type[Row], languages: tuple[tuple[str, str], ...]) -> type[Row]:
    fields = {f"{SPEECH}{code}": LineField(name, limit=200, render_kw={"lang": code}) for code, name in languages}
    return type(kind.__name__, (kind,), fields)


def rows(kind: type[Row], label: str, languages: tuple[tuple[str, str], ...] = ()) -> Any:
    """A list of lines, each with its words in these languages: pairs of a code and a name."""
    return FieldList(FormField(_spoken(kind, languages)), label, max_entries=MAX_OPTIONS)


def rearranged(field: Any, verb: str, place: int) -> int | None:
    """Add a line at the end, remove one, or move it; the place of the line that the focus goes to, None for none.

    What cannot be done changes nothing.
    """
    lines: list[Any] = list(field.data)
    changes: Mapping[str, Callable[[list[Any], int], int | None]] = {
        "add": _added,
        "remove": _removed,
        "up": lambda lines, place: _swapped(lines, place, place - 1),
        "down": lambda lines, place: _swapped(lines, place, place + 1),
    }
    focus = changes[verb](lines, place)
    fill(field, lines)
    return focus


def _added(lines: list[Any], _place: int) -> int:
    if len(lines) < MAX_OPTIONS:
        lines.append({})
    return len(lines) - 1


def _removed(lines: list[Any], place: int) -> int | None:
    if 0 <= place < len(lines):
        del lines[place]
    return min(place, len(lines) - 1) if lines else None


def _swapped(lines: list[Any], place: int, other: int) -> int:
    if 0 <= place < len(lines) and 0 <= other < len(lines):
        lines[place], lines[other] = lines[other], lines[place]
        return other
    return place


def fill(field: Any, lines: Sequence[Any]) -> None:
    """Let a list have these lines."""
    while field.entries:
        field.pop_entry()
    for line in lines[:MAX_OPTIONS]:
        field.append_entry(line)
