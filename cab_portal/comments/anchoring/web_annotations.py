"""Comments as W3C Web Annotations (Recommendation of 23 February 2017), out and in.

One target with a TextQuoteSelector and a TextPositionSelector, and one TextualBody. Both selectors count Unicode code
points, as anchors do. Everything here is plain data: reading and writing JSON is the caller's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard

from cab_portal.comments.anchoring.anchors import LONGEST_QUOTE, Anchor, describe
from cab_portal.comments.anchoring.locating import locate

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


class BadAnnotation(ValueError):
    """Data that is no annotation of one passage. The message is one sentence for who sent it."""


@dataclass(frozen=True, slots=True)
class WebAnnotation:
    """What a comment says about a passage of `source`. `position` is (start, end), None where none was given."""

    id: str
    source: str
    body: str
    exact: str
    prefix: str = ""
    suffix: str = ""
    position: tuple[int, int] | None = None


def annotation_of(anchor: Anchor, key: str, source: str, body: str) -> WebAnnotation:
    """The annotation that says `body` about an anchor's passage; `key` and `source` are addresses."""
    position = (anchor.start, anchor.end)
    return WebAnnotation(key, source, body, anchor.exact, anchor.prefix, anchor.suffix, position)


def anchor_of(annotation: WebAnnotation, step_id: str, text: str) -> Anchor | None:
    """The anchor of an annotation's passage in the text of its source; None where the words are not there.

    The words decide: a position that does not hold them is not believed.
    """
    start, end = annotation.position or (0, 0)
    place = locate(text, start, end, annotation.exact, annotation.prefix, annotation.suffix)
    return describe(step_id, text, place.start, place.end) if place else None


def to_json(annotation: WebAnnotation) -> dict[str, object]:
    """The annotation as a JSON-LD object."""
    quote = {
        "type": "TextQuoteSelector",
        "exact": annotation.exact,
        "prefix": annotation.prefix,
        "suffix": annotation.suffix,
    }
    selectors: list[dict[str, object]] = [dict(quote)]
    if annotation.position is not None:
        start, end = annotation.position
        selectors.append({"type": "TextPositionSelector", "start": start, "end": end})
    return {
        "@context": CONTEXT,
        "id": annotation.id,
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": annotation.body, "format": "text/plain"},
        "target": {"source": annotation.source, "selector": selectors},
    }


def from_json(data: object) -> WebAnnotation:
    """Read an annotation that this or another program wrote.

    Lists of one are taken for the one; properties that are not read here are left aside. Raises BadAnnotation.
    """
    annotation = _object(data, "An annotation")
    if "Annotation" not in _types(annotation):
        raise BadAnnotation('An annotation has the type "Annotation".')
    target = _object(_only(annotation.get("target"), "target"), "The target")
    exact, prefix, suffix, position = _selected(target.get("selector"))
    return WebAnnotation(
        id=_text(annotation, "id", "The annotation"),
        source=_text(target, "source", "The target"),
        body=_body(annotation),
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        position=position,
    )


def _selected(given: object) -> tuple[str, str, str, tuple[int, int] | None]:
    selectors = given if isinstance(given, list) else [given]
    by_type: dict[str, Mapping[str, object]] = {}
    for selector in selectors:
        found = _object(selector, "Each selector")
        for name in _types(found):
            if name in by_type:
                raise BadAnnotation(f"A target has one {name} at most.")
            by_type[name] = found
    quote = by_type.get("TextQuoteSelector")
    if quote is None:
        raise BadAnnotation("The target needs a TextQuoteSelector: words are how a passage is found again.")
    exact = _text(quote, "exact", "The TextQuoteSelector")
    if not exact.strip():
        raise BadAnnotation("The TextQuoteSelector needs the words of the passage as exact.")
    if len(exact) > LONGEST_QUOTE:
        raise BadAnnotation(f"The passage has {len(exact):,} characters; {LONGEST_QUOTE:,} are the limit.")
    prefix, suffix = (_text(quote, name, "The TextQuoteSelector", is_needed=False) for name in ("prefix", "suffix"))
    position = by_type.get("TextPositionSelector")
    return exact, prefix, suffix, _position(position) if position is not None else None


def _position(selector: Mapping[str, object]) -> tuple[int, int]:
    start, end = selector.get("start"), selector.get("end")
    if not _is_count(start) or not _is_count(end):
        raise BadAnnotation("A TextPositionSelector needs whole numbers from 0 as start and end.")
    if start >= end:
        raise BadAnnotation("The end of a TextPositionSelector lies behind its start.")
    return start, end


def _body(annotation: Mapping[str, object]) -> str:
    if "bodyValue" in annotation:
        return _text(annotation, "bodyValue", "The annotation")
    if "body" not in annotation or annotation["body"] == []:
        return ""
    body = _object(_only(annotation["body"], "body"), "The body")
    if "TextualBody" not in _types(body):
        raise BadAnnotation("The body is a TextualBody: only text can be taken over.")
    return _text(body, "value", "The body")


def _only(value: object, name: str) -> object:
    if isinstance(value, list):
        if len(value) != 1:
            raise BadAnnotation(f"An annotation has one {name} here, not {len(value)}.")
        return value[0]
    return value


def _object(value: object, what: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadAnnotation(f"{what} is a JSON object.")
    return value


def _types(value: Mapping[str, object]) -> list[str]:
    given = value.get("type")
    return [name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str)]


def _text(value: Mapping[str, object], name: str, what: str, *, is_needed: bool = True) -> str:
    found = value.get(name)
    if found is None and not is_needed:
        return ""
    if not isinstance(found, str):
        raise BadAnnotation(f"{what} needs a text as {name}.")
    return found


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
