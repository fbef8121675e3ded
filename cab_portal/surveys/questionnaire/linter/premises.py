"""loaded: an unproven fact taken for granted, or emotive words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.reading import Clause, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

_GIVEN = frozenset({"given", "considering", "thanks", "seeing", "knowing"})
_ASKING = frozenset({"in", "how", "what", "which", "when"})
_SAVED_REACH = 8
_HANDLED_REACH = 4
_JOINING = frozenset({"and", "or", "to"})
_DID = frozenset({"did", "do", "does", "has", "have", "had", "will", "were", "was", "are", "is"})
_THINGS_LEADS = frozenset({"what", "which"})
_SUPERLATIVES = frozenset(
    {"biggest", "worst", "main", "greatest", "most", "largest", "serious", "single", "first", "key"}
)


def _find(reading: Reading) -> Iterator[Hit]:
    said = reading.stem.said
    if _premise_is_open(reading, said):
        return
    for search in (_emotive, _phrase, _bad_nouns, _factive, _since):
        hit = search(reading, said)
        if hit is not None:
            yield hit
            return
    for clause in reading.clauses:
        for ask in (_why, _who, _bad_things, _change, _one_sided):
            hit = ask(reading, clause)
            if hit is not None:
                yield hit
                return


def _premise_is_open(reading: Reading, said: Sequence[Token]) -> bool:
    """Whether the question leaves room for "none": by "if any", or by a premise piped from an earlier answer."""
    return reading.words["if_any"].first(said) is not None or "{" in reading.stem.raw


def _has_other_end(reading: Reading, tokens: Sequence[Token], place: int) -> bool:
    near = tokens[max(place - 4, 0) : place + 5]
    if not any(token.low in {"or", "vs", "versus", "and"} for token in near):
        return False
    return any(reading.sign(token.low) > 0 for token in near) or any(token.low in {"save", "add"} for token in near)


def _emotive(reading: Reading, said: Sequence[Token]) -> Hit | None:
    for start, end in reading.words["emotive"].find(said):
        is_denied = start > 0 and said[start - 1].low in reading.words["negations"]
        if (
            not is_denied
            and not _is_plain_judgment(reading, said, start, end)
            and not _has_other_end(reading, said, start)
        ):
            return Hit(
                span(said, start, end),
                message=Sentence("“%(word)s” colors the question.", word=_shown(reading, said, start, end)),
            )
    return None


def _is_plain_judgment(reading: Reading, said: Sequence[Token], start: int, end: int) -> bool:
    """Whether a word such as "unfair" is what is asked about and not said of a thing: "Is it unfair that …"."""
    if said[start].low not in reading.words["negative_prefixed"]:
        return False
    following = said[end].low if end < len(said) else ""
    closed = ("auxiliaries", "prepositions", "question_words", "determiners", "pronouns")
    return (
        not following[:1].isalpha() or following == "that" or any(following in reading.words[name] for name in closed)
    )


def _shown(reading: Reading, tokens: Sequence[Token], start: int, end: int) -> str:
    return reading.stem.raw[tokens[start].start : tokens[end - 1].end]


def _phrase(reading: Reading, said: Sequence[Token]) -> Hit | None:
    for start, end in reading.words["premise_phrases"].find(said):
        if said[start].low == "why" and not _is_judged(reading, said[end:]):
            continue
        return Hit(span(said, start, end))
    return None


def _bad_nouns(reading: Reading, said: Sequence[Token]) -> Hit | None:
    """Something bad that is named as a fact: "the lack of", "our slow replies"."""
    for start, end in reading.words["bad_nouns"].find(said):
        is_dealt_with = any(token.low in reading.words["handled"] for token in said[end : end + _HANDLED_REACH])
        if not is_dealt_with and not _can_be_none(reading) and not _has_other_end(reading, said, start):
            return Hit(span(said, start, end))
    for place, token in enumerate(said[1:-1], start=1):
        if (
            said[place - 1].low == "our"
            and token.low in reading.words["bad_things"]
            and _ends_noun(reading, said, place)
        ):
            return Hit(span(said, place - 1, place + 1))
        owned = said[place - 1].low in {"our", "their"} or (
            said[place - 1].low == "the" and token.low in reading.words["strong_attributes"]
        )
        attributes = token.low in reading.words["bad_attributes"] and owned
        following = said[place + 1]
        is_thing = following.is_word and following.low not in reading.words["auxiliaries"].words | _JOINING
        if attributes and is_thing and not _has_other_end(reading, said, place):
            return Hit(span(said, place - 1, place + 2))
    return None


def _ends_noun(reading: Reading, said: Sequence[Token], place: int) -> bool:
    """Whether the noun stands for itself and not before another, as in "our error messages"."""
    following = said[place + 1] if place + 1 < len(said) else None
    if following is None or not following.is_word:
        return True
    closed = ("auxiliaries", "prepositions", "pronouns", "question_words", "adverbs", "trailing_clauses")
    return any(following.low in reading.words[name] for name in closed) or following.low in {"and", "or", "that"}


def _factive(reading: Reading, said: Sequence[Token]) -> Hit | None:
    """A verb that makes a fact of what follows: "When did you notice that support got worse"."""
    for start, end in reading.words["factive"].find(said):
        if reading.words["decline"].first(said[end:]) is not None:
            return Hit(span(said, start, end))
    return None


def _is_judged(reading: Reading, tokens: Sequence[Token]) -> bool:
    return any(token.low in reading.words["bad_feelings"] for token in tokens)


def _since(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """A claim before the question: "Since we fixed the export, …"."""
    for clause in reading.clauses:
        intro = clause.intro
        if not intro or reading.words["since_openers"].length_at(intro, 0) == 0:
            continue
        has_claim = any(token.low in reading.words["auxiliaries"] or _is_past(token) for token in intro[1:])
        judged = any(reading.words[name].first(intro) for name in ("comparatives", "change_verbs", "bad_things"))
        if judged and (has_claim or intro[0].low in _GIVEN):
            return Hit(span(intro, 0, len(intro) - 1))
    return None


def _is_past(token: Token) -> bool:
    return token.low.endswith("ed") or token.low in {"became", "got", "made", "grew", "fell", "rose", "went", "cut"}


def _why(reading: Reading, clause: Clause) -> Hit | None:
    """A judgment inside "why": "Why do you dislike …"."""
    lows = clause.lows
    if "why" not in lows[:2] and lows[:2] != ["how", "come"]:
        return None
    for start, end in reading.words["bad_feelings"].find(clause.tokens):
        if not _has_other_end(reading, clause.tokens, start):
            return Hit(span(clause.tokens, 0, end))
    is_told = bool({"your", "our"} & set(lows[1:4])) or lows[1:2] in (["has"], ["have"])
    declined = reading.words["decline"].first(clause.tokens) if is_told and lows[2:3] != ["you"] else None
    return Hit(span(clause.tokens, 0, declined[1])) if declined else None


def _who(reading: Reading, clause: Clause) -> Hit | None:
    """Somebody who must be there: "Who in your company is unhappy with us"."""
    lows = clause.lows
    if lows[:1] != ["who"] or not {"is", "are", "was", "were", "has", "have"} & set(lows[1:6]):
        return None
    for start, end in reading.words["bad_feelings"].find(clause.tokens):
        if reading.sign(lows[start]) < 0:
            return Hit(span(clause.tokens, 0, end))
    return None


def _bad_things(reading: Reading, clause: Clause) -> Hit | None:
    """Something bad that must exist: "What problems did …", "What annoyed you most"."""
    tokens, lows = clause.tokens, clause.lows
    if not lows or (lows[0] not in _THINGS_LEADS and lows[:2] != ["how", "many"]):
        return _asked_to_describe(reading, clause)
    if lows[0] == "how":
        return None
    felt = reading.words["bad_feelings"]
    is_felt = len(lows) > 1 and (reading.is_form(lows[1], "bad_feelings") or lows[1] in reading.words["emotive"])
    if is_felt and reading.sign(lows[1]) <= 0:
        return Hit(span(tokens, 0, 2))
    if any(low in _DID for low in lows[1:4]) and "you" in lows[1:5]:
        for start, end in felt.find(tokens):
            both = _has_other_end(reading, tokens, start)
            if (
                start <= 5
                and not both
                and reading.sign(tokens[start].low) <= 0
                and tokens[start].low not in {"late", "better"}
            ):
                return Hit(span(tokens, 0, end))
    return _named_bad_thing(reading, clause)


def _named_bad_thing(reading: Reading, clause: Clause) -> Hit | None:
    tokens, lows = clause.tokens, clause.lows
    for start, end in reading.words["bad_things"].find(tokens):
        owned = lows[1:3] == ["of", "our"] and start <= 5
        direct = owned or (start <= 2 and any(low in _DID for low in lows[end : end + 2]))
        superlative = start <= 6 and any(low in _SUPERLATIVES for low in lows[1:start]) and lows[1] in _DID
        if (direct or superlative) and reading.question.type not in {"multi_choice", "single_choice"}:
            return Hit(span(tokens, 0, end))
    return None


def _asked_to_describe(reading: Reading, clause: Clause) -> Hit | None:
    lows = clause.lows
    if not lows or (lows[0] not in {"describe", "tell", "list", "explain", "name"} and lows[:1] != ["please"]):
        return None
    for start, end in reading.words["bad_things"].find(clause.tokens):
        if start and clause.tokens[start - 1].low in {"the", "your", "our", "all", "biggest", "worst", "main"}:
            return Hit(span(clause.tokens, start, end))
    return None


def _change(reading: Reading, clause: Clause) -> Hit | None:
    """A change that must have come: "How much did the release improve …", "In what ways has X harmed …"."""
    lows, tokens = clause.lows, clause.tokens
    if not lows or lows[0] not in _ASKING or "ago" in lows or _can_be_none(reading):
        return None
    if not any(low in _DID for low in lows[1:5]):
        return _gained(reading, clause)
    if lows[:2] == ["how", "much"] and "or" not in lows and reading.words["one_sided"].first(tokens[2:]):
        return Hit(span(tokens, 0, 2))
    is_asked = lows[0] == "how" or bool({"ways", "way", "respects"} & set(lows[1:3]))
    by_oneself = "you" in lows[1:4] and "has" not in lows
    if is_asked and "made" in lows and reading.words["one_sided"].first(tokens[3:]) and "or" not in lows:
        return Hit(span(tokens, 0, lows.index("made") + 1))
    if is_asked and not by_oneself and lows[:2] != ["how", "well"]:
        for start, end in reading.words["change_verbs"].find(tokens):
            if start > 2 and not _has_other_end(reading, tokens, start):
                return Hit(span(tokens, 0, end))
    return _gained(reading, clause) or _saved(reading, clause)


def _gained(reading: Reading, clause: Clause) -> Hit | None:
    """An effect named as a thing: "What benefits has X brought", "What has improved"."""
    lows = clause.lows
    if lows[0] not in {"what", "which"}:
        return None
    for start, end in reading.words["change_nouns"].find(clause.tokens):
        if start <= 3 and any(low in _DID for low in lows[end : end + 6]) and not {"would", "could"} & set(lows):
            return Hit(span(clause.tokens, 0, end))
    return None


def _saved(reading: Reading, clause: Clause) -> Hit | None:
    """Time or money that must have been saved or lost: "How much time have you saved", "the time that X saves"."""
    lows = clause.lows
    things = [place for place, low in enumerate(lows) if low in reading.words["saved_things"]]
    if not things or "ago" in lows:
        return None
    for start, end in reading.words["gain_verbs"].find(clause.tokens):
        is_near = things[0] < start <= things[0] + _SAVED_REACH
        if is_near and (lows[0] == "how" or things[0] > 2) and not _has_other_end(reading, clause.tokens, start):
            return Hit(span(clause.tokens, 0, end))
    return None


def _can_be_none(reading: Reading) -> bool:
    """Whether an answer says that nothing changed."""
    no_change = {"not", "none", "no", "nothing", "worse", "never", "0"}
    return any(label.lows and label.lows[0] in no_change for label in reading.labels)


def _one_sided(reading: Reading, clause: Clause) -> Hit | None:
    """One end only of a comparison or a complaint: "How much better is …", "How annoying is …"."""
    tokens, lows = clause.tokens, clause.lows
    if not lows or lows[0] != "how" or len(lows) < 3:
        return None
    place = 2 if lows[1] in {"much", "badly", "far"} else 1
    judged = tokens[place].low in reading.words["one_sided"]
    is_alone = not any(low == "or" for low in lows[place : place + 3])
    if judged and is_alone and (place == 2 or not reading.labels):
        return Hit(span(tokens, 0, place + 1))
    return None


RULES = (
    Rule(
        "loaded",
        Severity.ERROR,
        _find,
        Sentence("The question takes something for granted that may not be so."),
        Sentence("Whoever does not share the premise or the feeling in the words cannot answer truthfully."),
        ("KP", "CP", "QAS"),
        Sentence("Ask first whether it is so, add “if any”, or use plain words without a judgment."),
    ),
)
