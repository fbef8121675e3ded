"""absolute, negative and double_negative: words that close an answer off or turn it round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.clauses import Clause
from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.reading import Kind, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

_FRONT = 8
_POLE_REACH = 3
_PHRASE_REACH = 3
_ONE_AND_ONLY = ("singled_out", "articles")


def _absolutes(reading: Reading) -> Iterator[Hit]:
    for clause in reading.clauses:
        tokens = clause.tokens
        spared = reading.words["not_absolutes"].covered(tokens)
        for start, end in reading.words["absolutes"].find(tokens):
            doubled = reading.words["half_negations"].length_at(tokens, start) and _double_at(reading, clause)
            is_free = (end - start > 1 or start not in spared) and tokens[start].start not in reading.names
            if is_free and not doubled and not _is_spared(reading, clause, start, end):
                yield _absolute_hit(reading, tokens, start, end)
                return
        if reading.opening in {Kind.YES_NO, Kind.STATEMENT} and tokens and not _double_at(reading, clause):
            for start, end in reading.words["absolute_never"].find(tokens):
                if start not in spared and tokens[start].start not in reading.names:
                    yield _absolute_hit(reading, tokens, start, end)
                    return


def _absolute_hit(reading: Reading, tokens: Sequence[Token], start: int, end: int) -> Hit:
    word = reading.stem.raw[tokens[start].start : tokens[end - 1].end]
    return Hit(span(tokens, start, end), message=Sentence("“%(word)s” allows no exception.", word=word))


def _is_spared(reading: Reading, clause: Clause, start: int, end: int) -> bool:
    tokens, words = clause.tokens, reading.words
    low = tokens[start].low
    following = tokens[end].low if end < len(tokens) else ""
    is_all, is_every = low in words["all"], low in words["every"]
    if (is_all or is_every) and start and tokens[start - 1].low in words["likening"]:
        return True
    if (is_all or is_every) and _is_one_of_amounts(reading, tokens, end):
        return True
    if is_every:
        if end - start > 1:
            return False  # "every single morning" leaves no exception, "every morning" is a rate
        return following in reading.words["period_units"] or (bool(following) and following[0].isdigit())
    if is_all:
        return following in words["after_all"] or tokens[0].low in words["answering_imperatives"]
    if low in words["ever"]:
        # "Did anyone ever" closes nothing off, "Does anyone ever" expects a no
        of_anyone = start > 0 and tokens[start - 1].low in words["anyone"]
        return not of_anyone or tokens[0].low in words["asking_past"]
    if low in words["only"]:
        return _is_narrow_only(reading, tokens, start)
    is_one_of_two = reading.has("or", (token.low for token in tokens[max(start - 2, 0) : start]))  # "or nothing"
    is_fact = tokens[0].low in words["being"] and following in words["you"]
    return low in words["nothing_words"] and (is_one_of_two or is_fact)


def _is_one_of_amounts(reading: Reading, tokens: Sequence[Token], end: int) -> bool:
    """Whether another amount is named beside it: "every change, large changes or none"."""
    joint = next((place for place in range(end, len(tokens)) if tokens[place].low in reading.words["or"]), len(tokens))
    return reading.has("amount_poles", (token.low for token in tokens[joint + 1 : joint + 1 + _POLE_REACH]))


def _is_narrow_only(reading: Reading, tokens: Sequence[Token], start: int) -> bool:
    """Whether "only" limits the direction and not the answer: "choose only one", "if only"; or asks for a fact: "Is
    there only one exit", "Are you the only person who"."""
    before = [token.low for token in tokens[1:start]]
    if reading.has("there", before):
        return True
    is_whole = len(before) == len(_ONE_AND_ONLY) and tokens[0].low in reading.words["being"]
    if is_whole and all(low in reading.words[name] for low, name in zip(before, _ONE_AND_ONLY, strict=True)):
        return True
    return tokens[0].low in reading.words["answering_imperatives"] or (
        start > 0
        and (
            tokens[start - 1].low in reading.words["narrowed"]
            or tokens[start - 1].low in reading.words["answering_imperatives"]
        )
    )


def _counted(reading: Reading, clause: Clause) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The negations of a clause, and the words of refusal or lack, as ranges of tokens."""
    words, tokens = reading.words, clause.tokens
    spared = words["not_negations"].covered(tokens)
    half = words["half_negations"].covered(tokens)
    negations = [
        hit
        for hit in words["negations"].find(tokens)
        if hit[0] not in spared | half
        and tokens[hit[0]].start not in reading.names
        and not _is_aside(reading, clause, hit[0])
    ]
    others = [hit for hit in words["half_negations"].find(tokens) if hit[0] not in spared]
    for section in ("refusals", "negative_prefixed"):
        for hit in words[section].find(tokens):
            taken = any(hit[0] < end and start < hit[1] for start, end in others)
            if not taken and hit[0] not in spared and not _is_pole(reading, tokens, hit):
                others.append(hit)
    for place, token in enumerate(tokens):
        hit = place, place + 1
        is_no = token.low.startswith(reading.words.entries("negative_compounds"))
        is_new = not any(start <= place < end for start, end in (*others, *negations)) and place not in spared
        if is_new and (is_no or reading.is_negated(token.low)) and not _is_pole(reading, tokens, hit):
            others.append(hit)
    return negations, sorted(others)


def _is_aside(reading: Reading, clause: Clause, place: int) -> bool:
    """An opener or a tag belongs to `leading`; "No." and "no" before a comma are no negation of what is asked."""
    tokens = clause.tokens
    low = tokens[place].low
    if place == 0 and (low in reading.words["negative_openers"] or low in reading.words["no"]):
        return True
    if (
        place
        and tokens[place - 1].raw in ",–—"
        and reading.words["tags"].length_at(tokens, place) == len(tokens) - place
    ):
        return True
    if _asks_consent(reading, tokens, place):
        return True
    is_not, words = low in reading.words["denial"], reading.words
    if is_not and place and tokens[place - 1].raw == "," and reading.has("before_contrasts", _lows(tokens, place + 1)):
        return True  # "at 4 pm, not 5 pm" names both
    if (
        is_not
        and place <= 2
        and reading.has("leading_thoughts", (token.low for token in tokens[place + 1 : place + 2]))
    ):
        return True
    following = tokens[place + 1].low if place + 1 < len(tokens) else ""
    names_both = not following[:1].isalpha() or following == tokens[place - 2].low  # "or not?", "fair or not fair"
    if is_not and place > 1 and tokens[place - 1].low in words["or"] and names_both:
        return True
    return (low in words["no"] and not following[:1].isalpha()) or _is_after_condition(reading, tokens, place)


def _asks_consent(reading: Reading, tokens: Sequence[Token], place: int) -> bool:
    """Whether the only negation belongs to a phrase that asks for consent: "Is it not obvious that"."""
    covered = reading.words["leading_phrases"].covered(tokens[: place + 1 + _PHRASE_REACH])
    return place in covered and reading.words["negations"].first(tokens[place + 1 :]) is None


def _lows(tokens: Sequence[Token], place: int) -> tuple[str, ...]:
    """The word at this place in small letters, a number as 0; nothing behind the end."""
    return tuple("0" if token.is_number else token.low for token in tokens[place : place + 1])


def _is_after_condition(reading: Reading, tokens: Sequence[Token], place: int) -> bool:
    if tokens[0].low in reading.words["supposing"]:
        return False
    openers = [at for at in range(max(place - 6, 0), place) if tokens[at].low in reading.words["if"]]
    judged = (token.low for token in tokens[: openers[0]]) if openers else ()
    if any(low in reading.words["refusals"] or reading.sign(low) for low in judged):
        return False  # "Do you mind if we do not call" judges the very thing
    # "What, if anything, did you not understand" states no condition
    return any(not reading.has("any", (token.low for token in tokens[at + 1 : at + 2])) for at in openers)


def _is_pole(reading: Reading, tokens: Sequence[Token], hit: tuple[int, int]) -> bool:
    """Whether the word is one of two ends that are both named: "support or oppose"."""
    near = tokens[max(hit[0] - _POLE_REACH, 0) : hit[1] + 2]
    return reading.has("pole_joints", (token.low for token in near)) and any(
        reading.sign(token.low) > 0 or token.low in reading.words["affirming"] for token in near
    )


def _double_at(reading: Reading, clause: Clause) -> tuple[int, int] | None:
    """The first and last token of two negatives that work on each other; None where there are not two."""
    negations, others = _counted(reading, clause)
    if len(negations) >= 2:
        return negations[0][0], negations[-1][1]
    if negations and others and not _is_mere_absolute(reading, clause, negations[0], others):
        first, last = sorted((negations[0], others[0]))
        if not _is_mild(reading, clause, others, negations[0]):
            return first[0], last[1]
    opens_negative = clause.tokens[0].low in reading.words["negative_openers"]
    if opens_negative and negations:
        return 0, negations[0][1]
    return _two_refusals(reading, clause, others)


def _is_mere_absolute(
    reading: Reading, clause: Clause, negation: tuple[int, int], others: list[tuple[int, int]]
) -> bool:
    """Whether "never" only closes off a plain failing: "has never failed"."""
    tokens, words = clause.tokens, reading.words
    goes_on = any(end < len(tokens) and tokens[end].low in words["infinitive_openers"] for _, end in others)
    is_never = tokens[negation[0]].low in words["absolute_never"]
    return not goes_on and is_never and all(tokens[start].low in words["failings"] for start, _ in others)


def _is_mild(reading: Reading, clause: Clause, others: list[tuple[int, int]], negation: tuple[int, int]) -> bool:
    """Weak words count only before the negation: "problem with not", but not "does not make it hard"."""
    weak = reading.words["weak_negatives"]
    return all(clause.tokens[hit[0]].low in weak and hit[0] >= negation[0] for hit in others)


def _two_refusals(reading: Reading, clause: Clause, others: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Two refusals close to each other work like two negatives: "oppose banning", "unusual that no one"."""
    words, lows = reading.words, clause.lows
    refusing = [hit for hit in others if lows[hit[0]] in words["strong_refusals"]]
    lacking = [hit for hit in others if words["half_negations"].length_at(clause.tokens, hit[0])]
    turned = [hit for hit in others if lows[hit[0]] in words["negative_prefixed"]]
    strong = sorted(refusing + lacking)
    pair = strong if refusing and len(strong) >= 2 else sorted(lacking + turned) if lacking and turned else []
    if pair and pair[-1][0] - pair[0][0] <= _FRONT:
        return pair[0][0], pair[-1][1]
    return None


def _negatives(reading: Reading) -> Iterator[Hit]:
    for clause in reading.clauses:
        if clause.tokens and _double_at(reading, clause) is None:
            negations, _ = _counted(reading, clause)
            if negations:
                yield Hit(span(clause.tokens, *negations[0]))
                return
        elif clause.tokens:
            return


def _double_negatives(reading: Reading) -> Iterator[Hit]:
    for clause in reading.clauses:
        found = _double_at(reading, clause) if clause.tokens else None
        if found is not None:
            yield Hit(span(clause.tokens, *found))
            return


RULES = (
    Rule(
        "absolute",
        Severity.WARNING,
        _absolutes,
        Sentence("The wording allows no exception."),
        Sentence("One exception is enough for a no, so nearly everybody says no and you learn little."),
        ("CP", "D"),
        Sentence("Ask how often or how much, or leave the word out."),
    ),
    Rule(
        "negative",
        Severity.WARNING,
        _negatives,
        Sentence("The question is put in the negative."),
        Sentence(
            "A yes then means no: people take longer to answer and more of them answer the opposite of what they mean."
        ),
        ("KP", "CP", "BS", "QAS"),
        Sentence("Put it in the positive, or name both choices."),
    ),
    Rule(
        "double_negative",
        Severity.ERROR,
        _double_negatives,
        Sentence("Two negatives work on each other."),
        Sentence("Few people can tell what a yes means here, so the answers cannot be read."),
        ("KP", "CP", "LKL"),
        Sentence("Say what you mean in the positive, once."),
    ),
)
