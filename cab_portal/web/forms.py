"""The base of all forms, and the one way in which a form is saved."""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from babel.support import NullTranslations, Translations
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.i18n import messages_path
from wtforms.validators import Length, ValidationError

from cab_portal.core.addresses import normal_address
from cab_portal.core.errors import Conflict, DomainError, InvalidInput
from cab_portal.database import unit_of_work

LARGEST_REQUEST = 16 * 2**20
"""Bytes that one request may carry. Beyond it no form is read, so each field and file has a smaller limit."""

Done = TypeVar("Done")

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@lru_cache(maxsize=16)
def _library_sentences(language: str) -> NullTranslations:
    return Translations.load(messages_path(), [language], domain="wtforms")


def clean(value: str | None) -> str | None:
    """Line ends as one character, no blanks around."""
    return None if value is None else value.replace("\r\n", "\n").replace("\r", "\n").strip()


def refuse_unstorable(_form: object, field: Field) -> None:
    """PostgreSQL refuses NUL and lone surrogates and SQLite takes them: refuse them at the door for both."""
    text = field.data
    if not isinstance(text, str):
        return
    # Shown again with a mark in its place, for a page cannot hold it either.
    field.data = _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    if "\0" in text:
        # What comes back to the page marks the place, as any browser would show it.
        field.data = text.replace("\0", "\ufffd")
        raise ValidationError("This text holds a NUL character, which cannot be kept. Remove it and save again.")
    if field.data != text:
        raise ValidationError("This text holds half of a character. Type that part again.")


class LineField(StringField):
    """One line of text, cleaned, of at most ``limit`` characters."""

    def __init__(self, label: str, validators: list[Any] | None = None, limit: int = 200, **options: Any) -> None:
        checks = [refuse_unstorable, at_most(limit), *(validators or [])]
        super().__init__(label, checks, filters=[clean], **options)


class TextField(TextAreaField):
    """Several lines of text, cleaned, of at most ``limit`` characters."""

    def __init__(self, label: str, validators: list[Any] | None = None, limit: int = 4_000, **options: Any) -> None:
        checks = [refuse_unstorable, at_most(limit), *(validators or [])]
        self.limit = limit
        super().__init__(label, checks, filters=[clean], **options)


class AddressField(LineField):
    """An e-mail address."""

    def __init__(self, label: str, validators: list[Any] | None = None, **options: Any) -> None:
        keywords = {"type": "email", "autocomplete": "off", "inputmode": "email", **options.pop("render_kw", {})}
        super().__init__(label, [*(validators or []), check_address], limit=254, render_kw=keywords, **options)

    def address(self) -> str:
        """The address in its normal form; empty where none was written."""
        return normal_address(str(self.data)) if self.data else ""


class DayField(DateField):
    """A day of the calendar, near enough that dates can be reckoned with."""

    first_year, last_year = 2000, 2100

    def _value(self) -> str:
        return str(super()._value()).replace("\0", "\ufffd")  # type: ignore[misc]

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not "".join(valuelist).strip():
            self.data = None
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError as error:
            self.data = None
            raise ValueError("Write a day like 2026-11-30.") from error
        if not self.first_year <= self.data.year <= self.last_year:
            raise ValueError(f"Choose a day between {self.first_year} and {self.last_year}.")


class CountField(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Write a whole number.") from error


def choices(*offered: tuple[str, str]) -> list[Any]:
    """Values and their labels, as ``SelectField`` and ``RadioField`` take them."""
    return [SelectChoice(value, label) for value, label in offered]


def check_address(_form: object, field: Field) -> None:
    """Refuse what is no e-mail address."""
    if field.data:
        try:
            normal_address(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error


def at_most(limit: int) -> Length:
    """At most ``limit`` characters, checked after parsing, so that the form comes back filled in."""
    return Length(max=limit, message=f"Shorten this to {limit:,} characters.")


class Form(FlaskForm):  # type: ignore[misc]
    """The base of all forms: CSRF-protected, with sentences of its own for what the domain refuses.

    ``refusal`` is what it refused, if it did. A page that knows where that is mended says so in ``lead``: the address
    to which the refusal's sentence leads at the top of the page.
    """

    refusal: DomainError | None = None
    lead: str = ""

    class Meta:
        def get_translations(self, _form: object) -> NullTranslations:
            """The library's own sentences; kept, where it would read their file for each request."""
            return _library_sentences(str(get_locale()))

    def refuse(self, error: DomainError) -> None:
        """Show a domain error at the fields concerned, or at the top of the form."""
        self.refusal = error
        fields = error.fields if isinstance(error, InvalidInput) else {}
        for name, sentence in fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
        if not any(name in self for name in fields):
            self.form_errors.append(error.message)

    def refuse_as_well(self, error: InvalidInput) -> None:
        """Show at the fields where nothing is wrong yet what else is; or at the top what belongs to no field."""
        fields = {name: sentence for name, sentence in error.fields.items() if not (name in self and self[name].errors)}
        if fields or not error.fields:
            self.refuse(InvalidInput(error.message, code=error.code, about=error.about, fields=fields))


class PlainForm(Form):
    """A form whose page writes its token: it is checked before any view is called, and here not once more."""

    class Meta(Form.Meta):
        csrf = False


class ButtonForm(Form):
    """A form that is only a button."""


class SearchForm(Form):
    """A form of filters: it is sent by GET, so it has no token, and it changes nothing."""

    class Meta:
        csrf = False
        # Nothing is lost with it, so it does not tell what was typed: see templates/components/forms.html.
        is_search = True


def save(
    form: Form,
    act: Callable[[], Done],
    page: Callable[[], ResponseReturnValue],
    judge: Callable[[], None] | None = None,
) -> Done | ResponseReturnValue:
    """Check a posted form and do ``act`` in one unit of work; where anything is refused, show ``page`` filled in.

    Where the form itself finds something, ``judge`` is asked what ``act`` would refuse beside that, so that all is told
    at once; it raises ``InvalidInput`` as ``act`` would, and writes nothing.

    422 for input that cannot be taken, 409 where the state does not allow it. What one may not see or do goes on to the
    error pages.
    """
    status = 422
    if form.validate():
        try:
            with unit_of_work():
                return act()
        except InvalidInput as error:
            form.refuse(error)
        except Conflict as error:
            form.refuse(error)
            status = 409
    elif judge is not None:
        try:
            judge()
        except InvalidInput as error:
            form.refuse_as_well(error)
    return page(), status  # type: ignore[return-value]


def send(
    button: type[PlainForm], act: Callable[[], Done], page: Callable[[PlainForm], ResponseReturnValue]
) -> Done | ResponseReturnValue:
    """The same for a form that has no fields of its own, so that there is nothing to check in it: it is made only to
    show what was refused.
    """
    try:
        with unit_of_work():
            return act()
    except (InvalidInput, Conflict) as error:
        form = button()
        form.refuse(error)
        return page(form), 409 if isinstance(error, Conflict) else 422  # type: ignore[return-value]
