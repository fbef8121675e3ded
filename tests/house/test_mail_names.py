"""Every mail has a name in the list of mails that admins read."""

from tests.house.sources import ROOT


def test_every_mail_has_a_name_for_admins() -> None:
    names = (ROOT / "templates/admin/_mail_names.html").read_text(encoding="utf-8")
    mails = {path.stem for path in (ROOT / "templates/mails").glob("*.jinja")}
    assert mails
    assert {mail for mail in mails if f'"{mail}":' not in names} == set()
