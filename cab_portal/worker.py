"""The worker: sends what the outbox holds, and runs the schedules. Any number of them may run at once."""

import structlog
from flask import Flask
from huey import crontab

from cab_portal import wiring
from cab_portal.core.settings import Settings
from cab_portal.outbox import service as outbox
from cab_portal.outbox.models import OutboxMessage
from cab_portal.outbox.rules import without_budgets
from cab_portal.program.queries import program
from cab_portal.queue import queue_for
from cab_portal.web import mail_transport

_log = structlog.get_logger()
# The queue is asked this often where it cannot call: a mail leaves within two seconds of the commit.
_LONGEST_NAP_SECONDS = 1.0


def pump(app: Flask) -> int:
    """Send what is due; how many mails left. In a demo nothing leaves, and nothing waits for the

    hour of a digest: the page of sent mail shows it at once.
    """
    with app.app_context():
        keep = program().is_demo
        kinds = without_budgets(wiring.MAILS) if keep else wiring.MAILS
        return outbox.pump(kinds, _keep if keep else _send, keep_secrets=keep)


def _send(message: OutboxMessage) -> None:
    mail_transport.send(message)


def _keep(message: OutboxMessage) -> None:
    mail_transport.render(message)


def run(app: Flask) -> None:
    """Work until SIGINT or SIGTERM."""
    settings: Settings = app.extensions["cab_settings"]
    huey = queue_for(settings).huey

    def pump_outbox() -> None:
        pump(app)

    def run_schedules() -> None:
        with app.app_context():
            for job in wiring.SCHEDULES:
                job()

    queue_for(settings).serve(pump_outbox)
    huey.periodic_task(crontab(minute="*"), name="pump_every_minute")(pump_outbox)
    huey.periodic_task(crontab(minute="*"), name="run_schedules")(run_schedules)
    pump(app)
    _log.info("worker_ready")
    huey.create_consumer(workers=1, max_delay=_LONGEST_NAP_SECONDS, check_worker_health=True).run()
