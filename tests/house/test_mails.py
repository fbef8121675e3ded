"""Every mail: known to the pump, read by a person, with one button, and stoppable exactly where it may be."""

from __future__ import annotations

import pytest

from cab_portal import wiring
from cab_portal.web.folders import folder
from tests.snapshot import FOLDER

TEMPLATES = sorted(file.stem for file in folder("templates").joinpath("mails").glob("*.jinja"))
SNAPSHOTS = sorted((FOLDER / "mails").glob("*.txt"))
# What leads to the stop of mails; its words name the review where the mail is about one.
STOP = ": http://localhost/unsubscribe/"


def template_of(name: str) -> str:
    """The template that a snapshot was rendered from: the longest that its name begins with."""
    return max((template for template in TEMPLATES if name.startswith(template)), key=len, default="")


def test_the_pump_knows_each_template_and_no_other() -> None:
    assert set(TEMPLATES) == set(wiring.MAILS)


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_mail_has_a_snapshot(template: str) -> None:
    assert any(template_of(file.stem) == template for file in SNAPSHOTS)


@pytest.mark.parametrize("name", [file.stem for file in SNAPSHOTS])
def test_each_mail_has_a_subject_and_one_button_and_can_be_stopped_where_it_may(name: str) -> None:
    text = (FOLDER / "mails" / f"{name}.txt").read_text(encoding="utf-8")
    head, _, body = text.partition("\n\n")
    assert head.startswith("Subject: ")
    assert 10 < len(head.removeprefix("Subject: ")) < 120
    words, _, foot = body.partition("\n--\n")
    assert sum(line.startswith("http://localhost/") for line in words.splitlines()) == 1, "one button"
    assert foot.startswith("You get this mail because")
    stoppable = wiring.is_stoppable(template_of(name))
    assert (STOP in foot) == stoppable
