"""The reference: a bare Flask application that does what a page of ours is measured against, and nothing around it.

A Jinja page of a chosen size, one insert, the grouped queries of a survey, and a dump of its rows: by the plain driver
of the database, without sessions, guards or models.

Environment: ``BARE_DATABASE_URL`` is the database of the portal, as ``CAB_DATABASE_URL`` has it.
"""

import csv
import io
import json
import os
import threading
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Flask, Response, redirect, request
from flask.typing import ResponseReturnValue

from cab_portal.database.engine import SQLITE_PRAGMAS, sqlite_module

URL_VARIABLE = "BARE_DATABASE_URL"
_ROWS = 75
"""So many rows are a page of about 14 kB."""
_ROW_BYTES = 184
_ROW = "<li><a href='/item/{{ number }}'>{{ word }} {{ number }}</a><p>{{ text }}</p></li>"
_PAGE = (
    "<!doctype html><html lang='en'><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><ul>"
    "{% for number in range(count) %}" + _ROW + "{% endfor %}</ul></body></html>"
)
_TEXT = "A sentence as long as the ones that people write in comments, twice. " * 2
_PORTION = 2_000
_CHUNK = 16_384

TABLE = "CREATE TABLE IF NOT EXISTS bare_responses (id CHAR(32) PRIMARY KEY, answers TEXT NOT NULL)"
_INSERT = "INSERT INTO bare_responses (id, answers) VALUES (?, ?)"
_COUNTS = """
    SELECT answers.question_id, answers.code, answers.ordinal, count(*)
    FROM responses JOIN answers ON answers.response_id = responses.id
    WHERE responses.survey_id = ? AND responses.submitted_at IS NOT NULL
    GROUP BY answers.question_id, answers.code, answers.ordinal
"""
_INVITED = """
    SELECT count(*), count(assignments.opened_at)
    FROM assignments JOIN surveys ON surveys.request_id = assignments.request_id
    WHERE surveys.id = ? AND assignments.invited_at IS NOT NULL
"""
_SENT = "SELECT count(*), min(submitted_at), max(submitted_at) FROM responses WHERE survey_id = ?"
_DUMP = """
    SELECT responses.submitted_at, people.name, organizations.name, answers.question_id, answers.code, answers.words
    FROM responses
    JOIN people ON people.id = responses.person_id
    LEFT JOIN organizations ON organizations.id = people.organization_id
    JOIN answers ON answers.response_id = responses.id
    WHERE responses.survey_id = ? AND responses.submitted_at IS NOT NULL
    ORDER BY responses.submitted_at, responses.id, answers.question_id, answers.ordinal
"""


def page_of_size(size: int) -> str:
    """The address of a bare page of about so many bytes."""
    return f"/?rows={max(1, round(size / _ROW_BYTES))}"


def create_bare() -> Flask:
    """The bare application."""
    app = Flask("bare")
    database = _Database(os.environ.get(URL_VARIABLE, ""))
    # Compiled once, as a template in a file would be: rendering its text anew takes three times as long as the page.
    template = app.jinja_env.from_string(_PAGE)

    @app.get("/")
    def page() -> str:
        count = request.args.get("rows", _ROWS, int)
        return template.render(title="A bare page", count=count, word="Item", text=_TEXT)

    @app.post("/responses")
    def insert() -> ResponseReturnValue:
        database.write(_INSERT, [uuid.uuid4().hex, json.dumps(request.form.to_dict(flat=False))])
        return redirect("/", 303)

    @app.get("/results/<survey_id>")
    def results(survey_id: str) -> dict[str, list[list[object]]]:
        statements = {"counts": _COUNTS, "invited": _INVITED, "sent": _SENT}
        return {name: database.read(statement, [survey_id]) for name, statement in statements.items()}

    @app.get("/responses/<survey_id>.csv")
    def dump(survey_id: str) -> Response:
        return Response(_lines(database.rows(_DUMP, [survey_id])), content_type="text/csv")

    return app


def _lines(rows: Iterator[Sequence[Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow(row)
        if buffer.tell() >= _CHUNK:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


class _Database:
    """One connection of the plain driver for each thread."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._on_sqlite = url.startswith("sqlite")
        self._held = threading.local()

    def write(self, statement: str, values: Sequence[object]) -> None:
        """Run one statement in a transaction of its own."""
        connection = self._connection()
        connection.execute(self._written(statement), values)
        connection.commit()

    def read(self, statement: str, values: Sequence[object]) -> list[list[object]]:
        """All rows that one statement finds."""
        connection = self._connection()
        found = [list(row) for row in connection.execute(self._written(statement), values).fetchall()]
        connection.commit()
        return found

    def rows(self, statement: str, values: Sequence[object]) -> Iterator[Sequence[Any]]:
        """The rows that one statement finds, as they come."""
        connection = self._connection()
        cursor = connection.cursor() if self._on_sqlite else connection.cursor(name="dump")
        cursor.arraysize = _PORTION
        cursor.execute(self._written(statement), values)
        while found := cursor.fetchmany(_PORTION):
            yield from found
        cursor.close()
        connection.commit()

    def _written(self, statement: str) -> str:
        return statement if self._on_sqlite else statement.replace("?", "%s")

    def _connection(self) -> Any:
        if not hasattr(self._held, "connection"):
            self._held.connection = self._opened()
        return self._held.connection

    def _opened(self) -> Any:
        if not self._on_sqlite:
            import psycopg

            return psycopg.connect(self._url.replace("postgresql+psycopg", "postgresql"))
        connection = sqlite_module().connect(self._url.removeprefix("sqlite:///"))
        for name, value in SQLITE_PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
        return connection
