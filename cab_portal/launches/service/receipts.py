"""Receipts: at the launch, everybody who commented is told what became of it, once per draft."""

from sqlalchemy import select

from cab_portal.comments.models import Thread
from cab_portal.core import clock, ids
from cab_portal.core.events import publish
from cab_portal.database import session
from cab_portal.database.statements import insert_once
from cab_portal.launches.events import DraftLaunched, ReceiptIssued
from cab_portal.launches.models import Receipt


def issue_receipts(event: DraftLaunched) -> None:
    """Give each author of a shared thread of the draft a receipt; who has one from an earlier launch gets no other."""
    authors = session.scalars(
        select(Thread.author_id)
        .where(Thread.draft_id == event.draft_id, Thread.shared_at.is_not(None))
        .distinct()
        .order_by(Thread.author_id)
    ).all()
    at = clock.now()
    for person_id in authors:
        receipt_id = ids.new_id()
        row = {"id": receipt_id, "draft_id": event.draft_id, "person_id": person_id, "created_at": at}
        if insert_once(Receipt, row):
            publish(ReceiptIssued(receipt_id=receipt_id, draft_id=event.draft_id, person_id=person_id))
