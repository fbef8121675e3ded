"""Events: each is worded for the audit log, published somewhere, and mails somebody or is listed as mailing nobody."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import Counter

import pytest

import cab_portal
from cab_portal import wiring
from cab_portal.core.events import Event
from tests.house.sources import called, python_files, tree_of

# Events that nobody gets a mail about, each with the reason. Add an event here, or a handler to its feature's mails.
NO_MAIL = {
    "answer.themed": "the team sorts words for itself",
    "board.changed": "members read the board's page",
    "board.created": "nobody sits on it yet",
    "charter.written": "who accepted an earlier one keeps it",
    "decision.changed": "members read a decision once it is published",
    "decision.created": "as above",
    "draft.changed": "read where the draft is written",
    "draft.collaborator_added": "as above",
    "draft.collaborator_removed": "as above",
    "draft.created": "as above",
    "draft.handed_over": "as above",
    "draft.imported": "as above",
    "draft.launched": "each commenter's receipt is the mail",
    "draft.moved": "as above",
    "message.released": "the message itself is the mail",
    "offer.dropped": "offers are told by the invitation to a review",
    "offer.made": "as above",
    "organization.created": "of concern to admins only, who read the log",
    "organization.renamed": "as above",
    "payout.approved": "members read it under Rewards",
    "payout.chosen": "members choose it themselves",
    "person.created": "an invitation follows",
    "person.deactivated": "access ends silently",
    "person.mails_resumed": "asked for by the person",
    "person.mails_stopped": "as above",
    "person.reactivated": "of concern to admins only, who read the log",
    "person.renamed": "as above",
    "person.role_changed": "seen at the next sign-in",
    "program.changed": "of concern to admins only, who read the log",
    "request.changed": "nobody was told of it yet",
    "request.closed": "seen on the member's pages",
    "request.created": "nobody was told of it yet",
    "request.extended": "seen on the member's pages",
    "request.withdrawn": "as above",
    "response.corrected": "asked for by the member",
    "review.mails_resumed": "asked for by the member",
    "review.mails_stopped": "as above",
    "review.sharing_changed": "asked for by the member",
    "review.version_switched": "asked for by the member",
    "reward.reversed": "follows a choice of the member",
    "seat.changed": "seen on the member's pages",
    "seat.declined": "staff see it on the board's page",
    "seat.ended": "access ends with the term",
    "sign_in.done": "asked for by the person",
    "sign_in.ended": "as above",
    "sign_in.requested": "its link is put into the outbox where it is made, for its secret is known only there",
    "suggestion.applied": "the decision that goes with it is the mail",
    "suggestion.undone": "the team's own doing",
    "survey.corrected": "a slip of the pen; who answers reads the corrected words",
    "survey.changed": "read where the survey is written",
    "survey.created": "read where the survey is written",
    "survey.finding_set_aside": "read where the survey is written",
    "survey.finding_taken_up": "as above",
    "survey.opened": "the invitation to the review names it",
    "survey.sealed": "nobody is told when anonymous answers came in",
    "survey.translation_confirmed": "read where the survey is written",
    "survey.reopened": "it opens again with its request",
    "theme.renamed": "as answer.themed",
    "concern.answered": "the team sees it under Triage",
    "thread.grouped": "the answer to the group is the mail",
    "thread.ungrouped": "as above",
    "thread.changed": "waits until the member finishes",
    "thread.placed_again": "seen where the comment stands",
    "thread.removed": "waits until the member finishes",
    "thread.started": "as above",
    "thread.support_withdrawn": "staff see the count under Triage",
    "thread.supported": "as above",
    "waiver.asked": "staff see it under Today",
    "waiver.granted": "as above",
    "waiver.refused": "as above",
}
# Fields that are texts in Python and yet no words of anybody.
NO_WORDS = {
    "currency": "three letters",
    "language": "a code of a few letters, as in pt-BR, checked when the language is added",
    "question_id": "the id of a question in its survey: small letters, digits and underscores",
    "rule": "the name of a rule of the design assistant, one of a fixed list",
}
for _module in pkgutil.walk_packages(cab_portal.__path__, "cab_portal."):
    if _module.name.endswith(".events"):
        importlib.import_module(_module.name)
EVENTS = sorted(Event.__subclasses__(), key=lambda kind: kind.name)


def mails_somebody(kind: type[Event]) -> bool:
    handlers = wiring.SUBSCRIPTIONS.get(kind, ())
    return any("mails" in handler.__module__.split(".") for handler in handlers)


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(kind.name for kind in EVENTS).items() if count > 1] == []


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_each_event_is_named_and_worded(kind: type[Event]) -> None:
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", kind.name)
    assert re.fullmatch(r"[A-Z][^.!{}%]+", kind.says), "a sentence for the audit log, without a full stop"


def test_each_event_is_published_somewhere() -> None:
    made = {
        called(node)
        for path in python_files("cab_portal")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call)
    }
    silent = {kind.name for kind in EVENTS if kind.__name__ not in made}
    assert silent == set(), "publish these in a service, or remove them"


def test_each_event_mails_somebody_or_is_listed() -> None:
    silent = {kind.name for kind in EVENTS if not mails_somebody(kind)}
    unlisted = silent - set(NO_MAIL)
    assert unlisted == set(), "give these a handler in a mails room, or a reason under NO_MAIL in this file"


def test_the_list_of_silent_events_is_true() -> None:
    known = {kind.name for kind in EVENTS}
    mailing = {kind.name for kind in EVENTS if mails_somebody(kind)}
    assert set(NO_MAIL) & mailing == set(), "these mail somebody now: take them off NO_MAIL in this file"
    assert {name for name in NO_MAIL if name not in known} == set(), "these events are gone"


def test_nothing_listens_to_an_event_that_is_none() -> None:
    assert [kind for kind in wiring.SUBSCRIPTIONS if kind not in EVENTS] == []


def test_anonymous_answers_are_taken_in_silence() -> None:
    """The named exception: whatever is written or sent beside an anonymous answer would tell whose it is."""
    path = next(path for path in python_files("cab_portal") if path.as_posix().endswith("surveys/service/anonymous.py"))
    calls = {called(node) for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)}
    assert {"send_answers", "keep_answer"} <= {
        node.name for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)
    }
    assert not calls & {"publish", "enqueue", "now", "new_id", "unit_of_work", "add", "add_all", "get_logger"}


def test_an_event_holds_no_text_of_a_person() -> None:
    """Ids, numbers, instants and words of ours; a name, an address or a sentence would outlive its erasure."""
    free_text = {
        f"{kind.__name__}.{name}"
        for kind in EVENTS
        for name, annotation in kind.__annotations__.items()
        if annotation in (str, "str") and name not in NO_WORDS
    }
    assert free_text == set()
