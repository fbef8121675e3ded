"""Today: a staff member's work queue, overdue replies first."""

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from cab_portal.comments.queries import triage
from cab_portal.comments.queries.triage import TriageLine
from cab_portal.core.access import AreaPermission
from cab_portal.faces.staff.blueprint import blueprint
from cab_portal.launches.queries import work
from cab_portal.launches.queries.work import DraftToDecide, RunningRequest, WaiverToJudge
from cab_portal.outbox import queries as outbox
from cab_portal.outbox.models import MessageStatus
from cab_portal.rewards import queries as rewards
from cab_portal.rewards.rules import APPROVABLE
from cab_portal.web import guards, identity
from cab_portal.web.filters import show_datetime
from cab_portal.web.pages import present_program


@dataclass(frozen=True)
class Task:
    """One thing that needs somebody; ``late`` marks what should have been done by now."""

    title: str
    text: str
    url: str
    action: str
    late: str = ""


@blueprint.get("/staff")
@guards.require(AreaPermission.STAFF)
def today() -> ResponseReturnValue:
    """What needs me now."""
    actor = identity.actor()
    replies = [_replies(line) for line in triage.triage_lines(actor, present_program().zone)]
    tasks = [
        *replies,
        *(_waiver(waiver) for waiver in work.waivers_to_judge(actor)),
        *(_decide(draft) for draft in work.drafts_to_decide(actor)),
    ]
    if actor.is_admin:
        tasks += _admin_tasks()
    running = [_running(request) for request in work.running_requests(actor)]
    return render_template("staff/today.html", tasks=tasks, running=running)


def _replies(line: TriageLine) -> Task:
    late = ngettext("%(num)s reply overdue", "%(num)s replies overdue", line.overdue) if line.overdue else ""
    text = str(
        ngettext(
            "%(num)s comment has no decision yet. The oldest came on %(date)s.",
            "%(num)s comments have no decision yet. The oldest came on %(date)s.",
            line.open,
            date=show_datetime(line.oldest_at),
        )
    )
    if line.due_at is not None and not line.overdue:
        text += " " + str(gettext("The next reply is due %(date)s.", date=show_datetime(line.due_at)))
    elif line.due_at is not None:
        text += " " + str(gettext("The first reply was due %(date)s.", date=show_datetime(line.due_at)))
    return Task(
        title=line.title,
        text=text,
        url=url_for("staff.triage_of_draft", draft_id=line.draft_id),
        action=gettext("Read and answer"),
        late=late,
    )


def _waiver(waiver: WaiverToJudge) -> Task:
    return Task(
        title=waiver.draft_title,
        text=gettext("%(name)s asks for an exception from a check. It takes a second person.", name=waiver.asked_by),
        url=url_for("staff.launch", draft_id=waiver.draft_id),
        action=gettext("Look at the request"),
    )


def _decide(draft: DraftToDecide) -> Task:
    return Task(
        title=draft.title,
        text=gettext("Its reviews are closed. See what stands between it and the launch."),
        url=url_for("staff.launch", draft_id=draft.draft_id),
        action=gettext("Open the readiness page"),
    )


def _running(request: RunningRequest) -> Task:
    return Task(
        title=request.draft_title,
        text=gettext(
            "%(board)s: %(finished)s of %(invited)s finished. Open until %(date)s.",
            board=request.board_name,
            finished=request.finished,
            invited=request.invited,
            date=show_datetime(request.closes_at),
        ),
        url=url_for("staff.show_request", request_id=request.request_id),
        action=gettext("See the progress"),
    )


def _admin_tasks() -> list[Task]:
    tasks = []
    counts = rewards.counts_by_status()
    if waiting := sum(counts.get(status, 0) for status in APPROVABLE):
        tasks.append(
            Task(
                title=gettext("Rewards to approve"),
                text=ngettext("%(num)s member waits for a payout.", "%(num)s payouts wait for an approval.", waiting),
                url=url_for("admin.rewards"),
                action=gettext("Look at the payouts"),
            )
        )
    if dead := outbox.counts_by_status().get(MessageStatus.DEAD, 0):
        tasks.append(
            Task(
                title=gettext("Mails that did not arrive"),
                text=ngettext("%(num)s mail was given up.", "%(num)s mails were given up.", dead),
                url=url_for("admin.mail", status=MessageStatus.DEAD.value),
                action=gettext("Look at the mails"),
            )
        )
    return tasks
