"""Ids: UUIDv7 for everything that may tell its time; shown as 26 characters of Crockford's base 32."""

import hashlib
import secrets
import threading
import time
from functools import lru_cache
from uuid import UUID

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_LENGTH = 26
_LOW_BITS = 62
_STEP_BITS = 40


class _Order:
    """What the last id of this process was made of, so that the next one of the same millisecond comes after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._milliseconds = 0
        self._random = 0

    def next(self) -> tuple[int, int]:
        """Milliseconds, and 74 random bits that count on by a random step within one (RFC 9562, 6.2, method 2)."""
        with self._lock:
            milliseconds = time.time_ns() // 1_000_000
            if milliseconds == self._milliseconds:
                self._random += 1 + secrets.randbits(_STEP_BITS)
            else:
                # The uppermost bit is left free, so that counting never runs out of bits.
                self._milliseconds, self._random = milliseconds, secrets.randbits(73)
            return milliseconds, self._random


_order = _Order()


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits.

    In the order of their ids, rows of one process stand in the order in which they were made.
    """
    milliseconds, random = _order.next()
    high, low = random >> _LOW_BITS, random & (1 << _LOW_BITS) - 1
    return UUID(int=(milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | high << 64 | 0x2 << 62 | low)


@lru_cache(maxsize=4_096)
def encode(key: UUID) -> str:
    """The 26 characters under which an id stands in an address."""
    value = key.int
    characters = []
    for _ in range(_LENGTH):
        value, digit = divmod(value, 32)
        characters.append(_ALPHABET[digit])
    return "".join(reversed(characters))


def decode(text: str) -> UUID:
    """The id behind 26 characters; ``ValueError`` for anything that :func:`encode` cannot have made."""
    if len(text) != _LENGTH:
        raise ValueError("An id has 26 characters.")
    value = 0
    for character in text:
        if character not in _VALUES:
            raise ValueError("An id holds digits and small letters only.")
        value = value * 32 + _VALUES[character]
    if value >> 128:
        raise ValueError("An id has 128 bits.")
    return UUID(int=value)


def new_secret() -> str:
    """256 random bits as text for a link or a cookie."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> bytes:
    """What is kept of a secret at rest: its SHA-256. Fit for secrets of 256 random bits, not for short codes."""
    return hashlib.sha256(secret.encode()).digest()
