"""The texts of templates: looked up once per language, escaped and filled in as Jinja's own are."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from jinja2 import Environment

from cab_portal.web import templating


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Any:
    with app.test_request_context():
        templating._plain.cache_clear()
        templating._format.cache_clear()
        yield


def jinjas_own(app: Flask) -> Environment:
    own: Environment = app.jinja_env.overlay()
    own.globals = {**app.jinja_env.globals, "_": app.jinja_env.globals["gettext"]}
    return own


@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        '{{ _("Plain") }}',
        '{{ _("Half of it: 50 %%") }}',
        '{{ _("An <b>, and %(what)s", what=name) }}',
        '{{ _("%(count)s of 50 %%", count=3) ~ name }}',
        '{{ _("Plain") ~ name }}',
    ],
)
def test_a_text_is_as_jinja_makes_it(app: Flask, text: str, autoescape: bool) -> None:
    block = f"{{% autoescape {str(autoescape).lower()} %}}{text}{{% endautoescape %}}"
    expected = jinjas_own(app).from_string(block).render(name="<i>&")
    for _again in range(2):
        assert app.jinja_env.from_string(block).render(name="<i>&") == expected


def test_each_language_has_its_own_texts(app: Flask) -> None:
    template = app.jinja_env.from_string('{{ _("Plain") }}')
    template.render()
    with force_locale("de"):
        template.render()
    template.render()
    assert templating._plain.cache_info().misses == 2


def test_what_a_template_defines_stays_its_own(app: Flask) -> None:
    app.jinja_env.from_string("{{ own }}", globals={"own": 1}).render()
    assert "own" not in app.jinja_env.globals
