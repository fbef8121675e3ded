"""What answering costs: pages and responses beside the bare application, and with few and with many responses stored.

Costs are time on the processors of all processes of a server, because others share the machine; the sides take turns,
so that whatever disturbs one disturbs the other.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from benchmarks.answering import answers, table
from benchmarks.answering.stand import Account, Portal, Stand
from benchmarks.answering.table import Line
from benchmarks.bare import page_of_size
from benchmarks.browsers import Answer, Browser, seconds_for
from cab_portal.surveys.rules import SurveyLayout

_OFTEN = 4
"""A bare request is so short that it takes several to measure it."""


def whole_lines(stand: Stand) -> Iterator[Line]:
    """The survey with all questions on one page."""
    stand.lay_out(SurveyLayout.WHOLE)
    path = f"{stand.few.filled.pages}/answers"
    own, bare = _pages(stand, path, "/")
    size = _kilobytes(_look(stand.few, path))
    yield Line(f"page of five questions ({size}), rate of a bare page", 1 / own.time_over(bare), table.PAGE_RATE)
    yield Line("page of five questions, rate by server CPU", 1 / own.cost_over(bare), table.PAGE_RATE)
    own, bare = _responses(stand)
    yield Line("response on one page, server CPU of a bare page and insert", own.cost_over(bare), table.RESPONSE_COST)


def paged_lines(stand: Stand) -> Iterator[Line]:
    """The survey with one question per page: what each request costs beside a bare one."""
    stand.lay_out(SurveyLayout.PAGED)
    pages = stand.few.filled.pages
    for name, path in (("start page", pages), ("page of one question", f"{pages}/q/1")):
        page = _look(stand.few, path)
        own, bare = _pages(stand, path, page_of_size(len(page.body)))
        yield _paged(f"{name} ({_kilobytes(page)}), server CPU of a bare page of its size", own, bare)
    yield from _steps(stand)


def submit_lines(stand: Stand) -> Iterator[Line]:
    """Responses completed with few and with many stored, in both layouts, one here and one there in turns."""
    counts = f"with {stand.many.filled.responses:,} stored of with {stand.few.filled.responses:,}"
    for layout, how in ((SurveyLayout.WHOLE, "on one page"), (SurveyLayout.PAGED, "page by page")):
        stand.lay_out(layout)
        few, many = Account(stand.few.server), Account(stand.many.server)
        few_took, many_took = [], []
        for number in range(stand.effort.submits):
            few_took.append(_complete(stand.few, few, layout, number))
            many_took.append(_complete(stand.many, many, layout, number))
        yield Line(f"responses {how}, rate {counts}", median(few_took) / median(many_took), table.SUBMIT_RATE)
        yield Line(f"responses {how}, rate by server CPU", 1 / many.cost_over(few), table.SUBMIT_RATE)


def _complete(portal: Portal, account: Account, layout: SurveyLayout, number: int) -> float:
    """How long a member takes, in seconds."""
    answer = answers.answer_whole if layout is SurveyLayout.WHOLE else answers.answer_paged
    with Browser(portal.server.port, portal.next_member()) as browser, account.of(1):
        start = time.perf_counter()
        answer(browser, portal.filled.pages, number)
        return time.perf_counter() - start


def _pages(stand: Stand, path: str, bare_path: str) -> tuple[Account, Account]:
    """A page of ours and a bare one, each asked for by several readers at once."""
    own, bare = Account(stand.few.server), Account(stand.bare)
    each, readers = stand.effort.pages, stand.few.readers
    for turn in range(stand.effort.turns + 1):
        if turn == 1:
            # Until here both have warmed up.
            own, bare = Account(own.server), Account(bare.server)
        with own.of(each * len(readers)):
            seconds_for(own.server.port, readers, path, each)
        with bare.of(_OFTEN * each * len(readers)):
            seconds_for(bare.server.port, readers, bare_path, _OFTEN * each)
    return own, bare


def _responses(stand: Stand) -> tuple[Account, Account]:
    """Responses on one page, and bare pages with an insert."""
    own, bare = Account(stand.few.server), Account(stand.bare)
    batch = max(1, stand.effort.responses // 10)
    with Browser(stand.bare.port) as visitor:
        for number in range(0, stand.effort.responses, batch):
            with own.of(batch):
                for each in range(batch):
                    with Browser(own.server.port, stand.few.next_member()) as member:
                        answers.answer_whole(member, stand.few.filled.pages, number + each)
            with bare.of(_OFTEN * batch):
                for each in range(_OFTEN * batch):
                    answers.answer_bare(visitor, number + each)
    return own, bare


def _steps(stand: Stand) -> Iterator[Line]:
    """Members answer page by page, all of them each step before the next."""
    pages, effort = stand.few.filled.pages, stand.effort
    saved, checked, sent = (Account(stand.few.server) for _ in range(3))
    saved_bare, checked_bare, sent_bare = (Account(stand.bare) for _ in range(3))
    with ExitStack() as stack:
        members = [
            stack.enter_context(Browser(stand.few.server.port, stand.few.next_member())) for _ in range(effort.paged)
        ]
        visitor = stack.enter_context(Browser(stand.bare.port))
        often = _OFTEN * len(members)
        for place, _question in enumerate(answers.QUESTIONS, start=1):
            forms = [
                answers.paged_form(member.get(f"{pages}/q/{place}").hidden, place, number)
                for number, member in enumerate(members)
            ]
            with saved.of(len(members)):
                for member, form in zip(members, forms, strict=True):
                    member.post(f"{pages}/q/{place}", form)
            with saved_bare.of(often):
                for _ in range(often):
                    visitor.post("/responses", forms[0])
        with checked.of(len(members)):
            checks = [member.get(f"{pages}/check") for member in members]
        with checked_bare.of(often):
            for _ in range(often):
                visitor.get(page_of_size(len(checks[0].body)))
        with sent.of(len(members)):
            for member, page in zip(members, checks, strict=True):
                member.post(f"{pages}/check", page.hidden)
        with sent_bare.of(often):
            for _ in range(often):
                visitor.post("/responses", checks[0].hidden)
    yield _paged("one answer saved, server CPU of a bare insert", saved, saved_bare)
    size = _kilobytes(checks[0])
    yield _paged(f"check page ({size}), server CPU of a bare page of its size", checked, checked_bare)
    yield _paged("answers sent, server CPU of a bare insert", sent, sent_bare)


def _paged(what: str, own: Account, bare: Account) -> Line:
    return Line(what, own.cost_over(bare), table.PAGED_COST)


def _look(portal: Portal, path: str) -> Answer:
    with Browser(portal.server.port, portal.readers[0]) as browser:
        return browser.get(path)


def _kilobytes(page: Answer) -> str:
    return f"{len(page.body) / 1000:.1f} kB"
