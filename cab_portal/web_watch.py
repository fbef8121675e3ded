"""Watches the web processes in the place of the program that made them, which kept a copy of the application.

``python -m cab_portal.web_watch PID… -- COMMAND…``: COMMAND takes this one's place when a process dies, with the ids of
those that still serve. What is imported here stays in memory, so it is next to nothing.
"""

import os
import signal
import sys
import time
from collections.abc import Collection, Sequence

ENDING = (signal.SIGINT, signal.SIGTERM)
HELD_BACK = (*ENDING, signal.SIGHUP)
"""Whoever starts this program blocks them, so that none is lost, or ends it, before it can take them."""
REPLACING = "--replacing"
FAREWELL_SECONDS = 10
_GROWN_UP_SECONDS = 5.0
_FIRST_FOREIGN_FILE = 3


class _Watch:
    """The processes that serve; whether they were asked to end."""

    def __init__(self, serving: Sequence[int]) -> None:
        self.serving = set(serving)
        self.is_ending = False

    def end(self, number: int, frame: object) -> None:
        """Let all finish what is under way; who does not in time is killed."""
        del number, frame
        self.is_ending = True
        self._tell(signal.SIGTERM)
        signal.alarm(FAREWELL_SECONDS)

    def kill(self, number: int, frame: object) -> None:
        """End by force whoever is left."""
        del number, frame
        self._tell(signal.SIGKILL)

    def wait(self) -> None:
        """Until a process dies that was not asked to, or until all have ended that were."""
        while self.serving:
            process_id, _status = os.wait()
            self.serving.discard(process_id)
            if not self.is_ending:
                return

    def _tell(self, number: int) -> None:
        for process_id in self.serving:
            os.kill(process_id, number)


def main(arguments: Sequence[str]) -> int:
    """Watch until SIGINT or SIGTERM, which is status 0, or until processes die again and again: 1."""
    place = arguments.index("--")
    watch, command = _Watch([int(process_id) for process_id in arguments[:place]]), arguments[place + 1 :]
    # The socket that the web processes listen to is theirs alone: nobody would answer here.
    os.closerange(_FIRST_FOREIGN_FILE, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGALRM, watch.kill)
    for number in ENDING:
        signal.signal(number, watch.end)
    # A terminal that is closed is the matter of who started us there.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HELD_BACK)
    began = time.monotonic()
    watch.wait()
    signal.pthread_sigmask(signal.SIG_BLOCK, HELD_BACK)
    if watch.is_ending:
        return 0
    if REPLACING not in command or time.monotonic() - began >= _GROWN_UP_SECONDS:
        _start_again(command, watch.serving)
    watch.end(signal.SIGTERM, None)
    watch.wait()
    return 1


def _start_again(command: Sequence[str], serving: Collection[int]) -> None:
    first = command[: command.index(REPLACING)] if REPLACING in command else command
    again = [sys.executable, *first, REPLACING, *map(str, serving)]
    os.execv(sys.executable, again)  # noqa: S606 - our own interpreter


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
