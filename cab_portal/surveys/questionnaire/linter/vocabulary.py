"""jargon and vague_quantifier: words that not everybody knows, and words that mean something else to each reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.reading import Kind, Label, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

_LONGEST = 6
_SHORTEST_STRESSED = 3
_EXPLAINED_WORDS = 2


def _jargon(reading: Reading) -> Iterator[Hit]:
    said = reading.stem.said
    if not _is_all_capitals(said):
        for place, token in enumerate(said):
            if _is_unknown_acronym(reading, token) and not _is_explained(said, place, place + 1):
                yield _term(reading, said, place, place + 1)
                return
    for start, end in reading.words["trade_terms"].find(said):
        term = reading.stem.raw[said[start].start : said[end - 1].end]
        if not reading.panel.knows(term) and not _is_explained(said, start, end) and not _is_name(said, start):
            yield _term(reading, said, start, end)
            return


def _term(reading: Reading, said: Sequence[Token], start: int, end: int) -> Hit:
    term = reading.stem.raw[said[start].start : said[end - 1].end]
    return Hit(span(said, start, end), message=Sentence("Not everybody knows “%(term)s”.", term=term))


def _is_all_capitals(said: Sequence[Token]) -> bool:
    words = [token for token in said if token.is_word and len(token.raw) > 1]
    return len(words) > 2 and sum(token.raw.isupper() for token in words) > len(words) / 2


def _is_unknown_acronym(reading: Reading, token: Token) -> bool:
    for part in token.raw.replace("&", "").replace("-", "/").split("/"):
        core = part.removesuffix("'s").removesuffix("’s").removesuffix("s")
        letters = sum(character.isalpha() for character in core)
        if letters < 2 or len(core) > _LONGEST or not _is_shortened(core) or _is_stressed(reading, core):
            continue
        known = core.lower() in reading.words["known_acronyms"] or token.low in reading.words["known_acronyms"]
        if not known and not reading.panel.knows(core) and not reading.panel.knows(token.raw):
            return True
    return False


def _is_stressed(reading: Reading, core: str) -> bool:
    """Whether it is an everyday word in capitals: "in the LAST week"."""
    low = core.lower() if core.isupper() else ""
    if len(low) < _SHORTEST_STRESSED and low not in reading.words["negations"]:
        return False
    closed = ("determiners", "prepositions", "adverbs", "pronouns", "negations", "question_words", "auxiliaries")
    named = ("courtesies", "never_nouns", "ordinals", "number_words", "verbs", "adjectives", "period_units")
    return any(low in reading.words[name] for name in (*closed, *named))


def _is_shortened(core: str) -> bool:
    """Whether it is written as a short form: in capitals, or in few letters with two capitals as "PoC"."""
    return core.isupper() or (len(core) <= 4 and core[0].isupper() and sum(map(str.isupper, core)) > 1)


def _is_explained(said: Sequence[Token], start: int, end: int) -> bool:
    """Whether the term stands in brackets after its long form, or is followed by one in brackets or by "that is"."""
    if start and said[start - 1].raw == "(":
        initials = "".join(
            token.low[0] for token in said[max(start - 1 - 2 * _LONGEST, 0) : start - 1] if token.is_word
        )
        hyphened = "".join(part[0] for token in said[:start] for part in token.low.split("-") if part and token.is_word)
        core = said[start].low.removesuffix("s")
        return _is_in_order(core, initials) or _is_in_order(core, hyphened)
    for opening in range(end, min(end + 3, len(said))):
        if said[opening].raw in "(,–—:" and said[opening].raw != ",":
            closing = next((k for k in range(opening + 1, len(said)) if said[k].raw in ")–—"), len(said))
            return closing - opening - 1 >= _EXPLAINED_WORDS
    return False


def _is_in_order(core: str, initials: str) -> bool:
    """Whether the letters come in this order among the initials, the last of them near the end."""
    at = 0
    for letter in core:
        at = initials.find(letter, at) + 1
        if at == 0:
            return False
    return True


def _is_name(said: Sequence[Token], start: int) -> bool:
    """A capital in the middle of a sentence marks a name, not a term of the trade."""
    return (
        said[start].is_title and start > 0 and said[start].raw.lower() != said[start].raw and said[start - 1].is_title
    )


def _vague(reading: Reading) -> Iterator[Hit]:
    hit = _vague_stem(reading)
    if hit is not None:
        yield hit
        return
    yield from _vague_options(reading)


def _vague_stem(reading: Reading) -> Hit | None:
    for clause in reading.clauses:
        tokens = clause.tokens
        anchored = reading.words["anchored"].covered(tokens)
        for section in ("vague_frequency", "stem_amounts"):
            for start, end in reading.words[section].find(tokens):
                is_free = start not in anchored and tokens[start].start not in reading.names
                if is_free and not _is_anchored(reading, tokens, start, end):
                    word = reading.stem.raw[tokens[start].start : tokens[end - 1].end]
                    message = Sentence("“%(word)s” means something else to each reader.", word=word)
                    return Hit(span(tokens, start, end), message=message)
    return None


def _is_anchored(reading: Reading, tokens: Sequence[Token], start: int, end: int) -> bool:
    before = tokens[start - 1].low if start else ""
    following = tokens[end].low if end < len(tokens) else ""
    words, low = reading.words, tokens[start].low
    if before in words["anchoring"] or before in words["likening"]:
        return True
    if (low in words["loose_counts"] or low in words["loose_shares"]) and following in words["period_units"]:
        return True
    if low in words["loose_shares"] and start > 1 and tokens[0].low in words["question_words"]:
        return True
    if low in words["usual_words"] and reading.opening is Kind.WORD:
        return True
    near_or = any(token.low in words["or"] for token in tokens[max(start - 2, 0) : start])
    return following in words["or"] or near_or or following in words["anchoring_after"]


def _is_vague(label: Label, section: str) -> bool:
    """Whether a label is a vague word, or one before the thing counted: "Several", "Several times"."""
    counts = section == "vague_amount" and len(label.lows) > 1
    return label.is_whole(section) or (counts and label.covers(section) == len(label.lows) - 1)


def _vague_options(reading: Reading) -> Iterator[Hit]:
    if not reading.question.has_choices or reading.question.type == "multi_choice":
        return
    asked = " ".join(reading.asked[:12])
    sections = ["vague_frequency"]
    amounts = any(phrase in asked for phrase in reading.words.entries("amount_asks"))
    if amounts or (reading.has("much", reading.asked[1:2]) and reading.has("portions", reading.asked[2:5])):
        sections.append("vague_amount")
    vague = [
        place
        for place, label in enumerate(reading.labels)
        if label.lows and any(_is_vague(label, section) for section in sections)
    ]
    if vague and (len(vague) > 1 or (len(reading.substantive) <= 3 and not reading.asks_yes_or_no)):
        place = vague[0]
        text = reading.labels[place].text
        yield Hit(whole(text), place, Sentence("“%(word)s” means something else to each reader.", word=text))


RULES = (
    Rule(
        "jargon",
        Severity.WARNING,
        _jargon,
        Sentence("Not everybody knows this term."),
        Sentence("Who does not know a term guesses what is meant or leaves the question out."),
        ("KP", "CP", "QUAID", "LKL", "QAS"),
        Sentence("Write it out, use everyday words, or add it to the panel's glossary."),
    ),
    Rule(
        "vague_quantifier",
        Severity.WARNING,
        _vague,
        Sentence("A frequency or an amount has no anchor."),
        Sentence("“Often” is twice a day to one and twice a year to another, so answers cannot be compared."),
        ("CP", "QUAID", "LKL", "KP"),
        Sentence("Ask for a number in a stated period, or give ranges to choose from."),
    ),
)
