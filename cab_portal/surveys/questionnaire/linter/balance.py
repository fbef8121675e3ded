"""unbalanced_scale and agree_disagree: what is wrong with a scale itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cab_portal.surveys.questionnaire.linter.finding import Severity
from cab_portal.surveys.questionnaire.linter.fixes import Rewrite, SetOptions
from cab_portal.surveys.questionnaire.linter.reading import Reading
from cab_portal.surveys.questionnaire.linter.rule import Hit, Rule, whole
from cab_portal.surveys.questionnaire.linter.scales import Scale, scale_of
from cab_portal.surveys.questionnaire.linter.words import Token, span
from cab_portal.surveys.questionnaire.wording import Sentence


def _unbalanced(reading: Reading) -> Iterator[Hit]:
    scale = scale_of(reading)
    if scale is None or _are_kinds(reading, scale):
        return
    if scale.positive + scale.negative < 3 or scale.positive == scale.negative or scale.is_unipolar:
        return
    more = max(scale.positive, scale.negative)
    less = min(scale.positive, scale.negative)
    message = Sentence("%(more)s answers stand on one side, %(less)s on the other.", more=more, less=less)
    place = reading.labels.index(scale.labels[0])
    yield Hit(whole(scale.labels[0].text), place, message, fixes=_balanced(reading, scale))


def _are_kinds(reading: Reading, scale: Scale) -> bool:
    """Whether the labels are words to pick from and no degrees of one thing: "Which of these words describes …"."""
    cores = {point.core for point in scale.points if point.core}
    bare = all(len(label.lows) == len(point.core) for label, point in zip(scale.labels, scale.points, strict=True))
    return reading.question_word in reading.words["picking"] and bare and len(cores) == len(scale.points)


def _balanced(reading: Reading, scale: Scale) -> tuple[SetOptions, ...]:
    """Five balanced points of the words of the scale, where their opposites are known; ways out are kept."""
    pairs = [entry.split() for entry in reading.words.entries("antonyms")]
    cores = [word for point in scale.points for word in point.core]
    kept = tuple(label.text for label in reading.labels if label not in scale.labels)
    for core in cores:
        for low, high in pairs:
            if core in {low, high}:
                return _scale(reading, "say_bipolar", kept, low=low, high=high)
    return _scale(reading, "say_judgment", kept)


def _scale(reading: Reading, section: str, kept: tuple[str, ...], **places: str) -> tuple[SetOptions, ...]:
    labels = [template.format(**places) for template in reading.words.entries(section)]
    return (SetOptions((*(label[:1].upper() + label[1:] for label in labels), *kept)),) if labels else ()


def _agreement(reading: Reading) -> Iterator[Hit]:
    question = reading.question
    if question.instrument:
        return
    words = reading.words["agreement_words"]
    agreeing = [place for place, label in enumerate(reading.labels) if any(low in words for low in label.lows)]
    asked = _asking(reading)
    if len(agreeing) >= 2:
        text = question.options[agreeing[0]]
        yield Hit(whole(text), agreeing[0], fixes=_direct(reading))
    elif asked is not None:
        yield Hit(asked, fixes=_direct(reading))


def _asking(reading: Reading) -> tuple[int, int] | None:
    tokens = reading.stem.said
    lows, words = [token.low for token in tokens], reading.words
    for place, low in enumerate(lows):
        if low in words["agreeing"] and place >= 2 and lows[place - 1] in words["you"]:
            has_degree = any(low in words["degrees_of_agreement"] for low in lows[max(place - 5, 0) : place])
            if has_degree and any(low in words["asking_how_far"] for low in lows[:place]):
                return span(tokens, max(place - 2, 0), place + 1)
    found = reading.words["agreement_asks"].first(tokens)
    return span(tokens, *found) if found else None


def _direct(reading: Reading) -> tuple[Rewrite, ...]:
    """The statement "X is clear" as "How clear is X?", with a scale of its own from not at all to extremely."""
    tokens = _statement(reading)
    for place in range(1, len(tokens) - 1):
        if tokens[place].low not in reading.words["being"]:
            continue
        if not _is_thing(reading, tokens[:place]) or reading.has("joints", (t.low for t in tokens[place:])):
            return ()
        words = [token for token in tokens[place + 1 :] if token.is_word]
        if not words or not reading.is_adjective(words[0].low) or words[0].low in reading.words["adverbs"]:
            return ()
        return _rewritten(reading, tokens, place, words[0])
    return ()


def _is_thing(reading: Reading, tokens: Sequence[Token]) -> bool:
    """Whether these words name one thing and say nothing else, so that they can stand in a question as they are."""
    closed = ("pronouns", "auxiliaries", "that", "negations", "joints", "question_words")
    return not any(token.low in reading.words[name] for token in tokens for name in closed)


def _statement(reading: Reading) -> tuple[Token, ...]:
    """The tokens of what is to be agreed with: after "that" or a colon, or the whole sentence."""
    for clause in reading.clauses[:1]:
        tokens = clause.tokens
        agreeing = next((k for k, token in enumerate(tokens) if token.low in reading.words["agreeing"]), -1)
        if agreeing < 0:
            return tokens
        joints = reading.words["that"]
        after = next((k for k in range(agreeing, len(tokens)) if tokens[k].raw == ":" or tokens[k].low in joints), -1)
        return tokens[after + 1 :] if after >= 0 else ()
    return ()


def _rewritten(reading: Reading, tokens: tuple[Token, ...], place: int, adjective: Token) -> tuple[Rewrite, ...]:
    raw = reading.stem.raw
    thing = raw[tokens[0].start : tokens[place - 1].end]
    if tokens[0].low in reading.words["articles"]:
        thing = thing[0].lower() + thing[1:]
    rest = raw[adjective.end : tokens[-1].end].rstrip(" .")
    points = tuple(point.replace("{}", adjective.low) for point in reading.words.entries("say_unipolar"))
    template = reading.words.phrase("say_how")
    if not (points and template):
        return ()
    asked = template.format(adjective=adjective.low, verb=tokens[place].low, thing=f"{thing}{rest}")
    return (Rewrite(asked, points),)


RULES = (
    Rule(
        "unbalanced_scale",
        Severity.ERROR,
        _unbalanced,
        Sentence("The scale has more answers on one side than on the other."),
        Sentence("The side with more answers draws more of them, whatever people think."),
        ("KP", "SG", "D"),
        Sentence("Give both sides the same number of answers."),
    ),
    Rule(
        "agree_disagree",
        Severity.WARNING,
        _agreement,
        Sentence("This asks whether people agree instead of what they think."),
        Sentence("Many people agree with whatever is put before them; a scale of the thing itself measures better."),
        ("SRKS", "KP", "SG"),
        Sentence("Ask for the thing itself: not “The invoice is clear”, but “How clear is the invoice?”"),
    ),
)
