"""What the limits count in memory."""

from collections import defaultdict, deque
from threading import Lock
from time import time

from limits.storage import MemoryStorage

SCHEME = "recent"
_SWEEP_EVERY = 1_000


class RecentHits(MemoryStorage):
    """When each key was hit, as long as that counts.

    The library's own storage starts a thread for nearly every hit, only to forget old ones; here a hit forgets the old
    ones of its key, and every thousandth those of all keys.
    """

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the library reads it from the class

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: str) -> None:
        super().__init__(uri, wrap_exceptions, **options)
        self._lock = Lock()
        self._hits: defaultdict[str, deque[tuple[float, float]]] = defaultdict(deque)
        self._since_sweep = 0

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether ``key`` may be hit ``amount`` times more within ``expiry`` seconds; if so, they are counted."""
        with self._lock:
            now = time()
            self._sweep(now)
            hits = self._hits[key]
            _forget(hits, now)
            if len(hits) + amount > limit:
                return False
            hits.extend([(now, now + expiry)] * amount)
            return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002 - a given name
        """When the oldest hit of ``key`` that still counts was, now if there is none; and how many there are."""
        with self._lock:
            now = time()
            counted = [at for at, _until in self._hits.get(key, ()) if at >= now - expiry]
            return (counted[0] if counted else now), len(counted)

    def clear(self, key: str) -> None:
        with self._lock:
            self._hits.pop(key, None)

    def reset(self) -> int | None:
        with self._lock:
            count = len(self._hits)
            self._hits.clear()
            return count

    def _sweep(self, now: float) -> None:
        self._since_sweep += 1
        if self._since_sweep < _SWEEP_EVERY:
            return
        self._since_sweep = 0
        for key in list(self._hits):
            _forget(self._hits[key], now)
            if not self._hits[key]:
                del self._hits[key]


def _forget(hits: deque[tuple[float, float]], now: float) -> None:
    """Hits of one key all count for the same time, so that the oldest is the first to go."""
    while hits and hits[0][1] <= now:
        hits.popleft()
