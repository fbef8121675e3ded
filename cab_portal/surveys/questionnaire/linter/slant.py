"""leading: wording that signals the wanted answer, by tags, praise, crowds or authorities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import SetText
from cab_portal.surveys.questionnaire.linter.reading import Kind, Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence

_REACH = 5


def _find(reading: Reading) -> Iterator[Hit]:
    said = reading.stem.said
    searches = (_phrase, _opener, _tag, _one_sided, _claim, _told_majority, _share, _as_one)
    for search in (*searches, _esteem, _praise, _top, _good_plan, _feeling):
        hit = search(reading, said)
        if hit is not None:
            yield hit
            return


def _phrase(reading: Reading, said: Sequence[Token]) -> Hit | None:
    for sentence in reading.stem.sentences:
        size = reading.words["opening_adverbs"].length_at(sentence.tokens, 0)
        if size and size < len(sentence.tokens) and sentence.tokens[size].raw == ",":
            return Hit(span(sentence.tokens, 0, size))
    for start, end in reading.words["leading_phrases"].find(said):
        phrase = said[start:end]
        if reading.words["most_of_them"].length_at(phrase, 0) == len(phrase) and not _is_crowd(reading, said, end):
            continue
        opens = _opens_sentence(reading, said[start]) or (start > 0 and said[start - 1].raw == ",")
        if phrase[0].low in reading.words["negative_openers"] and not opens:
            continue
        if _is_plain_here(reading, said, start, phrase):
            continue
        return Hit(span(said, start, end))
    return None


def _is_plain_here(reading: Reading, said: Sequence[Token], start: int, phrase: Sequence[Token]) -> bool:
    """Whether a phrase that may lead does not where it stands: "how clearly", or "naturally" within a sentence."""
    words = reading.words
    if words["never_leading"].length_at(phrase, 0) == len(phrase):
        return True
    after_how = start > 0 and said[start - 1].low in words["how"] and phrase[-1].low in words["leading_adverbs"]
    return after_how or (start > 0 and len(phrase) == 1 and phrase[0].low in words["leading_at_start"])


def _is_crowd(reading: Reading, said: Sequence[Token], end: int) -> bool:
    """Whether "most" speaks of others: "as most experts say", not "as most important"."""
    return end + 1 < len(said) and said[end].low.endswith(reading.words.entries("plural_endings"))


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
        denies = reading.has("negations", (token.low for token in tokens[:tail]))
        for name in ("tags", "positive_tags") if denies else ("tags",):
            if reading.words[name].length_at(tokens, tail) == len(tokens) - tail:
                return Hit(span(tokens, tail, len(tokens)))
    return None


def _claim(reading: Reading, said: Sequence[Token]) -> Hit | None:
    """What a crowd does or an authority says, as a statement: "Most customers prefer …"."""
    for group, verbs in (("crowds", "crowd_verbs"), ("authorities", "authority_verbs")):
        for start, end in reading.words[group].find(said):
            before = said[start - 1].low if start else ""
            asked = before in reading.words["own_judgment"] and (
                group == "authorities" or before not in reading.words["before_crowds"]
            )
            if asked:
                continue
            near = said[end : end + _REACH]
            if _is_told(reading, said[start]) or any(reading.is_form(token.low, verbs) for token in near):
                return Hit(span(said, start, min(end + 1, len(said))))
    return None


def _is_told(reading: Reading, token: Token) -> bool:
    """Whether a sentence that asks nothing starts with this: it is there to impress."""
    sentences = reading.stem.sentences
    told = [sentence for sentence in sentences if not sentence.is_question]
    return len(told) < len(sentences) and any(sentence.tokens[0] == token for sentence in told)


def _praises_itself(reading: Reading) -> bool:
    """Whether a sentence that asks nothing says before the question how good we are."""
    first, *later = reading.stem.sentences or (None,)
    if first is None or first.is_question or not any(sentence.is_question for sentence in later):
        return False
    ours = reading.has("ourselves", (token.low for token in first.tokens))
    return ours and reading.words["self_praise"].first(first.tokens) is not None


def _told_majority(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """Before the question, what most people do or think: "Most board members support the change. Do you?"."""
    for tokens in _before_the_question(reading):
        lows = [token.low for token in tokens]
        if lows[0] in reading.words["according"] and not reading.has("your", lows):
            return Hit(span(tokens, 0, min(3, len(tokens))))
        if not _starts_with_majority(reading, tokens):
            continue
        for place in range(1, min(len(tokens), _REACH + 1)):
            if tokens[place].low in reading.words["people"]:
                return Hit(span(tokens, 0, place + 1))
    return None


def _share(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """A share of others, told in passing: "join the 90% of members who …"; "What share" asks for it."""
    for clause in reading.clauses:
        tokens = clause.tokens
        for place, token in enumerate(tokens[1:-2], start=1):
            led = any(tokens[place - 1].low in reading.words[name] for name in ("pointing", "likening"))
            joined = led and tokens[place + 1].low in reading.words["of"]
            if token.raw.endswith("%") and joined and reading.has("people", (t.low for t in tokens[place + 2 :][:3])):
                return Hit(span(tokens, place, place + 2))
    return None


def _good_plan(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """Praise of what people are asked to side with: "Do you support the sensible plan"."""
    words = reading.words
    for clause in reading.clauses:
        tokens = clause.tokens
        for place in range(2, len(tokens) - 1):
            praised = tokens[place].low in words["plan_praise"] and tokens[place - 1].low in words["pointing"]
            is_plan = praised and reading.has("plans", clause.lows[place + 1 : place + 3])
            if is_plan and reading.has("siding", clause.lows[: place - 1]):
                return Hit(span(tokens, place, place + 1), fixes=_without(reading, tokens, place))
    return None


def _starts_with_majority(reading: Reading, tokens: tuple[Token, ...]) -> bool:
    """ "Most …", or a share: "Three out of four …", "90% of …"."""
    shares = any(token.low in reading.words["shares"] for token in tokens[1:3])
    counted = shares and (tokens[0].is_number or tokens[0].low in reading.words["number_words"])
    return counted or tokens[0].low in reading.words["majorities"]


def _before_the_question(reading: Reading) -> list[tuple[Token, ...]]:
    sentences = reading.stem.sentences
    if not any(sentence.is_question for sentence in sentences):
        return []
    told = [sentence.tokens for sentence in sentences if not sentence.is_question]
    return told + [clause.intro for clause in reading.clauses if clause.intro]


def _as_one(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """A flattering role to live up to: "As a responsible company, …"."""
    for tokens in _before_the_question(reading):
        lows = [token.low for token in tokens[:4]]
        opens = len(lows) > 2 and lows[0] in reading.words["role_openers"] and lows[1] in reading.words["a"]
        if opens and (lows[2] in reading.words["virtues"] or lows[2] in reading.words["praise"]):
            return Hit(span(tokens, 0, 3))
    for clause in reading.clauses:
        lows = clause.lows[:3]
        called = len(lows) > 2 and any(lows[1] in reading.words[name] for name in ("a", "calling"))
        opens = called and lows[0] in reading.words["duties"]
        if opens and lows[2] in reading.words["virtues"]:
            return Hit(span(clause.tokens, 0, 3))
    return None


def _one_sided(reading: Reading, said: Sequence[Token]) -> Hit | None:
    """A claim of our own, or a call to side with others: "a step forward", "agree with most of our clients"."""
    if _praises_itself(reading):
        return Hit((0, reading.stem.sentences[0].tokens[-1].end))
    for section in ("one_sided_claims", "conformity"):
        for start, end in reading.words[section].find(said):
            if section == "conformity":
                is_plain = _is_all_that_counts(reading, said, end)
            else:
                is_plain = _is_sought(reading, said, start) or _is_weighed(reading, said, start, end)
            if not is_plain:
                return Hit(span(said, start, end))
    return None


def _is_all_that_counts(reading: Reading, said: Sequence[Token], end: int) -> bool:
    """Whether "most" speaks of no crowd: "Which statement do you agree with most?"."""
    of_many = end < len(said) and said[end].low in reading.words["of"]
    return said[end - 1].low in reading.words["most"] and not of_many and not _is_crowd(reading, said, end)


def _is_sought(reading: Reading, said: Sequence[Token], start: int) -> bool:
    """Whether it is what is asked for: "What is the best way to reach you"."""
    asks = reading.question_word in reading.words["thing_words"]
    return asks and start > 0 and said[start - 1].low in reading.words["being"]


def _is_weighed(reading: Reading, said: Sequence[Token], start: int, end: int) -> bool:
    """Whether the other side is named too: "a step forward or a step back"."""
    return reading.has("or", (token.low for token in said[max(start - 4, 0) : end + 5])) or any(
        reading.sign(token.low) < 0 for token in said[end : end + 3]
    )


def _esteem(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """Praise as a reason, before the question: "Given its popularity, …"."""
    for clause in reading.clauses:
        intro = clause.intro
        if intro and reading.words["since_openers"].length_at(intro, 0):
            for hit in reading.words["esteem"].find(intro):
                end = hit[1]
                before = [token.low for token in intro[:end]]
                if intro[0].low not in reading.words["plain_openers"] and reading.has("owners", before):
                    return Hit(span(intro, 0, end))
    return None


def _praise(reading: Reading, said: Sequence[Token]) -> Hit | None:
    for place, token in enumerate(said):
        following = said[place + 1].low if place + 1 < len(said) else ""
        is_after = place > 0 and said[place - 1].low not in reading.words["before_great"]
        if token.low in reading.words["great"] and is_after:
            continue
        praises = token.low in reading.words["praise"] and following not in reading.words["not_praise_after"]
        if praises and not _has_other_end(reading, said, place) and not _is_imagined(reading, token):
            return Hit(span(said, place, place + 1), fixes=_without(reading, said, place))
        if token.low in reading.words["mild_praise"] and _is_ours(reading, said, place):
            return Hit(span(said, place, place + 1), fixes=_without(reading, said, place))
    return None


def _is_imagined(reading: Reading, token: Token) -> bool:
    """Whether it only describes what is wished for: "Describe the perfect bench"."""
    imagines = reading.opening is Kind.REQUEST or reading.has("imagined", reading.asked)
    return token.low in reading.words["ideals"] and imagines


def _top(reading: Reading, _: Sequence[Token]) -> Hit | None:
    """What is ours as the best of its kind: "our app is the easiest way"."""
    for clause in reading.clauses:
        tokens, lows = clause.tokens, clause.lows
        for place in range(3, len(tokens) - 1):
            is_top = lows[place] in reading.words["top_words"] and lows[place - 1] in reading.words["articles"]
            is_said = is_top and lows[place - 2] in reading.words["being"]
            ours = is_said and reading.has("our", lows[: place - 2])
            if ours and reading.opening in {Kind.YES_NO, Kind.STATEMENT}:
                return Hit(span(tokens, place - 1, place + 2))
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
    while at >= 0 and (
        said[at].low in reading.words["new_words"] or said[at].low in reading.words["listing"] or said[at].raw == ","
    ):
        at -= 1
    if at >= 0 and said[at].low in reading.words["mild_praise"]:
        at -= 1
    if at < 0 or said[at].low not in reading.words["our"]:
        return False
    following = said[place + 1].low if place + 1 < len(said) else ""
    closed = ("prepositions", "or", "anchoring_after")
    return bool(following) and not any(following in reading.words[name] for name in closed)


def _without(reading: Reading, said: Sequence[Token], place: int) -> tuple[SetText, ...]:
    """The text without an adjective that stands after a determiner; nothing else can be left out for sure."""
    raw, token = reading.stem.raw, said[place]
    if not place or said[place - 1].low not in reading.words["articles"] or place + 1 >= len(said):
        return ()
    before = said[place - 1]
    if before.low in reading.words["a"] or not said[place + 1].is_word:
        return ()
    return (SetText(raw[: token.start] + raw[said[place + 1].start :]),)


def _feeling(reading: Reading, said: Sequence[Token]) -> Hit | None:
    """One-sided warmth in what is asked for: "How delighted were you", "How much did you enjoy"."""
    asks_why = any(token.low in reading.words["why"] for token in said)
    asks_what = reading.question_word in reading.words["thing_words"]
    if reading.question_word not in reading.words["how"] and not asks_why and not asks_what:
        return None
    for start, end in reading.words["one_sided_feelings"].find(said):
        before = said[start - 1].low if start else ""
        if (asks_why or asks_what) and before not in reading.words["you"]:
            continue
        if asks_what and said[start].low not in reading.words["loving"]:
            continue
        if before in reading.words["before_feelings"] and not _has_other_end(reading, said, start):
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
