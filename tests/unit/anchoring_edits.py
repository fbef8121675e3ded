"""Histories of edits made by chance from a seed, with what became of every sentence known by construction."""

from dataclasses import dataclass, field
from random import Random

_SUBJECTS = ["Your advisor", "The support desk", "Each team", "Our trainer", "A project lead", "The account owner"]
_VERBS = ["sends", "reviews", "explains", "collects", "prepares", "confirms", "archives", "presents", "translates"]
_OBJECTS = [
    "the rollout plan",
    "a list of open questions",
    "the quarterly figures",
    "every change of scope",
    "the training material",
    "a summary of the call",
    "the security checklist",
    "two sample invoices",
]
_TIMES = [
    "before the kickoff",
    "within three working days",
    "at the end of the month",
    "during the second week",
    "as soon as the contract is signed",
    "in the first meeting of a quarter",
]
_REASONS = ["so that nobody waits", "because audits ask for it", "if you agree", "unless a holiday comes between", ""]
_TIERS = ["Basic", "Silver", "Gold", "Platinum"]
_ADDED = ["normally", "in writing", "for both sides", "without delay", "once again"]


@dataclass
class Line:
    """A sentence with the number it keeps through all edits; several numbers where sentences were merged."""

    numbers: tuple[int, ...]
    text: str


@dataclass
class Document:
    """Blocks of sentences. `text` joins them as a canonical text."""

    blocks: list[list[Line]]
    last_number: int = 0
    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def text(self) -> str:
        """The canonical text; `spans` then says where each number stands in it."""
        self.spans = {}
        parts: list[str] = []
        offset = 0
        for block in self.blocks:
            for position, line in enumerate(block):
                start = offset + (1 if position else 0)
                parts.append((" " if position else "") + line.text)
                offset += len(parts[-1])
                for number in line.numbers:
                    self.spans.setdefault(number, []).append((start, offset))
            parts.append("\n")
            offset += 1
        return "".join(parts).rstrip("\n")

    def lines(self) -> list[tuple[int, int]]:
        return [(at, place) for at, block in enumerate(self.blocks) for place in range(len(block))]


def plain_document(random: Random, size: int = 40) -> Document:
    """Sentences from few words: many are alike, and some are the same."""
    return _document(random, [_sentence(random) for _ in range(size)])


def tiers_document(_random: Random) -> Document:
    """A policy: the same rules for each tier, which differ in one word or number."""
    blocks: list[list[Line]] = []
    number = 0
    for place, tier in enumerate(_TIERS, 1):
        texts = [
            f"{tier} plan",
            f"Customers of the {tier} plan get a first answer within {24 // place} hours.",
            f"A named engineer of the {tier} plan is reached {place * 2} days a week.",
            f"Credits of the {tier} plan are paid when an outage lasts longer than {60 // place} minutes.",
            f"{tier} reviews take place {place} times a year.",
        ]
        for text in texts:
            number += 1
            blocks.append([Line((number,), text)])
    return Document(blocks, number)


def _document(random: Random, texts: list[str]) -> Document:
    lines = [Line((number,), text) for number, text in enumerate(texts, 1)]
    blocks: list[list[Line]] = []
    while lines:
        size = random.randint(1, 4)
        blocks.append(lines[:size])
        lines = lines[size:]
    return Document(blocks, len(texts))


def _sentence(random: Random) -> str:
    parts = [random.choice(words) for words in (_SUBJECTS, _VERBS, _OBJECTS, _TIMES, _REASONS)]
    return " ".join(part for part in parts if part) + "."


def substitute(document: Document, random: Random) -> set[int]:
    """Change a word of a sentence, or put one in."""
    at, place = random.choice(document.lines())
    line = document.blocks[at][place]
    words = line.text.split(" ")
    if len(words) < 5:
        return set()
    where = random.randrange(1, len(words) - 1)
    if random.random() < 0.5:
        words.insert(where, random.choice(_ADDED))
    else:
        words[where] = random.choice(["another", "monthly", "shared", "12", "regional"])
    document.blocks[at][place] = Line(line.numbers, " ".join(words))
    return set(line.numbers)


def insert(document: Document, random: Random) -> set[int]:
    """Put in a new sentence, which may be like others."""
    document.last_number += 1
    line = Line((document.last_number,), _sentence(random))
    at = random.randrange(len(document.blocks) + 1)
    if random.random() < 0.5:
        document.blocks.insert(at, [line])
    else:
        block = document.blocks[min(at, len(document.blocks) - 1)]
        block.insert(random.randrange(len(block) + 1), line)
    return set()


def delete(document: Document, random: Random) -> set[int]:
    """Take out a sentence; what is like it stays."""
    at, place = random.choice(document.lines())
    line = document.blocks[at].pop(place)
    document.blocks = [block for block in document.blocks if block]
    return set(line.numbers)


def move(document: Document, random: Random) -> set[int]:
    """Move a block."""
    block = document.blocks.pop(random.randrange(len(document.blocks)))
    document.blocks.insert(random.randrange(len(document.blocks) + 1), block)
    return set()


def swap(document: Document, random: Random) -> set[int]:
    """Let a sentence and its neighbor change places."""
    at = random.randrange(len(document.blocks))
    block = document.blocks[at]
    if len(block) > 1:
        place = random.randrange(len(block) - 1)
        block[place], block[place + 1] = block[place + 1], block[place]
    return set()


def split(document: Document, random: Random) -> set[int]:
    """Make two sentences of one."""
    at, place = random.choice(document.lines())
    line = document.blocks[at][place]
    words = line.text.rstrip(".").split(" ")
    if len(words) < 8:
        return set()
    half = len(words) // 2
    first = Line(line.numbers, " ".join(words[:half]) + ".")
    second = Line(line.numbers, "This happens " + " ".join(words[half:]) + ".")
    document.blocks[at][place : place + 1] = [first, second]
    return set(line.numbers)


def merge(document: Document, random: Random) -> set[int]:
    """Make one sentence of two."""
    at = random.randrange(len(document.blocks))
    block = document.blocks[at]
    if len(block) < 2:
        return set()
    place = random.randrange(len(block) - 1)
    first, second = block[place : place + 2]
    joined = first.text.rstrip(".") + ", and " + second.text[0].lower() + second.text[1:]
    block[place : place + 2] = [Line(first.numbers + second.numbers, joined)]
    return set(first.numbers + second.numbers)


EDITS = (substitute, substitute, substitute, insert, delete, delete, move, swap, split, merge)
