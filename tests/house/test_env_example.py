"""The annotated example of settings and the code name the same variables, with the same defaults."""

import re
from pathlib import Path

from cab_portal.core.settings import VARIABLES, Settings

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
LINE = re.compile(r"^#?(CAB_[A-Z_]+)=(.*)$", re.MULTILINE)


def examples() -> dict[str, str]:
    return dict(LINE.findall(EXAMPLE.read_text(encoding="utf-8")))


def test_the_example_names_every_variable_and_no_other() -> None:
    assert sorted(examples()) == sorted(variable.name for variable in VARIABLES)


def test_the_values_shown_are_the_defaults() -> None:
    assert Settings.from_environment(examples()) == Settings.from_environment({})


def test_each_secret_is_marked_and_nothing_else() -> None:
    paragraphs = EXAMPLE.read_text(encoding="utf-8").split("\n\n")[1:]
    marked = {
        name for paragraph in paragraphs if paragraph.startswith("# Secret") for name, _ in LINE.findall(paragraph)
    }
    assert marked == {variable.name for variable in VARIABLES if variable.secret}


def test_the_example_sets_nothing_by_itself() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
