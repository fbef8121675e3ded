"""What the readers of definitions have in common: names with their places, and references that are wrong."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from cab_portal.surveys.questionnaire.verifier.logic import Finding
from cab_portal.surveys.questionnaire.wording import Sentence

_REFERENCES = {
    "unknown_reference": "It reads “%(name)s”, but there is no such question.",
    "self_reference": "It reads its own answer.",
    "forward_reference": "It reads “%(name)s”, which comes later.",
    "cycle": "It is shown by the answer to “%(name)s”, which is itself shown by an answer to this one.",
}
_VALUES = {
    "value_not_in_options": "It asks for “%(value)s”, which is no answer to “%(name)s”.",
    "value_out_of_range": "It asks for “%(value)s”, which lies outside the answers to “%(name)s”.",
    "type_mismatch": "It compares “%(name)s” in a way that its answers do not have: %(value)s.",
}


class UnusableError(ValueError):
    """This is no definition whose logic could be read; `str()` is one sentence."""


@dataclass
class Reading:
    """Where each question stands, which conditions read which, and what was found wrong so far.

    `edges` go from the place of a question to the places of those that its condition reads.
    """

    places: Mapping[str, int]
    edges: Mapping[int, Set[int]]
    findings: list[Finding] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def find(self, code: str, owner: str, name: str, value: Any = "", witness: tuple[dict[str, Any], ...] = ()) -> None:
        """Note a wrong reference or value once."""
        template = _REFERENCES.get(code) or _VALUES[code]
        values = {"name": name, "value": str(value)[:60]} if code in _VALUES else {"name": name}
        finding = Finding(code, owner, Sentence(template, **values), witness)
        if finding not in self.findings:
            self.findings.append(finding)

    def refer(self, owner: str, place: int, name: str, until: int | None = None, *, answered: bool = False) -> bool:
        """Whether what stands at `place` may read the name; if not, why is noted.

        What spans several questions, as a page does, ends before `until`. `answered` says that its own answer is
        there, as for a jump after it.
        """
        read = self.places.get(name)
        end = place + 1 if until is None else until
        if read is None:
            self.find("unknown_reference", owner, name)
        elif read < place or (answered and read < end):
            return True
        elif read < end:
            self.find("self_reference", owner, name)
        elif self._leads_to(read, place):
            self.find("cycle", owner, name, witness=({"question": name}, {"question": owner}))
        else:
            self.find("forward_reference", owner, name)
        return False

    def _leads_to(self, start: int, goal: int) -> bool:
        pending, seen = [start], {start}
        while pending:
            for place in self.edges.get(pending.pop(), ()):
                if place == goal:
                    return True
                if place not in seen:
                    seen.add(place)
                    pending.append(place)
        return False


def once(names: list[str], owner: str, reading: Reading, code: str = "duplicate_id") -> None:
    """Note ids that are there twice; of the parts of one question the first."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            sentence = Sentence("The id “%(name)s” is there twice.", name=name)
            reading.findings.append(Finding(code, owner or name, sentence))
            if owner:
                return
        seen.add(name)
