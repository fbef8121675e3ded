"""double_barrelled: one answer for two judgments, objects or tasks.

Two things are taken to be asked wherever "and" joins parts of what is asked, except where grammar or a list says
that the pair is one thing: fixed phrases, names, dates, "between A and B", the two ends of a scale, two
adjectives before one noun, "you and your team", and what stands in a subordinate clause.
"""

from __future__ import annotations

from collections.abc import Iterator

from cab_portal.surveys.questionnaire.linter.alternatives import joins_deeds
from cab_portal.surveys.questionnaire.linter.clauses import Clause
from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import Split
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule
from cab_portal.surveys.questionnaire.linter.scales import dimension_of_words
from cab_portal.surveys.questionnaire.linter.splitting import halves, is_many
from cab_portal.surveys.questionnaire.linter.words import Token
from cab_portal.surveys.questionnaire.wording import Sentence

_BETWEEN_REACH = 9


def _find(reading: Reading) -> Iterator[Hit]:
    for clause in reading.clauses:
        place = next(_joints(reading, clause), None)
        if place is not None:
            start, size = place
            yield _hit(reading, clause, start, size)
            return
    yield from _two_questions(reading)


def _hit(reading: Reading, clause: Clause, start: int, size: int) -> Hit:
    tokens = clause.tokens
    left, right = max(start - 1, 0), min(start + size, len(tokens) - 1)
    texts = halves(reading, clause, start, size)
    span = tokens[left].start, tokens[right].end
    return Hit(span, fixes=(Split(texts),) if texts else ())


def _joints(reading: Reading, clause: Clause) -> Iterator[tuple[int, int]]:
    tokens = _until_trailing(reading, clause.tokens)
    fixed = reading.words["fixed_pairs"].covered(tokens) | reading.words["names_of_pairs"].covered(tokens)
    for place in range(1, len(tokens) - 1):
        size = _joint_at(reading, tokens, place)
        joins = size and place + size < len(tokens) and place not in fixed
        if joins and not _is_one_thing(reading, tokens, place, place + size):
            yield place, size


def _until_trailing(reading: Reading, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    trailing = next((start for start, _ in reading.words["trailing_clauses"].find(tokens) if start > 2), len(tokens))
    return tokens[:trailing]


def _joint_at(reading: Reading, tokens: tuple[Token, ...], place: int) -> int:
    low, words = tokens[place].low, reading.words
    if low in words["joints_as_names"] and (tokens[place].is_title or tokens[place - 1].low in words["articles"]):
        return 0
    size = words["adding"].length_at(tokens, place)
    if size:
        return size
    if low not in words["or"]:
        return 0
    return int(_joins_like_adjectives(reading, tokens, place) or joins_deeds(reading, tokens, place))


def _joins_like_adjectives(reading: Reading, tokens: tuple[Token, ...], place: int) -> bool:
    """Whether "or" joins two adjectives of one side, which are no choice: "How rude or slow was the waiter"."""
    left, right = tokens[place - 1].low, tokens[place + 1].low
    asks = tokens[0].low in reading.words["how"] or reading.asks_yes_or_no
    if not asks or not (reading.is_adjective(left) and reading.is_adjective(right)):
        return False
    if all(any(word in label.lows for label in reading.labels) for word in (left, right)):
        return False  # the two ends of the scale: "How noisy or quiet"
    return reading.sign(left) == reading.sign(right) != 0 and reading.question.has_choices


def _is_one_thing(reading: Reading, tokens: tuple[Token, ...], place: int, after: int) -> bool:
    left, right = tokens[_before(tokens, place)], tokens[after]
    if _asks_again(reading, tokens, after):
        return False
    return (
        _are_like_ends(reading, left, right)
        or _is_between(reading, tokens, place)
        or _is_addressed(reading, left, right)
        or _is_inside_subordinate(reading, tokens, place)
        or _is_attributive(reading, tokens, place, after)
        or _is_modifier(reading, tokens, place, after)
        or _is_settled_by_options(reading)
        or _are_fields(reading, tokens, place, after)
    )


def _before(tokens: tuple[Token, ...], place: int) -> int:
    left = place - 1
    while left > 0 and not tokens[left].is_word:
        left -= 1
    return left


def _asks_again(reading: Reading, tokens: tuple[Token, ...], after: int) -> bool:
    """Whether a second question follows: "and why did you", "and should we"."""
    low = tokens[after].low
    following = tokens[after + 1].low if after + 1 < len(tokens) else ""
    if low in reading.words["question_words"]:
        # "and when it can be left out" is no question of its own, "and why did you" is one
        verbal = reading.is_verb(following) or following in reading.words["never_nouns"]
        asks = not following or following in reading.words["auxiliaries"] or following in reading.words["after_how"]
        return verbal or asks
    return low in reading.words["asking_auxiliaries"]


def _are_like_ends(reading: Reading, left: Token, right: Token) -> bool:
    """Names, numbers, days and months, the same word twice, or the two ends of one scale."""
    times = reading.words["time_words"]
    are_names = left.is_title and right.is_title and left.low not in reading.words["auxiliaries"]
    if left.low == right.low or left.is_number or are_names or (left.low in times and right.low in times):
        return True
    if reading.sign(left.low) * reading.sign(right.low) >= 0:
        return False
    # "short and useful" has two signs but is no scale
    dimensions = {dimension_of_words(reading.words, [word.low]) for word in (left, right)}
    return len(dimensions) == 1 or not all(reading.is_adjective(word.low) for word in (left, right))


def _are_fields(reading: Reading, tokens: tuple[Token, ...], place: int, after: int) -> bool:
    """Whether what is asked for are fields to fill in: "your name and address"."""
    near = (*tokens[max(place - 2, 0) : place], *tokens[after : after + 3])
    sides = (near[: min(2, place)], near[min(2, place) :])
    return reading.question.is_open and all(
        any(reading.is_form(token.low, "data_fields") for token in side) for side in sides
    )


def _is_between(reading: Reading, tokens: tuple[Token, ...], place: int) -> bool:
    near = tokens[max(place - _BETWEEN_REACH, 0) : place]
    lows = [token.low for token in near]
    if reading.has("comparison_words", lows) or reading.has("in_between", lows):
        return True
    after = tokens[place:]
    if reading.words["reciprocal"].first(after) is not None:
        return True
    compares = reading.has("comparing", (token.low for token in after))
    return compares and tokens[0].low in reading.words["comparison_openers"]


def _is_addressed(reading: Reading, left: Token, right: Token) -> bool:
    if right.low in reading.words["spoken_to"]:
        return True
    return left.low in reading.words["pronouns"] and not reading.is_verb(right.low)


def _is_inside_subordinate(reading: Reading, tokens: tuple[Token, ...], place: int) -> bool:
    for at in range(2, place):
        low = tokens[at].low
        if low in reading.words["subordinators"]:
            return True
        if low in reading.words["complement_openers"] and not _is_complement(reading, tokens, at):
            return True
    return False


def _is_complement(reading: Reading, tokens: tuple[Token, ...], at: int) -> bool:
    """Whether "that" or "what" opens what is judged itself: "agree that", "tell us what"."""
    before = tokens[at - 1].low
    return any(before in reading.words[name] for name in ("judging", "before_complements", "verbs"))


def _is_attributive(reading: Reading, tokens: tuple[Token, ...], place: int, after: int) -> bool:
    """Two adjectives before one noun: "the short and simple guide"."""
    right = after
    while right < len(tokens) - 1 and tokens[right].low in reading.words["adverbs"]:
        right += 1
    left = _before(tokens, place)
    if not (_can_describe(reading, tokens[left].low) and _can_describe(reading, tokens[right].low)):
        return False
    led = left > 0 and (
        tokens[left - 1].low in reading.words["determiners"] or tokens[left - 1].low in reading.words["before_pairs"]
    )
    return led and right + 1 < len(tokens) and _is_noun(reading, tokens[right + 1])


def _can_describe(reading: Reading, word: str) -> bool:
    praised = word in reading.words["praise"] or word in reading.words["mild_praise"]
    return praised or reading.is_adjective(word) or word.endswith(reading.words.entries("participle_endings"))


def _is_noun(reading: Reading, token: Token) -> bool:
    words, low = reading.words, token.low
    closed = ("auxiliaries", "determiners", "pronouns", "prepositions", "adverbs", "question_words")
    return token.is_word and low not in words["pair_joints"] and not any(low in words[name] for name in closed)


def _is_modifier(reading: Reading, tokens: tuple[Token, ...], place: int, after: int) -> bool:
    """Two bare nouns before a head that takes such pairs: "our travel and expense policy"."""
    left = _before(tokens, place)
    if is_many(reading, tokens[left]) and tokens[left].low not in reading.words["singular_in_s"]:
        return False
    if after + 1 >= len(tokens) or not _heads(reading, tokens, after + 1):
        return False
    if reading.is_verb(tokens[after].low) and reading.is_verb(tokens[left].low) and left > 0:
        led = tokens[left - 1].low in reading.words["determiners"]
    else:
        before = tokens[left - 1]
        led = left > 0 and (not _is_noun(reading, before) or before.low in reading.words["never_nouns"])
    return led and _is_noun(reading, tokens[left]) and _is_noun(reading, tokens[after])


def _heads(reading: Reading, tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a head for a pair of modifiers stands here, or two nouns in a row of which the second is one."""
    if tokens[at].low in reading.words["generic_heads"]:
        return True
    pair = tokens[at : at + 2]
    return len(pair) == 2 and all(_is_noun(reading, token) and not reading.is_adjective(token.low) for token in pair)


def _is_settled_by_options(reading: Reading) -> bool:
    """Whether the answers tell the two apart: several may be chosen, or "both" is among them."""
    question = reading.question
    if any(reading.has("both", label.lows) or reading.has("neithers", label.lows[:1]) for label in reading.substantive):
        # "Neither clear nor unclear" is the middle of a scale, and "Neither" an answer to both
        middles = (label for label in reading.labels if len(label.lows) > 1 and not reading.has("both", label.lows))
        return not any(reading.words["neutral"].length_at(label.tokens, 0) for label in middles)
    return question.type in {"multi_choice", "ranking"} and reading.question_word in reading.words["several_words"]


def _two_questions(reading: Reading) -> Iterator[Hit]:
    asked = [clause for clause in reading.clauses if clause.is_question]
    if reading.question.is_open and reading.words["going_on"].first(reading.stem.said) is not None:
        return  # "Is anything missing? If so, what?" asks for one thing
    opened = [clause for clause in asked if clause.tokens and _is_asking(reading, clause)]
    if len(opened) > 1:
        texts = tuple(_sentence(reading, clause) for clause in opened)
        span = opened[0].tokens[0].start, opened[-1].tokens[-1].end
        yield Hit(span, fixes=(Split(texts),))


def _is_asking(reading: Reading, clause: Clause) -> bool:
    low = clause.tokens[0].low
    return low in reading.words["auxiliaries"] or low in reading.words["question_words"]


def _sentence(reading: Reading, clause: Clause) -> str:
    tokens = clause.intro + clause.tokens
    return reading.stem.raw[tokens[0].start : tokens[-1].end] + "?"


DOUBLE_BARRELLED = Rule(
    "double_barrelled",
    Severity.ERROR,
    _find,
    Sentence("This asks for two things with one answer."),
    Sentence(
        "People who would answer the two parts differently have no right answer, and you cannot tell which they meant."
    ),
    ("KP", "CP", "BS", "QAS"),
    Sentence("Ask one thing, or make two questions of it."),
)
RULES = (DOUBLE_BARRELLED,)
