"""loaded: an unproven fact taken for granted, or emotive words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cab_portal.surveys.questionnaire.linter.accusations import accusation, caused
from cab_portal.surveys.questionnaire.linter.clauses import Clause
from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.reading import Kind, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

_SAVED_REACH = 8
_HANDLED_REACH = 4


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
        for ask in (_why, _who, accusation, caused, _bad_things, _change, _one_sided):
            hit = ask(reading, clause)
            if hit is not None:
                yield hit
                return


def _premise_is_open(reading: Reading, said: Sequence[Token]) -> bool:
    """Whether the question leaves room for "none": by "if any", by a premise piped from an earlier answer, or
    because those who answer said it: "You told us that your delivery was late".
    """
    told = any(reading.words["told_us"].length_at(sentence.tokens, 0) for sentence in reading.stem.sentences[:1])
    return told or reading.words["if_any"].first(said) is not None or "{" in reading.stem.raw


def _has_other_end(reading: Reading, tokens: Sequence[Token], place: int) -> bool:
    near = [token.low for token in tokens[max(place - 4, 0) : place + 5]]
    if not reading.has("end_joints", near):
        return False
    return any(reading.sign(low) > 0 for low in near) or reading.has("gaining_ends", near)


def _emotive(reading: Reading, said: Sequence[Token]) -> Hit | None:
    for start, end in (*reading.words["emotive"].find(said), *reading.words["harsh_acts"].find(said)):
        is_denied = start > 0 and said[start - 1].low in reading.words["negations"]
        if said[start].start in reading.names or (start and said[start - 1].raw == "="):
            continue  # a name, or the legend of a scale: "0 = awful"
        if (
            not is_denied
            and not _is_plain_judgment(reading, said, start, end)
            and not _is_asked_for(reading, said, start)
            and not _has_other_end(reading, said, start)
        ):
            return Hit(
                span(said, start, end),
                message=Sentence("“%(word)s” colors the question.", word=_shown(reading, said, start, end)),
            )
    return None


def _is_plain_judgment(reading: Reading, said: Sequence[Token], start: int, end: int) -> bool:
    """Whether a word such as "unfair" is what is asked about and not said of a thing: "Is it unfair that …"."""
    following = said[end].low if end < len(said) else ""
    closed = ("auxiliaries", "prepositions", "question_words", "negations", "infinitive_openers", "that")
    if not following[:1].isalpha() or any(following in reading.words[name] for name in closed):
        return said[start].low in reading.words["negative_prefixed"] or _is_predicate(reading, said, start)
    opens = ("determiners", "pronouns")
    return said[start].low in reading.words["negative_prefixed"] and any(following in reading.words[n] for n in opens)


def _is_predicate(reading: Reading, said: Sequence[Token], start: int) -> bool:
    """Whether a question for yes or no asks for the word: "Was the driver rude?"."""
    before, words = said[start - 1].low if start else "", reading.words
    is_said = before in words["linking"] or reading.has("being", reading.asked[:1])
    return reading.opening is Kind.YES_NO and is_said and before not in words["before_nouns"]


def _is_asked_for(reading: Reading, said: Sequence[Token], start: int) -> bool:
    """Whether the word is what is measured, from none of it on ("How painful was it?" with "Not at all painful"), or
    a state that some thing may be in: "Did you find a broken lamp"."""
    before, low, words = said[start - 1].low if start else "", said[start].low, reading.words
    if before in words["how"]:
        return any(low in label.lows and label.starts_with("lowest_points") for label in reading.labels)
    if low not in words["physical_states"]:
        return False
    return _answers_deny(reading, low) or before in words["indefinite"]


def _answers_deny(reading: Reading, low: str) -> bool:
    """Whether an answer says that there was nothing of the kind: "There was no broken window"."""
    return any(low in label.lows and reading.has("negations", label.lows) for label in reading.labels)


def _shown(reading: Reading, tokens: Sequence[Token], start: int, end: int) -> str:
    return reading.stem.raw[tokens[start].start : tokens[end - 1].end]


def _phrase(reading: Reading, said: Sequence[Token]) -> Hit | None:
    for start, end in reading.words["premise_phrases"].find(said):
        if said[start].low in reading.words["why"] and not _is_judged(reading, said[end:]):
            continue
        if end < len(said) and said[end - 1].low in reading.words["ordinals"] and _is_time(reading, said[end]):
            continue  # "stayed at last night" is no "at last"
        return Hit(span(said, start, end))
    return None


def _is_time(reading: Reading, token: Token) -> bool:
    return token.low in reading.words["time_words"] or token.low in reading.words["period_words"]


def _bad_nouns(reading: Reading, said: Sequence[Token]) -> Hit | None:
    """Something bad that is named as a fact: "the lack of", "our slow replies"."""
    for start, end in reading.words["bad_nouns"].find(said):
        is_dealt_with = any(token.low in reading.words["handled"] for token in said[end : end + _HANDLED_REACH])
        if not is_dealt_with and not _can_be_none(reading) and not _has_other_end(reading, said, start):
            return Hit(span(said, start, end))
    for place, token in enumerate(said[1:-1], start=1):
        owner = said[place - 1].low
        if (
            (owner in reading.words["our"] or owner.endswith(reading.words.entries("owner_endings")))
            and token.low in reading.words["bad_things"]
            and _ends_noun(reading, said, place)
        ):
            return Hit(span(said, place - 1, place + 1))
        belongs = owner in reading.words["ours_or_theirs"] or owner.endswith(reading.words.entries("owner_endings"))
        owned = belongs or (
            said[place - 1].low in reading.words["pointing"] and token.low in reading.words["strong_attributes"]
        )
        attributes = token.low in reading.words["bad_attributes"] and owned
        following = said[place + 1]
        closed = ("auxiliaries", "joints", "infinitive_openers")
        is_thing = following.is_word and not any(following.low in reading.words[name] for name in closed)
        is_open = _has_other_end(reading, said, place) or _answers_deny(reading, token.low)
        if attributes and is_thing and not is_open:
            return Hit(span(said, place - 1, place + 2))
    return None


def _ends_noun(reading: Reading, said: Sequence[Token], place: int) -> bool:
    """Whether the noun stands for itself and not before another, as in "our error messages"."""
    following = said[place + 1] if place + 1 < len(said) else None
    if following is None or not following.is_word:
        return True
    closed = ("auxiliaries", "prepositions", "pronouns", "question_words", "adverbs", "trailing_clauses")
    return reading.is_verb(following.low) or any(
        following.low in reading.words[name] for name in (*closed, "joints", "that", "never_nouns")
    )


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
        has_claim = any(token.low in reading.words["auxiliaries"] or _is_past(reading, token) for token in intro[1:])
        names = ("comparatives", "change_verbs", "bad_things")
        judged = any(_is_said(reading, intro, start) for name in names for start, _ in reading.words[name].find(intro))
        if judged and (has_claim or intro[0].low in reading.words["taking_as_given"]):
            return Hit(span(intro, 0, len(intro) - 1))
    return None


def _is_said(reading: Reading, intro: Sequence[Token], start: int) -> bool:
    """Whether a word says what happened and does not name it: not "the many benefits"."""
    before = intro[start - 1].low if start else ""
    if start + 1 < len(intro) and intro[start + 1].low in reading.words["esteem"]:
        return False  # "the great effort" praises, and is for `leading`
    return before not in reading.words["many"] and not (
        before in reading.words["articles"] and intro[start].low in reading.words["esteem"]
    )


def _is_past(reading: Reading, token: Token) -> bool:
    return token.low.endswith(reading.words.entries("past_endings")) or token.low in reading.words["past_verbs"]


def _why(reading: Reading, clause: Clause) -> Hit | None:
    """A judgment inside "why": "Why do you dislike …"."""
    lows = clause.lows
    if not reading.has("why", lows[:2]) and not _opens(reading, "how_come", clause):
        return None
    for start, end in reading.words["bad_feelings"].find(clause.tokens):
        if not _has_other_end(reading, clause.tokens, start):
            return Hit(span(clause.tokens, 0, end))
    if reading.has("making_rules", lows) and not reading.has("you", lows[1:4]):
        return Hit(span(clause.tokens, 0, len(clause.tokens)))
    let_down = _left_to_decline(reading, clause)
    if let_down:
        return Hit(span(clause.tokens, 0, let_down))
    is_told = reading.has("yours_or_ours", lows[1:4]) or reading.has("having", lows[1:2])
    is_own = reading.has("you", lows[2:3])
    declined = reading.words["decline"].first(clause.tokens) if is_told and not is_own else None
    return Hit(span(clause.tokens, 0, declined[1])) if declined else None


def _left_to_decline(reading: Reading, clause: Clause) -> int:
    """Where a blame ends for what was not stopped or was done to people: "Why has the landlord let the roof rot",
    "Why are we left waiting"; 0 where nobody is blamed."""
    words, tokens = reading.words, clause.tokens
    let = next((place for place, low in enumerate(clause.lows) if reading.is_form(low, "letting")), 0)
    falls = next((end for _, end in words["decay"].find(tokens[let + 1 :])), 0) if let else 0
    if falls:
        return let + 1 + falls
    return next((end for _, end in words["mistreated"].find(tokens)), 0)


def _who(reading: Reading, clause: Clause) -> Hit | None:
    """Somebody who must be there: "Who in your company is unhappy with us"."""
    lows = clause.lows
    if not reading.has("who", lows[:1]) or not reading.has("states", lows[1:6]):
        return None
    for start, end in reading.words["bad_feelings"].find(clause.tokens):
        if reading.sign(lows[start]) < 0:
            return Hit(span(clause.tokens, 0, end))
    return None


def _bad_things(reading: Reading, clause: Clause) -> Hit | None:
    """Something bad that must exist: "What problems did …", "What annoyed you most"."""
    tokens, lows = clause.tokens, clause.lows
    if not lows or (lows[0] not in reading.words["thing_words"] and not _opens(reading, "counting", clause)):
        return _asked_to_describe(reading, clause)
    if lows[0] in reading.words["how"]:
        return None
    felt = reading.words["bad_feelings"]
    is_felt = len(lows) > 1 and (reading.is_form(lows[1], "bad_feelings") or lows[1] in reading.words["emotive"])
    if is_felt and reading.sign(lows[1]) <= 0:
        return Hit(span(tokens, 0, 2))
    if reading.has("doing_or_being", lows[1:4]) and reading.has("you", lows[1:5]):
        for start, end in felt.find(tokens):
            both = _has_other_end(reading, tokens, start)
            if (
                start <= 5
                and not both
                and reading.sign(tokens[start].low) <= 0
                and tokens[start].low not in reading.words["mild_feelings"]
            ):
                return Hit(span(tokens, 0, end))
    return _named_bad_thing(reading, clause)


def _named_bad_thing(reading: Reading, clause: Clause) -> Hit | None:
    tokens, lows = clause.tokens, clause.lows
    for start, end in reading.words["bad_things"].find(tokens):
        owned = reading.has("of", lows[1:2]) and reading.has("our", lows[2:3]) and start <= 5
        direct = owned or (start <= 2 and reading.has("doing_or_being", lows[end : end + 2]))
        is_most = reading.has("superlatives", lows[1:start]) and reading.has("doing_or_being", lows[1:2])
        superlative = start <= 6 and is_most
        if (direct or superlative) and reading.question.type not in {"multi_choice", "single_choice"}:
            return Hit(span(tokens, 0, end))
    return None


def _asked_to_describe(reading: Reading, clause: Clause) -> Hit | None:
    lows = clause.lows
    if not (reading.has("telling", lows[:1]) or reading.has("courtesies", lows[:1])):
        return None
    for start, end in reading.words["bad_things"].find(clause.tokens):
        if start and clause.tokens[start - 1].low in reading.words["before_facts"]:
            return Hit(span(clause.tokens, start, end))
    return None


def _change(reading: Reading, clause: Clause) -> Hit | None:
    """A change that must have come: "How much did the release improve …", "In what ways has X harmed …"."""
    lows, tokens, words = clause.lows, clause.tokens, reading.words
    if not reading.has("change_asks", lows[:1]) or reading.has("ago", lows) or _can_be_none(reading):
        return None
    if not reading.has("doing_or_being", lows[1:5]):
        return _gained(reading, clause)
    names_both = reading.has("or", lows)
    if _opens(reading, "how_much", clause) and not names_both and words["one_sided"].first(tokens[2:]):
        return Hit(span(tokens, 0, 2))
    is_asked = lows[0] in words["how"] or reading.has("ways", lows[1:3])
    by_oneself = _acts_oneself(reading, lows) and not reading.has("third_having", lows)
    made = next((place for place, low in enumerate(lows) if low in words["made"]), -1)
    if is_asked and made >= 0 and words["one_sided"].first(tokens[3:]) and not names_both:
        return Hit(span(tokens, 0, made + 1))
    if is_asked and not by_oneself and not _opens(reading, "how_well", clause):
        for start, end in reading.words["change_verbs"].find(tokens):
            if start > 2 and not _has_other_end(reading, tokens, start):
                return Hit(span(tokens, 0, end))
    return _gained(reading, clause) or _saved(reading, clause)


def _acts_oneself(reading: Reading, lows: list[str]) -> bool:
    """Whether those who answer are who does it: "How many tickets have you raised"."""
    words = reading.words
    follows = any(before in words["doing_or_being"] and low in words["you"] for before, low in pairwise(lows))
    return follows or reading.has("you", lows[1:4])


def _gained(reading: Reading, clause: Clause) -> Hit | None:
    """An effect named as a thing: "What benefits has X brought", "What has improved"."""
    lows = clause.lows
    if lows[0] not in reading.words["thing_words"]:
        return None
    for start, end in reading.words["change_nouns"].find(clause.tokens):
        is_had = reading.has("doing_or_being", lows[end : end + 6])
        if start <= 3 and is_had and not reading.has("imagined", lows):
            return Hit(span(clause.tokens, 0, end))
    return None


def _saved(reading: Reading, clause: Clause) -> Hit | None:
    """Time or money that must have been saved or lost: "How much time have you saved", "the time that X saves"."""
    lows = clause.lows
    things = [place for place, low in enumerate(lows) if low in reading.words["saved_things"]]
    if not things or reading.has("ago", lows):
        return None
    for start, end in reading.words["gain_verbs"].find(clause.tokens):
        is_near = things[0] < start <= things[0] + _SAVED_REACH
        if (
            is_near
            and (lows[0] in reading.words["how"] or things[0] > 2)
            and not _has_other_end(reading, clause.tokens, start)
        ):
            return Hit(span(clause.tokens, 0, end))
    return None


def _can_be_none(reading: Reading) -> bool:
    """Whether an answer says that nothing changed."""
    return any(reading.has("no_change", label.lows[:1]) for label in reading.labels)


def _one_sided(reading: Reading, clause: Clause) -> Hit | None:
    """One end only of a comparison or a complaint: "How much better is …", "How annoying is …"."""
    tokens, lows = clause.tokens, clause.lows
    if len(lows) < 3 or lows[0] not in reading.words["how"]:
        return None
    place = 2 if lows[1] in reading.words["how_far"] else 1
    judged = tokens[place].low in reading.words["one_sided"]
    is_alone = not reading.has("or", lows[place : place + 3])
    if judged and is_alone and (place == 2 or not reading.labels):
        return Hit(span(tokens, 0, place + 1))
    return None


def _opens(reading: Reading, section: str, clause: Clause) -> bool:
    """Whether a clause opens with an entry of this section."""
    return bool(clause.tokens) and reading.words[section].length_at(clause.tokens, 0) > 0


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
