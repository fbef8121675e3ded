"""The base of all forms, and the one way in which a form is saved."""

import re
from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from cab_portal.core.errors import Conflict, DomainError, InvalidInput
from cab_portal.database import unit_of_work

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


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


def at_most(limit: int) -> Length:
    """At most ``limit`` characters, checked after parsing, so that the form comes back filled in."""
    return Length(max=limit, message=f"Shorten this to {limit:,} characters.")


class Form(FlaskForm):  # type: ignore[misc]
    """The base of all forms: CSRF-protected, with sentences of its own for what the domain refuses."""

    def refuse(self, error: DomainError) -> None:
        """Show a domain error at the fields concerned, or at the top of the form."""
        fields = error.fields if isinstance(error, InvalidInput) else {}
        for name, sentence in fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
        if not any(name in self for name in fields):
            self.form_errors.append(error.message)


class ButtonForm(Form):
    """A form that is only a button."""


def save(
    form: Form, act: Callable[[], ResponseReturnValue], page: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue:
    """Check a posted form and do ``act`` in one unit of work; where anything is refused, show ``page`` filled in.

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
    return page(), status  # type: ignore[return-value]
