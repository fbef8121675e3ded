"""What stands in a document as a picture, a shape or an object: what it is, what it says, and text inside it."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from cab_portal.drafts.text.docx.package import MC
from cab_portal.drafts.text.docx.styles import word

_KINDS = {"chart": "chart", "relIds": "diagram", "pic": "image", "imagedata": "image", "blip": "image"}


def local(element: Element) -> str:
    """The name of an element without its vocabulary."""
    return element.tag.rpartition("}")[2]


def chosen(alternatives: Element) -> list[Element]:
    """The parts of the first of several ways to say the same, so that nothing is read twice."""
    for name in ("Choice", "Fallback"):
        found = alternatives.find(f"{{{MC}}}{name}")
        if found is not None:
            return list(found)
    return []


def kinds(drawing: Element) -> list[str]:
    """What the drawing is, in the words of the report; it may be several things at once."""
    if drawing.tag == word("object"):
        return ["embedded object"]
    names = {local(element) for element in _walk(drawing)}
    found = sorted({kind for name, kind in _KINDS.items() if name in names})
    if "txbxContent" in names:
        found.append("text box")
    return found or ["drawing"]


def description(drawing: Element) -> str:
    """The words that stand for a picture where it cannot be seen; empty where nobody wrote any."""
    for element in _walk(drawing):
        words = (element.get("descr") or "").strip() if local(element) == "docPr" else element.get("alt", "").strip()
        if words:
            return words
    return ""


def text_boxes(drawing: Element) -> list[Element]:
    """The text boxes of a drawing, the outermost of nested ones alone."""
    return [element for element in _walk(drawing) if element.tag == word("txbxContent")]


def _walk(drawing: Element) -> Iterator[Element]:
    """Every element in reading order, one of several alternatives, and no text box's inside."""
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        yield element
        if element.tag == word("txbxContent"):
            continue
        inside = chosen(element) if local(element) == "AlternateContent" else list(element)
        waiting.extend(reversed(inside))
