"""What doctor finds, and what it leaves alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from cab_portal.app import create_app
from cab_portal.cli.doctor import Level, examine
from cab_portal.core import clock
from cab_portal.core.settings import MailServer
from cab_portal.database import session, unit_of_work
from cab_portal.outbox.models import MessageStatus, OutboxMessage
from cab_portal.outbox.service import enqueue
from tests.databases import settings_for
from tests.smtp import smtp_server


def problems(app: Flask) -> list[str]:
    return [finding.what for finding in examine(app) if finding.level is Level.PROBLEM]


def test_a_sound_installation_has_no_problem(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with smtp_server() as (_sink, port):
        settings = app.extensions["cab_settings"]
        object.__setattr__(settings, "mail_server", MailServer("127.0.0.1", port))
        assert problems(app) == []


def test_an_empty_database_wants_its_migrations(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    assert any("run cab-portal migrate" in what for what in problems(app))


def test_mails_that_wait_too_long_are_a_problem(app: Flask) -> None:
    with clock.standing_at(clock.now() - timedelta(minutes=6)), unit_of_work():
        enqueue("fresh_link", "hana@fernhill.example", key="k")
    assert any("is a worker running" in what for what in problems(app))


def test_mails_that_were_given_up_are_a_warning(app: Flask) -> None:
    with unit_of_work():
        enqueue("fresh_link", "hana@fernhill.example", key="k")
        session.execute(update(OutboxMessage).values(status=MessageStatus.DEAD))
    assert any(finding.level is Level.WARNING and "1 mails were given up" in finding.what for finding in examine(app))


def test_a_silent_mail_server_and_missing_settings_are_problems(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path, CAB_MAIL_URL="smtp://127.0.0.1:1"))
    found = problems(app)
    assert any(what.startswith("The mail server does not answer") for what in found)
