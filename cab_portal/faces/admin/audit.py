"""The audit log: who did what."""

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from cab_portal.accounts import queries as accounts
from cab_portal.audit import queries
from cab_portal.audit.queries import EntryFilter, EntryRow
from cab_portal.core import ids
from cab_portal.core.access import AreaPermission
from cab_portal.core.errors import InvalidInput
from cab_portal.core.events import wordings
from cab_portal.core.paging import Page
from cab_portal.faces.admin.blueprint import blueprint
from cab_portal.web import csv_files, guards
from cab_portal.web.forms import LineField, SearchForm, choices
from cab_portal.web.paging import page_number

COLUMNS = ("Number", "Time", "Event", "What happened", "Who", "Who (id)", "About", "Details")


class AuditSearch(SearchForm):
    """Which entries to list."""

    event = SelectField("What happened", default="")
    actor = LineField("Who (name or address)", limit=100)

    def offer(self) -> None:
        """Every event, by its wording."""
        self.event.choices = choices(("", "Everything"), *sorted(wordings().items(), key=lambda one: one[1]))

    def given(self) -> EntryFilter:
        """The filter as typed."""
        search = self.actor.data
        return EntryFilter(self.event.data or "", accounts.ids_of_people_named(search) if search else None)


@blueprint.get("/admin/audit")
@guards.require(AreaPermission.ADMIN)
def audit() -> ResponseReturnValue:
    """What happened, the newest first."""
    form = AuditSearch(request.args)
    form.offer()
    if not form.validate():
        empty: Page[EntryRow] = Page([], 0)
        return render_template("admin/audit.html", form=form, page=empty, names={}, export_url=None), 422
    page = queries.entries(form.given(), page_number())
    export_url = url_for("admin.export_audit", event=form.event.data or None, actor=form.actor.data or None)
    return render_template("admin/audit.html", form=form, page=page, names=_names(page.items), export_url=export_url)


@blueprint.get("/admin/audit.csv")
@guards.require(AreaPermission.ADMIN)
def export_audit() -> ResponseReturnValue:
    """The same as a file, the oldest first."""
    form = AuditSearch(request.args)
    form.offer()
    if not form.validate():
        raise InvalidInput("This filter cannot be read. Go back and set it again.")
    return csv_files.download("audit.csv", COLUMNS, _lines(form.given()))


def _lines(wanted: EntryFilter) -> Iterator[list[csv_files.Cell]]:
    for part in queries.all_entries(wanted):
        names = _names(part)
        for entry in part:
            yield [
                entry.number,
                entry.recorded_at,
                entry.event,
                entry.says,
                names.get(entry.actor_id, "") if entry.actor_id else "System",
                ids.encode(entry.actor_id) if entry.actor_id else "",
                names.get(entry.person_id, "") if entry.person_id else "",
                json.dumps(entry.payload, ensure_ascii=False, sort_keys=True),
            ]


def _names(entries: Sequence[EntryRow]) -> dict[UUID, str]:
    found = {key for entry in entries for key in (entry.actor_id, entry.person_id) if key is not None}
    return accounts.names_of(found)
