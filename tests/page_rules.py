"""What every page of the portal must keep, told as sentences about the page that does not.

Pure functions over text and headers: no application, no client. An empty list means that nothing is wrong.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from html5lib.constants import E as HTML5LIB_SENTENCES

POLICY = {
    "default-src": "'none'",
    "object-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
REFERRER_POLICIES = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}
REFERRING_ATTRIBUTES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list")
PHRASING_ONLY = ("span", "button", "label", "h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend")
CLICKED = ("a", "button")
HOLDERS = frozenset((*PHRASING_ONLY, *CLICKED))
BLOCKS = frozenset(
    ("div", "p", "ul", "ol", "dl", "table", "form", "section", "article", "fieldset", "blockquote", "pre")
)
INTERACTIVE = frozenset(("a", "button", "input", "select", "textarea", "details"))
# Of two navigations of one name, as a rule one is for phones and the other is not: no style is read here.
LANDMARKS = ("section", "form", "aside")
LEADING_ATTRIBUTES = frozenset(("href", "src", "action", "formaction"))
DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
# These run script or load from elsewhere when followed.
REFUSED_SCHEMES = ("javascript:", "data:", "vbscript:")


def page_problems(html: str, soup: BeautifulSoup, *, own_token: Iterable[str] = ()) -> list[str]:
    """What is wrong with a whole page, given as text and as the tree of ``soup_of``.

    Forms that post to a path of ``own_token`` need no CSRF token.
    """
    outline = _Outline(soup)
    return [
        *_frame_problems(outline),
        *_parse_problems(html, fragment=False),
        *_body_problems(outline, frozenset(own_token)),
        *_reference_problems(outline),
    ]


def fragment_problems(html: str, soup: BeautifulSoup, *, own_token: Iterable[str] = ()) -> list[str]:
    """What is wrong with a part of a page, as scripts ask for; it may refer to ids of the page around it."""
    return [*_parse_problems(html, fragment=True), *_body_problems(_Outline(soup), frozenset(own_token))]


def soup_of(html: str) -> BeautifulSoup:
    """The page as it is written, with nothing put right."""
    return BeautifulSoup(html, "html.parser")


def header_problems(headers: Mapping[str, str]) -> list[str]:
    """What is wrong with the headers of any response, a picture or an error as well as a page."""
    problems = []
    if headers.get("X-Content-Type-Options") != "nosniff":
        problems.append("X-Content-Type-Options is not nosniff")
    if headers.get("Referrer-Policy") not in REFERRER_POLICIES:
        problems.append(f"Referrer-Policy is {headers.get('Referrer-Policy')!r}")
    if headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        problems.append("Cross-Origin-Opener-Policy is not same-origin")
    return problems + _policy_problems(headers.get("Content-Security-Policy", ""))


def cache_problems(headers: Mapping[str, str]) -> list[str]:
    """What is wrong with the caching of a page that a signed-in person sees.

    Kept nowhere or, where an ETag spares computing it again, by the person's own browser that asks each time.
    """
    directives = {part.strip() for part in headers.get("Cache-Control", "").split(",")}
    if "no-store" in directives or ({"private", "no-cache"} <= directives and "ETag" in headers):
        return []
    return [f"Cache-Control of a signed-in page is {headers.get('Cache-Control')!r}"]


def _policy_problems(header: str) -> list[str]:
    given = {}
    for directive in filter(None, (part.strip() for part in header.split(";"))):
        name, _, value = directive.partition(" ")
        given[name] = value.strip()
    wrong = [name for name, value in POLICY.items() if given.get(name) != value]
    problems = [f"Content-Security-Policy: {name} is {given.get(name)!r}" for name in wrong]
    if "unsafe-" in header or "*" in header:
        problems.append(f"Content-Security-Policy is not strict: {header}")
    return problems


def _parse_problems(html: str, *, fragment: bool) -> list[str]:
    # A third of the elements of a page are its icons, the same ones everywhere: each drawing is parsed once.
    without_drawings = DRAWING.sub(lambda found: _lines_of(found[0]) if _is_valid(found[0]) else found[0], html)
    return [
        f"invalid HTML at line {line}, column {column}: {HTML5LIB_SENTENCES[code] % values}"
        for (line, column), code, values in _parse_errors(without_drawings, fragment=fragment)
    ]


def _parse_errors(html: str, *, fragment: bool) -> list[Any]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    if fragment:
        parser.parseFragment(html)
    else:
        parser.parse(html)
    return list(parser.errors)


@lru_cache(maxsize=10_000)
def _is_valid(drawing: str) -> bool:
    return not _parse_errors(drawing, fragment=True)


def _lines_of(drawing: str) -> str:
    return "\n" * drawing.count("\n")


class _Outline:
    """The elements of a page, walked once: by name, by id, and the labels by what they are for.

    What stands in a ``template`` is no part of the page until a script makes it one: only what holds for any element
    holds there, so it is among ``every`` and not among the rest.
    """

    def __init__(self, soup: BeautifulSoup) -> None:
        self.every = _tags_within(soup)
        templates = [element for element in self.every if element.name == "template"]
        apart = {id(inner) for template in templates for inner in _tags_within(template)}
        self.elements = [element for element in self.every if id(element) not in apart]
        self.by_name: dict[str, list[Tag]] = defaultdict(list)
        self.by_id: dict[str, list[Tag]] = defaultdict(list)
        self.labels: dict[str, list[Tag]] = defaultdict(list)
        for element in self.elements:
            self.by_name[element.name].append(element)
            if "id" in element.attrs:
                self.by_id[_text(element, "id")].append(element)
            if element.name == "label" and _text(element, "for"):
                self.labels[_text(element, "for")].append(element)

    def named(self, *names: str) -> Iterator[Tag]:
        """The elements with one of these names."""
        return chain.from_iterable(self.by_name.get(name, ()) for name in names)


def _tags_within(element: Tag) -> list[Tag]:
    return [inner for inner in element.descendants if isinstance(inner, Tag)]


def _frame_problems(outline: _Outline) -> list[str]:
    problems = []
    headings = list(outline.named("h1"))
    if len(headings) != 1:
        problems.append(f"{len(headings)} h1 elements, not one")
    problems += ["the h1 is empty" for heading in headings if not heading.get_text(strip=True)]
    titles = [title for title in outline.named("title") if title.parent is not None and title.parent.name == "head"]
    if len(titles) != 1 or not titles[0].get_text(strip=True):
        problems.append("not one title with words in it")
    if not any(_text(root, "lang") for root in outline.named("html")):
        problems.append("no language on the html element")
    if not any(outline.named("main")):
        problems.append("no main element")
    return problems + _skip_problems(outline)


def _skip_problems(outline: _Outline) -> list[str]:
    """What the Tab key reaches first leads past everything that all pages have."""
    stops = (each for each in outline.elements if each.name in (*INTERACTIVE, "summary") and not _is_hidden_input(each))
    first = next((stop for stop in stops if stop.name != "details"), None)
    target = _text(first, "href") if first is not None and first.name == "a" else ""
    if not target.startswith("#"):
        return ["the first stop of the Tab key is no link past the navigation"]
    mains = [id(each) for each in outline.named("main")]
    led_to = [id(each) for each in outline.by_id.get(target[1:], ())]
    return [] if mains == led_to else [f"the skip link leads to {target}, which is not the main element"]


def _is_hidden_input(element: Tag) -> bool:
    return element.name == "input" and _text(element, "type") == "hidden"


def _body_problems(outline: _Outline, own_token: frozenset[str]) -> list[str]:
    problems = [f"id {value!r} {len(found)} times" for value, found in outline.by_id.items() if len(found) > 1]
    for element in outline.every:
        problems += _inline_problems(element)
        if element.name == "form":
            problems += _form_problems(element, own_token)
    problems += _nesting_problems(outline)
    for control in outline.named("input", "select", "textarea"):
        problems += _label_problems(outline, control)
    for element in outline.named("a", "button", "summary"):
        if (element.name != "a" or "href" in element.attrs) and not _has_name(element):
            problems.append(f"no words in {_shown(element)}")
    problems += [f"no alt on {_shown(image)}" for image in outline.named("img") if "alt" not in image.attrs]
    problems += [f"no name for {_shown(drawing)}" for drawing in outline.named("svg") if not _is_named(drawing)]
    return problems


def _inline_problems(element: Tag) -> list[str]:
    problems = []
    for name in element.attrs:
        lowered = name.lower()
        if lowered == "style" or lowered.startswith("on"):
            problems.append(f"inline {name} on {_shown(element)}")
        elif name in LEADING_ATTRIBUTES:
            problems += _leading_problems(element, name)
    if element.name == "style":
        problems.append("a style element")
    is_data = element.name == "script" and _text(element, "type") == "application/json"
    if element.name == "script" and not is_data and not (_text(element, "src") and not element.get_text()):
        problems.append("an inline script")
    return problems


def _leading_problems(element: Tag, name: str) -> list[str]:
    """What is wrong with where an attribute leads."""
    value = _text(element, name).strip().lower()
    if value.startswith(REFUSED_SCHEMES):
        return [f"{name} {value[:30]!r} on {_shown(element)}"]
    if element.name in ("script", "link", "img", "iframe", "form") and re.match(r"([a-z]+:)?//", value):
        return [f"{name} from elsewhere on {_shown(element)}"]
    return []


def _nesting_problems(outline: _Outline) -> list[str]:
    """What stands inside an element that cannot hold it."""
    problems = []
    # An element is listed after the one around it, so that this is walked once, from the outside in.
    around: dict[int, tuple[Tag, ...]] = {}
    for element in outline.elements:
        parent = element.parent
        holders = around.get(id(parent), ())
        if parent is not None and parent.name in HOLDERS:
            holders = (*holders, parent)
        around[id(element)] = holders
        refusing = {
            *(PHRASING_ONLY if element.name in BLOCKS else ()),
            *(CLICKED if element.name in INTERACTIVE else ()),
        }
        problems += [f"{element.name} inside {_shown(each)}" for each in holders if each.name in refusing]
    return problems


def _form_problems(form: Tag, own_token: frozenset[str]) -> list[str]:
    token = form.find("input", attrs={"name": "csrf_token", "type": "hidden"})
    if _text(form, "method").lower() != "post":
        return [f"a token in the address by {_shown(form)}"] if token else []
    if _text(form, "action").partition("?")[0] in own_token:
        return []
    if not isinstance(token, Tag) or not _text(token, "value"):
        return [f"no csrf_token in {_shown(form)}"]
    return []


def _label_problems(outline: _Outline, control: Tag) -> list[str]:
    kind = _text(control, "type").lower() if control.name == "input" else control.name
    if kind in UNLABELLED_TYPES:
        return []
    problems = []
    if not _is_labelled(outline, control):
        problems.append(f"no label for {_shown(control)}")
    if kind == "radio" and not _has_group_name(outline, control):
        problems.append(f"no legend around {_shown(control)}")
    return problems


def _is_labelled(outline: _Outline, control: Tag) -> bool:
    if _is_named_by_attribute(outline, control):
        return True
    labels = list(outline.labels.get(_text(control, "id"), ()))
    around = control.find_parent("label")
    if isinstance(around, Tag):
        labels.append(around)
    return any(_has_name(label) for label in labels)


def _has_group_name(outline: _Outline, radio: Tag) -> bool:
    for group in radio.find_parents():
        if group.name == "fieldset":
            legend = group.find("legend")
            return isinstance(legend, Tag) and bool(legend.get_text(strip=True))
        if _text(group, "role") in ("radiogroup", "group"):
            return _is_named_by_attribute(outline, group)
    return False


def _is_named_by_attribute(outline: _Outline, element: Tag) -> bool:
    if _text(element, "aria-label").strip():
        return True
    words = _text(element, "aria-labelledby").split()
    return any(found.get_text(strip=True) for word in words for found in outline.by_id.get(word, ())[:1])


def _reference_problems(outline: _Outline) -> list[str]:
    problems = []
    for element in outline.elements:
        for name in REFERRING_ATTRIBUTES:
            if name in element.attrs:
                missing = [word for word in _text(element, name).split() if word not in outline.by_id]
                problems += [f"{name} of {_shown(element)} names no id: {word}" for word in missing]
    problems += _landmark_problems(outline)
    for link in outline.named("a"):
        target = _text(link, "href")
        if target.startswith("#") and target not in ("#", "#top") and target[1:] not in outline.by_id:
            problems.append(f"link to {target}, which is not on the page")
    return problems


def _landmark_problems(outline: _Outline) -> list[str]:
    """Landmarks of one kind that a list of them would not tell apart."""
    names = Counter((each.name, _name_of(outline, each)) for each in outline.named(*LANDMARKS))
    # A section and a form without a name are no landmarks.
    return [f"{count} landmarks {kind} named {name!r}" for (kind, name), count in names.items() if count > 1 and name]


def _name_of(outline: _Outline, element: Tag) -> str:
    words = _text(element, "aria-labelledby").split()
    named_by = [found.get_text(" ", strip=True) for word in words for found in outline.by_id.get(word, ())[:1]]
    return " ".join(named_by) or _text(element, "aria-label").strip()


def _has_name(element: Tag) -> bool:
    if element.get_text(strip=True) or _text(element, "aria-label").strip() or _text(element, "aria-labelledby"):
        return True
    return any(_text(image, "alt").strip() for image in element.find_all("img"))


def _is_named(drawing: Tag) -> bool:
    if _text(drawing, "aria-hidden") == "true" or _text(drawing, "role") == "presentation":
        return True
    names = ("aria-label", "aria-labelledby")
    return any(_text(drawing, name) for name in names) or drawing.find("title", recursive=False) is not None


def _text(element: Tag, name: str) -> str:
    """The attribute as one text; empty where it is missing."""
    value = element.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def _shown(element: Tag) -> str:
    """The start tag as it stands in the page, shortened."""
    return f"{str(element).partition('>')[0]}>"[:100]
