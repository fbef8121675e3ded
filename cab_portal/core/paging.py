"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of ``total`` items; ``number`` counts pages from 1."""

    items: Sequence[T]
    total: int
    number: int = 1
    size: int = PAGE_SIZE

    @property
    def first(self) -> int:
        """The place of the first item shown, from 1; 0 for an empty page."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The place of the last item shown."""
        return self.first + len(self.items) - 1 if self.items else 0

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number * self.size < self.total


def offset_of(number: int, size: int = PAGE_SIZE) -> int:
    """How many items stand before a page."""
    return (number - 1) * size
