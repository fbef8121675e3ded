"""State machines: a table of the moves that are possible, asked before a status column changes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from cab_portal.core.errors import Conflict

S = TypeVar("S", bound=StrEnum)


class StateMachine(Generic[S]):
    """``moves`` maps each state to those that may follow it; a state that is missing is final."""

    def __init__(self, first: S, moves: Mapping[S, frozenset[S]]) -> None:
        self.first = first
        self.moves = moves

    def can_move(self, state: S, to: S) -> bool:
        return to in self.moves.get(state, frozenset())

    def move(self, state: S, to: S, refusal: str) -> S:
        """The new state; ``Conflict`` with the sentence ``refusal`` where the move is not possible."""
        if not self.can_move(state, to):
            raise Conflict(refusal, code=f"not_from_{state}")
        return to

    def reachable(self) -> frozenset[S]:
        """All states that can be reached from the first."""
        seen = {self.first}
        open_states = [self.first]
        while open_states:
            for state in self.moves.get(open_states.pop(), frozenset()) - seen:
                seen.add(state)
                open_states.append(state)
        return frozenset(seen)
