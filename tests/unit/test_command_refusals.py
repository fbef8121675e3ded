"""What somebody at the command line reads where a command cannot do its work."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from cab_portal.cli import group

MISSING = psycopg.OperationalError('connection failed: FATAL:  database "portal" does not exist\nhint')


@pytest.mark.parametrize("error", [MISSING, OperationalError("SELECT 1", {}, MISSING)])
def test_a_database_that_does_not_answer_is_told_in_one_sentence(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_options: object) -> None:
        raise error

    monkeypatch.setattr(group, "group", fail)
    with pytest.raises(SystemExit) as end:
        group.main()
    told = capsys.readouterr().err
    assert end.value.code == 2
    assert told.count("\n") == 1
    assert "The database does not answer:" in told
    assert 'database "portal" does not exist' in told


def test_a_fault_of_our_own_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        raise LookupError

    monkeypatch.setattr(group, "group", fail)
    with pytest.raises(LookupError):
        group.main()
