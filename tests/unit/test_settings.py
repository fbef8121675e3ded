"""Settings: what is read, what is refused and with which sentence."""

from pathlib import Path

import pytest

from cab_portal.core.errors import SettingsError
from cab_portal.core.settings import MailServer, Settings, is_loopback

KEY = "0123456789abcdef0123456789abcdef"


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(environ)
    return refused.value.problems


def test_an_empty_environment_gives_sqlite_on_this_machine() -> None:
    settings = Settings.from_environment({})
    assert settings.database_url == f"sqlite:///{Path.cwd() / 'instance' / 'cab_portal.sqlite3'}"
    assert (settings.web_processes, settings.web_threads, settings.on_sqlite) == (1, 8, True)
    assert settings.local_url == "http://127.0.0.1:8000"


def test_an_empty_value_counts_as_unset() -> None:
    assert Settings.from_environment({"CAB_PORT": "", "CAB_REDIS_URL": " "}) == Settings.from_environment({})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_normalized(scheme: str) -> None:
    settings = Settings.from_environment({"CAB_DATABASE_URL": f"{scheme}://u:p@db/cab?sslmode=require"})
    assert settings.database_url == "postgresql+psycopg://u:p@db/cab?sslmode=require"
    assert (settings.web_processes, settings.on_sqlite) == (2, False)


@pytest.mark.parametrize(
    ("given", "server"),
    [
        ("smtp://mail", MailServer("mail", 25)),
        ("smtp://mail:2525", MailServer("mail", 2525)),
        ("smtp://u:p%40ss@mail?starttls=yes", MailServer("mail", 587, "u", "p@ss", "starttls")),
        ("smtps://u:p@mail", MailServer("mail", 465, "u", "p", "tls")),
        ("smtp://u:p@127.0.0.1:25", MailServer("127.0.0.1", 25, "u", "p")),
    ],
)
def test_a_mail_server_is_read(given: str, server: MailServer) -> None:
    assert Settings.from_environment({"CAB_MAIL_URL": given}).mail_server == server


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://CAB.example.com/", "https://cab.example.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost:5000", "http://localhost:5000"),
        ("http://[::1]:5000", "http://[::1]:5000"),
    ],
)
def test_a_base_url_is_an_origin(given: str, origin: str) -> None:
    assert Settings.from_environment({"CAB_BASE_URL": given}).base_url == origin


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("CAB_DATA_DIR", __file__, "must name a folder"),
        ("CAB_DATABASE_URL", "mysql://u@h/d", "must start with postgresql://"),
        ("CAB_DATABASE_URL", "sqlite://", "must start with postgresql://"),
        ("CAB_DATABASE_URL", "sqlite:///:memory:", "must start with postgresql://"),
        ("CAB_DATABASE_URL", "postgresql://u@h", "must name a database"),
        ("CAB_DATABASE_URL", "postgresql://u@h:port/d", "is no valid address"),
        ("CAB_REDIS_URL", "http://h", "must look like redis://"),
        ("CAB_SECRET_KEY", "short", "at least 32 characters"),
        ("CAB_SECRET_KEY", "a" * 64, "repeats too few characters"),
        ("CAB_SECRET_KEY_FALLBACKS", f"{KEY},short", "at least 32 characters"),
        ("CAB_BASE_URL", "cab.example.com", "must look like https://"),
        ("CAB_BASE_URL", "http://cab.example.com", "must start with https://"),
        ("CAB_BASE_URL", "http://127.0.0.1.example.com", "must start with https://"),
        ("CAB_BASE_URL", "https://cab.example.com/board", "must be an origin only"),
        ("CAB_BASE_URL", "https://user@cab.example.com", "must be an origin only"),
        ("CAB_BASE_URL", "https://cab.example.com?x=1", "must be an origin only"),
        ("CAB_MAIL_SENDER", "board", "must be a mail address"),
        ("CAB_MAIL_SENDER", "board@example.com\nBcc: x@example.com", "must be a mail address"),
        ("CAB_MAIL_URL", "mail.example.com:25", "must look like smtp://"),
        ("CAB_MAIL_URL", "smtp://u:p@mail.example.com", "would send a password in the clear"),
        ("CAB_MAIL_URL", "smtp://mail?tls=1", "knows the one option"),
        ("CAB_MAIL_URL", "smtps://mail?starttls=yes", "knows the one option"),
        ("CAB_HOST", "cab.example.com", "must be an address of this machine"),
        ("CAB_PORT", "0", "whole number from 1 to 65535"),
        ("CAB_PORT", "80a", "whole number from 1 to 65535"),
        ("CAB_PORT", "²", "whole number from 1 to 65535"),
        ("CAB_WEB_PROCESSES", "2", "must be 1 with SQLite"),
        ("CAB_WEB_THREADS", "-1", "whole number from 1 to 64"),
        ("CAB_TRUSTED_PROXIES", "10.0.0.1", "whole number from 0 to 10"),
        ("CAB_LOG_LEVEL", "loud", "must be debug, info, warning or error"),
    ],
)
def test_a_bad_value_is_refused_with_one_sentence(name: str, given: str, said: str) -> None:
    (problem,) = problems({name: given})
    assert problem.startswith(f"{name} ")
    assert said in problem
    assert problem.endswith(".")


def test_all_mistakes_are_told_at_once() -> None:
    assert len(problems({"CAB_PORT": "x", "CAB_LOG_LEVEL": "x", "CAB_BASE_URL": "x"})) == 3


def test_a_secret_is_never_shown() -> None:
    settings = Settings.from_environment(
        {
            "CAB_SECRET_KEY": KEY,
            "CAB_DATABASE_URL": "postgresql://u:hidden@h/d",
            "CAB_MAIL_URL": "smtps://u:hidden@h",
        }
    )
    assert KEY not in repr(settings)
    assert "hidden" not in repr(settings)
    assert "hidden" not in problems({"CAB_DATABASE_URL": "mysql://u:hidden@h/d"})[0]


def test_a_misspelled_name_is_refused_with_the_likely_one() -> None:
    assert problems({"CAB_BASEURL": "https://x"}) == ("CAB_BASEURL is no setting: did you mean CAB_BASE_URL?",)


def test_a_name_like_no_other_is_refused_too() -> None:
    assert problems({"CAB_ZZZ": "1"}) == ("CAB_ZZZ is no setting: see .env.example for the names.",)


def test_names_of_the_test_suite_are_left_alone() -> None:
    Settings.from_environment({"CAB_TEST_DATABASE_URL": "x", "CAB_REQUIRE_SERVICES": "1"})


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n", encoding="utf-8")
    assert Settings.from_environment({"CAB_SECRET_KEY_FILE": str(file)}).secret_key == KEY


def test_a_secret_file_must_be_readable_filled_and_the_only_one(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert "readable" in problems({"CAB_SECRET_KEY_FILE": str(tmp_path / "none")})[0]
    assert "empty file" in problems({"CAB_SECRET_KEY_FILE": str(empty)})[0]
    assert "both set" in problems({"CAB_SECRET_KEY_FILE": str(empty), "CAB_SECRET_KEY": KEY})[0]


def test_a_setting_that_is_no_secret_has_no_file() -> None:
    assert "CAB_PORT_FILE is no setting" in problems({"CAB_PORT_FILE": "/x"})[0]


def test_service_needs_a_key_an_origin_and_a_sender() -> None:
    complete = {
        "CAB_SECRET_KEY": KEY,
        "CAB_BASE_URL": "https://cab.example.com",
        "CAB_MAIL_SENDER": "Advisory board <board@example.com>",
    }
    assert Settings.from_environment(complete).missing_for_service() == ()
    for name in complete:
        rest = {other: value for other, value in complete.items() if other != name}
        (sentence,) = Settings.from_environment(rest).missing_for_service()
        assert sentence.startswith(f"{name} is missing")


@pytest.mark.parametrize(("host", "url"), [("0.0.0.0", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000")])
def test_this_machine_reaches_the_server_wherever_it_listens(host: str, url: str) -> None:
    assert Settings.from_environment({"CAB_HOST": host}).local_url == url


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("[::1]", True),
        ("LOCALHOST", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example.com", False),
    ],
)
def test_loopback(host: str, answer: bool) -> None:
    assert is_loopback(host) is answer
