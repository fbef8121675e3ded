"""Jinja as the portal uses it: quick with what every page asks for again and again."""

from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any

from babel import Locale
from flask import Flask
from flask.templating import Environment as FlaskEnvironment
from flask_babel import get_locale, gettext
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

LANGUAGE = Locale("en")
"""The language of all pages, parsed once; members read a survey in those that it has."""

# More texts than all templates have, in two languages.
_MOST_TEXTS = 8_192


class Environment(FlaskEnvironment):
    """Flask's environment, whose templates share one set of globals."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals themselves: compared name by name at each import of a macro, a chain of two maps is slow."""
        return super().make_globals(d) if d else self.globals


@pass_eval_context
def translated(evaluation: EvalContext, text: str, /, **values: object) -> str:
    """A text of a template in the reader's language, as Jinja's own ``_`` makes it; each is looked up once.

    It is a format in any case, so ``%%`` stands for a percent sign. What is put in is escaped where the template is.
    """
    language = str(get_locale())
    if evaluation.autoescape:
        return _format(language, text) % values if values else _plain(language, text)
    return str(_format(language, text)) % values


@lru_cache(maxsize=_MOST_TEXTS)
def _plain(language: str, text: str) -> Markup:
    return _format(language, text) % {}


@lru_cache(maxsize=_MOST_TEXTS)
def _format(_language: str, text: str) -> Markup:
    return Markup(gettext(text))  # noqa: S704 - as Jinja's own: a text of the portal, and no one's input


def init_app(app: Flask) -> None:
    """Give ``_`` to all templates, in the place of Babel's; ``gettext`` stays for texts that no template writes out."""
    app.jinja_env.globals["_"] = translated
