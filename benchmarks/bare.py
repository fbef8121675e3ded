"""The reference: a bare Flask application with one Jinja page of about 14 kB, and nothing around it."""

from flask import Flask, render_template_string

_ROW = "<li><a href='/item/{{ number }}'>{{ word }} {{ number }}</a><p>{{ text }}</p></li>"
_PAGE = (
    "<!doctype html><html lang='en'><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><ul>"
    "{% for number in range(count) %}" + _ROW + "{% endfor %}</ul></body></html>"
)
_TEXT = "A sentence as long as the ones that people write in comments, twice. " * 2


def create_bare() -> Flask:
    """The bare application."""
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        return render_template_string(_PAGE, title="A bare page", count=70, word="Item", text=_TEXT)

    return app
