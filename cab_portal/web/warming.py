"""What every web process would make at its first pages, made before they are copied: they share it, and start quick."""

from babel.dates import format_date
from flask import Flask

from cab_portal.core import clock
from cab_portal.surveys.questionnaire.starters import STARTERS
from cab_portal.web import unchanged
from cab_portal.web.templating import LANGUAGE

_PAGES = ".html"


def warm(app: Flask) -> None:
    """Compile the templates of all pages, read how their language writes dates, and build what reads questionnaires."""
    for name in app.jinja_env.list_templates(filter_func=lambda name: name.endswith(_PAGES)):
        app.jinja_env.get_template(name)
    format_date(clock.now(), locale=LANGUAGE)
    for starter in STARTERS.values():
        starter.questionnaire()
    unchanged.release()
    app.url_map.update()
