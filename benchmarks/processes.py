"""What a tree of processes has used, read from /proc: time on the processors, and memory that is its own share."""

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PARENT = 1
"""Place in /proc/PID/stat, counted after the name of the program."""
_ON_PROCESSORS = 2


def cpu_seconds(root: int) -> float:
    """User and system time of a process and all below it, exact to the nanosecond."""
    return sum(_cpu_seconds(process_id) for process_id in _tree(root))


def _cpu_seconds(process_id: int) -> float:
    # A process may end while the tree is looked at.
    with suppress(OSError):
        # Its own clock, numbered as by clock_getcpuclockid(3).
        return time.clock_gettime(~process_id << 3 | _ON_PROCESSORS)
    return 0.0


def pss_mib(root: int) -> float:
    """The memory of a process and all below it in MiB; what several share is counted in parts (PSS)."""
    return sum(_pss_kib(process_id) for process_id in _tree(root)) / 1024


def _pss_kib(process_id: int) -> int:
    # A process may end while the tree is looked at.
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in (_PROC / str(process_id) / "smaps_rollup").read_text().splitlines():
            name, _, amount = line.partition(":")
            if name == "Pss":
                return int(amount.split()[0])
    return 0


def _tree(root: int) -> list[int]:
    """A process and all below it."""
    stats = dict(_stats())
    children: dict[int, list[int]] = defaultdict(list)
    for process_id, stat in stats.items():
        children[int(stat[_PARENT])].append(process_id)
    found, waiting = [], [root]
    while waiting:
        process_id = waiting.pop()
        if process_id in stats:
            found.append(process_id)
            waiting += children[process_id]
    return found


def _stats() -> Iterator[tuple[int, list[str]]]:
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(FileNotFoundError, ProcessLookupError):
                yield int(folder.name), (folder / "stat").read_text().rpartition(")")[2].split()
