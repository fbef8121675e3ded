"""How the log is written."""

import structlog


def configure() -> None:
    """Lines with a plain traceback: structlog's own shows the local variables of each frame, and with them the texts,
    addresses and keys that a request was served with.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ]
    )
