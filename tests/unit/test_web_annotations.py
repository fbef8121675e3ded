"""Comments as W3C Web Annotations: what goes out comes back, and what is none is refused by a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.comments.anchoring.anchors import describe
from cab_portal.comments.anchoring.web_annotations import (
    BadAnnotation,
    WebAnnotation,
    anchor_of,
    annotation_of,
    from_json,
    to_json,
)

TEXT = "Reply to this mail. 😀 We call you on Friday.\nReply to this mail."
WORDS = st.text(max_size=60)
ADDRESSES = st.text(min_size=1, max_size=60)
POSITIONS = st.tuples(st.integers(0, 10**6), st.integers(1, 10**4)).map(lambda found: (found[0], sum(found)))


def sample(**changes: Any) -> dict[str, Any]:
    """An annotation of "on Friday"; each change replaces a property."""
    start = TEXT.index("on Friday")
    made = to_json(annotation_of(describe("s1", TEXT, start, start + 9), "urn:a", "urn:step", "Why Friday?"))
    return {**made, **changes}


def selectors(*given: dict[str, Any]) -> dict[str, Any]:
    return sample(target={"source": "urn:step", "selector": list(given)})


QUOTE = {"type": "TextQuoteSelector", "exact": "on Friday"}


@given(
    st.builds(
        WebAnnotation,
        id=ADDRESSES,
        source=ADDRESSES,
        body=WORDS,
        exact=WORDS.filter(str.strip),
        prefix=WORDS,
        suffix=WORDS,
        position=st.none() | POSITIONS,
    )
)
def test_what_goes_out_comes_back(annotation: WebAnnotation) -> None:
    assert from_json(json.loads(json.dumps(to_json(annotation)))) == annotation


@given(st.text(min_size=1, max_size=80), st.data())
def test_an_anchor_comes_back_to_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = describe("s1", text, start, end)
    assert anchor_of(annotation_of(made, "urn:a", "urn:step", ""), "s1", text) == made


def test_the_shape_is_that_of_the_recommendation() -> None:
    start = TEXT.index("on Friday")
    assert sample() == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:a",
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": "Why Friday?", "format": "text/plain"},
        "target": {
            "source": "urn:step",
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": "on Friday",
                    "prefix": TEXT[:start],
                    "suffix": TEXT[start + 9 :],
                },
                {"type": "TextPositionSelector", "start": start, "end": start + 9},
            ],
        },
    }


def test_words_decide_over_a_position_of_another_text() -> None:
    moved = from_json(selectors(QUOTE, {"type": "TextPositionSelector", "start": 0, "end": 9}))
    found = anchor_of(moved, "s1", TEXT)
    assert found is not None
    assert (found.exact, found.start) == ("on Friday", TEXT.index("on Friday"))
    assert anchor_of(from_json(selectors({**QUOTE, "exact": "on Monday"})), "s1", TEXT) is None


def test_context_tells_two_places_apart() -> None:
    twice = {"type": "TextQuoteSelector", "exact": "Reply to this mail.", "prefix": "We call you on Friday.\n"}
    found = anchor_of(from_json(selectors(twice)), "s1", TEXT)
    assert found is not None
    assert found.start == TEXT.rindex("Reply")
    assert anchor_of(from_json(selectors({**twice, "prefix": ""})), "s1", TEXT) is None


def test_other_shapes_of_the_same_are_read() -> None:
    [quote, _position] = sample()["target"]["selector"]
    single = sample(type=["Annotation"], target=[{"source": "urn:step", "selector": quote}], body=[sample()["body"]])
    assert from_json(single).position is None
    without = sample(bodyValue="Why Friday?")
    del without["body"]
    assert from_json(without) == from_json(sample())
    assert from_json(sample(body=[])).body == ""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "An annotation is a JSON object."),
        (sample(type="Note"), 'An annotation has the type "Annotation".'),
        (sample(id=7), "The annotation needs a text as id."),
        (sample(target="urn:step"), "The target is a JSON object."),
        (sample(target=[]), "An annotation has one target here, not 0."),
        (sample(target=[{}, {}]), "An annotation has one target here, not 2."),
        (sample(target={"selector": QUOTE}), "The target needs a text as source."),
        (selectors(), "The target needs a TextQuoteSelector: words are how a passage is found again."),
        (selectors(QUOTE, QUOTE), "A target has one TextQuoteSelector at most."),
        (selectors({**QUOTE, "exact": None}), "The TextQuoteSelector needs a text as exact."),
        (selectors({**QUOTE, "exact": " "}), "The TextQuoteSelector needs the words of the passage as exact."),
        (selectors({**QUOTE, "exact": "x" * 2_001}), "The passage has 2,001 characters; 2,000 are the limit."),
        (selectors({**QUOTE, "prefix": 1}), "The TextQuoteSelector needs a text as prefix."),
        (
            selectors(QUOTE, {"type": "TextPositionSelector", "start": True, "end": 2}),
            "A TextPositionSelector needs whole numbers from 0 as start and end.",
        ),
        (
            selectors(QUOTE, {"type": "TextPositionSelector", "start": 2, "end": 2}),
            "The end of a TextPositionSelector lies behind its start.",
        ),
        (sample(body={"type": "Image"}), "The body is a TextualBody: only text can be taken over."),
        (sample(body=[1, 2]), "An annotation has one body here, not 2."),
        (sample(bodyValue=1), "The annotation needs a text as bodyValue."),
    ],
)
def test_what_is_no_annotation_of_one_passage_is_refused(data: object, sentence: str) -> None:
    with pytest.raises(BadAnnotation) as refused:
        from_json(data)
    assert str(refused.value) == sentence
