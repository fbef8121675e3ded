"""leading: wording that signals the wanted answer, by tags, praise, crowds or authorities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import SetText
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

_REACH = 5
_FEELING_LEADS = frozenset({"how", "much", "you", "were", "are", "so", "most", "really", "did", "do"})


def _find(reading: Reading) -> Iterator[Hit]:
    said = reading.stem.said
    for search in (_phrase, _opener, _tag, _claim, _praise, _feeling):
        hit = search(reading, said)
        if hit is not None:
            yield hit
            return


def _phrase(reading: Reading, said: Sequence[Token]) -> Hit | None:
    for start, end in reading.words["leading_phrases"].find(said):
        words = tuple(token.low for token in said[start:end])
        if words in {("as", "most"), ("like", "most")} and not _is_crowd(said, end):
            continue
        if words[0] in reading.words["negative_openers"] and not _opens_sentence(reading, said[start]):
            continue
        if words == ("must", "be") or (words[-1] == "clearly" and start and said[start - 1].low == "how"):
            continue
        if words == ("naturally",) and start:
            continue
        return Hit(span(said, start, end))
    return None


def _is_crowd(said: Sequence[Token], end: int) -> bool:
    """Whether "most" speaks of others: "as most experts say", not "as most important"."""
    return end + 1 < len(said) and said[end].low.endswith("s")


def _opens_sentence(reading: Reading, token: Token) -> bool:
    return any(clause.tokens and clause.tokens[0] == token for clause in reading.clauses)


def _opener(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """A question that opens with a negation expects a yes."""
    for clause in reading.clauses:
        if clause.tokens and clause.is_question and clause.tokens[0].low in reading.words["negative_openers"]:
            return Hit(span(clause.tokens, 0, min(2, len(clause.tokens))))
    return None


def _tag(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """A few words after the last comma that ask for consent: "…, isn't it?"."""
    for sentence in reading.stem.sentences:
        tokens = sentence.tokens
        commas = [place for place, token in enumerate(tokens) if token.raw in ",–—"]
        if not sentence.is_question or not commas or commas[-1] + 1 >= len(tokens):
            continue
        tail = commas[-1] + 1
        if reading.words["tags"].length_at(tokens, tail) == len(tokens) - tail:
            return Hit(span(tokens, tail, len(tokens)))
    return None


def _claim(reading: Reading, said: Sequence[Token]) -> Hit | None:
    """What a crowd does or an authority says, as a statement: "Most customers prefer …"."""
    for group, verbs in (("crowds", "crowd_verbs"), ("authorities", "authority_verbs")):
        for start, end in reading.words[group].find(said):
            before = said[start - 1].low if start else ""
            asked = before in reading.words["own_judgment"] and (group == "authorities" or before not in {"the", "by"})
            if asked:
                continue
            near = said[end : end + _REACH]
            if any(token.low in reading.words[verbs] for token in near):
                return Hit(span(said, start, min(end + 1, len(said))))
    return None


def _praise(reading: Reading, said: Sequence[Token]) -> Hit | None:
    for place, token in enumerate(said):
        if token.low in reading.words["praise"] and not _has_other_end(reading, said, place):
            return Hit(span(said, place, place + 1), fixes=_without(reading, said, place))
        if token.low in reading.words["mild_praise"] and _is_ours(reading, said, place):
            return Hit(span(said, place, place + 1), fixes=_without(reading, said, place))
    return None


def _has_other_end(reading: Reading, said: Sequence[Token], place: int) -> bool:
    """Whether the other end of the scale is named beside it: "good or bad", "1 (poor) to 5 (excellent)"."""
    near = said[max(place - 8, 0) : place + 6]
    if said[place].is_title and place and said[place - 1].is_word and not said[place - 1].is_title:
        return True  # a name, such as Great Britain
    return any(reading.sign(token.low) < 0 for token in near)


def _is_ours(reading: Reading, said: Sequence[Token], place: int) -> bool:
    """Whether mild praise stands before a thing of ours: "our friendly drivers"; "the easy way" is no praise."""
    at = place - 1
    while at >= 0 and (said[at].low in reading.words["new_words"] or said[at].low in {"and", ","}):
        at -= 1
    if at >= 0 and said[at].low in reading.words["mild_praise"]:
        at -= 1
    if at < 0 or said[at].low != "our":
        return False
    following = said[place + 1].low if place + 1 < len(said) else ""
    return bool(following) and following not in reading.words["prepositions"] and following not in {"or", "enough"}


def _without(reading: Reading, said: Sequence[Token], place: int) -> tuple[SetText, ...]:
    """The text without an adjective that stands after a determiner; nothing else can be left out for sure."""
    raw, token = reading.stem.raw, said[place]
    if not place or said[place - 1].low not in reading.words["articles"] or place + 1 >= len(said):
        return ()
    before = said[place - 1]
    if before.low in {"a", "an"} or not said[place + 1].is_word:
        return ()
    return (SetText(raw[: token.start] + raw[said[place + 1].start :]),)


def _feeling(reading: Reading, said: Sequence[Token]) -> Hit | None:
    """One-sided warmth in what is asked for: "How delighted were you", "How much did you enjoy"."""
    if reading.question_word != "how":
        return None
    for start, end in reading.words["one_sided_feelings"].find(said):
        before = said[start - 1].low if start else ""
        if before in _FEELING_LEADS and not _has_other_end(reading, said, start):
            return Hit(span(said, start, end))
    return None


RULES = (
    Rule(
        "leading",
        Severity.ERROR,
        _find,
        Sentence("The wording shows which answer is wanted."),
        Sentence("People tend to give the answer that a question expects, so the result is yours and not theirs."),
        ("KP", "CP", "D"),
        Sentence("Ask neutrally: name both ends, leave praise out, and quote nobody's opinion."),
    ),
)
