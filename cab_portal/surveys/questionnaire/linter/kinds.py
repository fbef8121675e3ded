"""Names of which both can be true: one is a kind of the other, or a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from cab_portal.surveys.questionnaire.linter.facets import of_two_facets
from cab_portal.surveys.questionnaire.linter.lexicon import Lexicon
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, whole
from cab_portal.surveys.questionnaire.linter.scales import scale_of
from cab_portal.surveys.questionnaire.linter.words import lows
from cab_portal.surveys.questionnaire.wording import Sentence, quoted

_SHORTEST_STEM = 5


def overlapping_kinds(reading: Reading) -> Iterator[Hit]:
    """Answers of which both can be true: one is a kind of the other, or is part of it."""
    pair = next(_pairs(reading), None) or of_two_facets(reading)
    if pair is not None:
        other, text = (reading.question.options[place] for place in pair)
        message = Sentence("%(one)s and %(other)s can both be true.", one=quoted(other), other=quoted(text))
        yield Hit(whole(text), pair[1], message)


def _pairs(reading: Reading) -> Iterator[tuple[int, int]]:
    names = [" ".join(label.lows) for label in reading.labels]
    for place, name in enumerate(names):
        for other, earlier in enumerate(names[:place]):
            if _can_both_be_true(reading, (earlier, other), (name, place)):
                yield other, place


def _can_both_be_true(reading: Reading, one: tuple[str, int], other: tuple[str, int]) -> bool:
    if one[0] == other[0] or not one[0] or not other[0]:
        return False
    first, second = reading.labels[one[1]], reading.labels[other[1]]
    if any(label.is_other or label.is_opt_out or reading.has("both", label.lows) for label in (first, second)):
        return False
    owners = {label.lows[0] for label in (first, second) if label.lows[0] in reading.words["possessors"]}
    if len(owners) > 1:
        return False  # "our staff" are nobody of "your staff"
    if _includes(reading, one[0], other[0]) or _includes(reading, other[0], one[0]):
        return True
    if any(
        (one[0] == group[0] and other[0] in group[1:]) or (other[0] == group[0] and one[0] in group[1:])
        for group in _kinds(reading.words)
    ):
        return True
    if _are_person_and_field(reading, one[0], other[0]) or _are_person_and_field(reading, other[0], one[0]):
        return True
    if _is_kind_of(reading, one[0], other[0]) or _is_kind_of(reading, other[0], one[0]):
        return True
    return _is_part(reading, one[0], other[0]) or _is_part(reading, other[0], one[0])


def _includes(reading: Reading, general: str, special: str) -> bool:
    """Whether the second name is a kind or a part of the first, by the list of kinds."""
    parents, generals = _parents(reading.words), set(_forms(reading.words, general))
    for name in (*_forms(reading.words, special), _singular(reading.words, special.rpartition(" ")[2])):
        found, ahead = {name}, [name]
        while ahead:
            for parent in parents.get(ahead.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    ahead.append(parent)
        if (found - {name}) & generals:
            return True
    return False


def _forms(words: Lexicon, label: str) -> Iterator[str]:
    """What a label may be called in the list of kinds: as it stands, without small words before it, in the singular."""
    yield label
    said = label.split()
    while len(said) > 1 and said[0] in words["before_names"]:
        said = said[1:]
    yield " ".join(said)
    yield " ".join((*said[:-1], _singular(words, said[-1])))


def _singular(words: Lexicon, noun: str) -> str:
    irregular = dict(entry.split() for entry in words.entries("irregular_plurals"))
    if noun in irregular:
        return irregular[noun]
    for entry in words.entries("noun_endings"):
        ending, _, plain = (part.strip() for part in entry.partition(">"))
        if noun.endswith(ending) and not noun.endswith(words.entries("singular_endings")):
            return noun.removesuffix(ending) + plain
    return noun


@cache
def _parents(words: Lexicon) -> dict[str, set[str]]:
    """The names by what each is a kind or a part of."""
    parents: dict[str, set[str]] = {}
    for entry in words.entries("kinds"):
        generals, _, specials = entry.partition(":")
        for special in specials.split(","):
            parents.setdefault(_plain(special), set()).update(map(_plain, generals.split("/")))
    return parents


def _plain(name: str) -> str:
    """A name as the words of a label are joined."""
    return " ".join(word for word in lows(name) if word[0].isalnum())


@cache
def _kinds(words: Lexicon) -> tuple[tuple[str, ...], ...]:
    """Groups of names of which the first takes in the others (">" in the list), or all mean much the same ("~")."""
    groups: list[tuple[str, ...]] = []
    for entry in words.entries("overlapping_kinds"):
        names = tuple(" ".join(name.split()) for name in entry.lstrip("~> ").split(";"))
        alike = entry.startswith("~")
        groups.extend((names[at], *names[:at], *names[at + 1 :]) for at in range(len(names) if alike else 1))
    return tuple(groups)


def _is_kind_of(reading: Reading, general: str, special: str) -> bool:
    """Whether a label is another with a noun before it that narrows it down: "Manager", "IT manager"."""
    head = f" {general}"
    if not special.endswith(head) or " " in general:
        return False
    modifiers = special.removesuffix(head).split()
    return 0 < len(modifiers) <= 2 and scale_of(reading) is None and all(_narrows(reading, word) for word in modifiers)


def _narrows(reading: Reading, word: str) -> bool:
    closed = (
        "closed_sets",
        "determiners",
        "prepositions",
        "negations",
        "number_words",
        "degree",
        "never_nouns",
        "adverbs",
        "others",
    )
    is_closed = any(word in reading.words[name] for name in closed)
    if word in reading.words["narrowing"]:
        return True
    is_word = word.replace("-", "").isalpha() and word not in reading.words["than"]
    return is_word and not is_closed and reading.sign(word) == 0


def _are_person_and_field(reading: Reading, person: str, field: str) -> bool:
    """Whether one label is a person and the other the field, by their endings: "Accountant", "Accounting"."""
    ends = reading.words.entries("person_endings")
    stem = next((person.removesuffix(end) for end in ends if person.endswith(end)), "")
    fields = {stem, *(stem + end for end in reading.words.entries("field_endings"))}
    return len(stem) >= _SHORTEST_STEM and field in fields


def _is_part(reading: Reading, part: str, joined: str) -> bool:
    """Whether a label joins another with something more by "or" or "and"."""
    joints = reading.words.entries("joints")
    return any(joined.startswith(f"{part} {joint} ") or joined.endswith(f" {joint} {part}") for joint in joints)
