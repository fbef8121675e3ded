"""How many statements pages and posts take, signed in and with every guard; begin and commit are not counted."""

from collections.abc import Iterator

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from benchmarks.answering import answers, table
from benchmarks.answering.stand import Portal
from benchmarks.answering.table import Bound, Line
from benchmarks.browsers import hidden_in
from benchmarks.signing import client_of
from benchmarks.statements import statements_of
from cab_portal.core import ids
from cab_portal.surveys.rules import SurveyLayout

_MEMBER_LISTS = ("/reviews", "/surveys", "/changes", "/rewards")
_STAFF_LISTS = (
    "/staff/drafts",
    "/staff/surveys",
    "/staff/boards",
    "/staff/decisions",
    "/admin/people",
    "/admin/organizations",
    "/admin/boards",
    "/admin/rewards",
    "/admin/audit",
)


def statement_lines(portal: Portal) -> Iterator[Line]:
    """All lines about statements."""
    filled = portal.filled
    yield from _answering(portal)
    admin = _Client(portal, filled.admin)
    yield _line("results page", admin.reads(filled.results()), table.RESULTS_STATEMENTS)
    draft = f"/staff/drafts/{ids.encode(filled.draft_id)}"
    step = f"/reviews/{ids.encode(filled.request_id)}/v/1/steps/1"
    member = _Client(portal, filled.member)
    of_draft = {step: member.reads(step), **{path: admin.reads(path) for path in (draft, f"{draft}/triage")}}
    for name, path in (("read by a member", step), ("on its own page", draft), ("in triage", f"{draft}/triage")):
        what = f"draft with {filled.comments} anchored comments {name}"
        yield _line(what, of_draft[path], table.DRAFT_STATEMENTS)
    counts = {path: member.reads(path) for path in _MEMBER_LISTS} | {path: admin.reads(path) for path in _STAFF_LISTS}
    most = max(counts, key=lambda path: counts[path])
    yield _line(f"lists, of which {most} takes most", counts[most], table.LIST_STATEMENTS)


def _answering(portal: Portal) -> Iterator[Line]:
    pages = portal.filled.pages
    portal.lay_out(SurveyLayout.WHOLE)
    member = _Client(portal, portal.next_member())
    yield _line("page of five questions", member.reads(f"{pages}/answers"), table.SURVEY_STATEMENTS)
    form = answers.whole_form(member.hidden(f"{pages}/answers"), 1)
    yield _line("five answers sent from one page", member.writes(f"{pages}/answers", form), table.SUBMIT_STATEMENTS)
    portal.lay_out(SurveyLayout.PAGED)
    member = _Client(portal, portal.next_member())
    yield _line("page of one question", member.reads(f"{pages}/q/1"), table.SURVEY_STATEMENTS)
    saved = [
        member.writes(f"{pages}/q/{place}", answers.paged_form(member.hidden(f"{pages}/q/{place}"), place, 1))
        for place, _question in enumerate(answers.QUESTIONS, start=1)
    ]
    yield _line("one answer saved", max(saved), table.SUBMIT_STATEMENTS)
    yield _line("check page", member.reads(f"{pages}/check"), table.SURVEY_STATEMENTS)
    sent = member.writes(f"{pages}/check", member.hidden(f"{pages}/check"))
    yield _line("answers sent from the check page", sent, table.SUBMIT_STATEMENTS)


def _line(what: str, count: int, bound: Bound) -> Line:
    return Line(f"statements: {what}", count, bound)


class _Client:
    """Somebody signed in, inside this process."""

    def __init__(self, portal: Portal, cookie: str) -> None:
        self._app = portal.app
        self._client: FlaskClient = client_of(portal.app, cookie)
        self._base_url: str = portal.app.extensions["cab_base_url"]

    def reads(self, path: str) -> int:
        """How many statements a page takes that somebody has seen before."""
        self._get(path)
        return statements_of(self._app, lambda: self._get(path))

    def hidden(self, path: str) -> list[tuple[str, str]]:
        """The hidden fields of a page."""
        return hidden_in(self._get(path).data)

    def writes(self, path: str, fields: answers.Fields) -> int:
        """How many statements it takes to send a form."""
        return statements_of(self._app, lambda: self._post(path, fields))

    def _get(self, path: str) -> TestResponse:
        return self._ensured(self._client.get(path, base_url=self._base_url), 200)

    def _post(self, path: str, fields: answers.Fields) -> TestResponse:
        data: dict[str, list[str]] = {}
        for name, value in fields:
            data.setdefault(name, []).append(value)
        return self._ensured(self._client.post(path, data=data, base_url=self._base_url), 303)

    @staticmethod
    def _ensured(response: TestResponse, expected: int) -> TestResponse:
        if response.status_code != expected:
            raise SystemExit(f"{response.request.path} answers {response.status_code}: nothing to count.")
        return response
