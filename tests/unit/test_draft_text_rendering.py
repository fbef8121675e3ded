"""Parsing and rendering: the text of every rendered block equals its canonical text, and nothing executes."""

import unicodedata

import html5lib
import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.drafts.text.blocks import Block, BlockKind, ContainerKind, canonical_text, parse_blocks
from cab_portal.drafts.text.normalizing import Run, Tag, canonical, canonical_runs
from cab_portal.drafts.text.rendering import placeholders, render
from cab_portal.drafts.text.segments import Mark

SAMPLE = """\
Hi **{first name}**, see [the *import* page](https://fernhill.example/import) now.\\
Best\u00a0wishes

1. Export
   - one month
   -
2. Drop it

> A quote
> over two lines

| What | Where |
|:-----|------:|
| Date | |

```
if late:
    call  Mara

print()
```

***

![A map of *routes*](https://tracker.example/pixel.png)
"""
PIECES = st.sampled_from(
    [
        "**",
        "*",
        "`",
        "~~",
        "[",
        "](https://e.example)",
        "![",
        "](x)",
        "a",
        "é",
        "é",
        "́",
        " ",
        "\xa0",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "1. ",
        "# ",
        "|",
        "|-|-|\n",
        "```\n",
        "    ",
        "\\\n",
        "<b>",
        "&amp;",
        "{name}",
        "👩\u200d💻",
    ]
)
MARKDOWN = st.lists(PIECES, max_size=40).map("".join)


def shown_blocks(html: str) -> list[tuple[int, int, str]]:
    """What a browser's script sees: block number, start offset, text without what is marked `data-ui`."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return [
        (int(element.get("data-block")), int(element.get("data-start")), _text_without_ui(element))
        for element in tree.iter()
        if element.get("data-block") is not None
    ]


def _text_without_ui(element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.get("data-ui") is None:
            parts.append(_text_without_ui(child))
        parts.append(child.tail or "")
    return "".join(parts)


def mark(start: int, end: int, number: int = 1, **changes) -> Mark:
    values = {"kind": "question", "href": f"#t{number}", "label": f"{number}, question by Jonas Weber"}
    return Mark(start=start, end=end, number=number, **{**values, **changes})


def test_blocks_tell_kind_place_and_canonical_text() -> None:
    blocks = parse_blocks(SAMPLE)
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.PARAGRAPH, "Hi {first name}, see the import page now. Best wishes"),
        (BlockKind.PARAGRAPH, "Export"),
        (BlockKind.PARAGRAPH, "one month"),
        (BlockKind.PARAGRAPH, ""),
        (BlockKind.PARAGRAPH, "Drop it"),
        (BlockKind.PARAGRAPH, "A quote over two lines"),
        (BlockKind.CELL, "What"),
        (BlockKind.CELL, "Where"),
        (BlockKind.CELL, "Date"),
        (BlockKind.CELL, ""),
        (BlockKind.CODE, "if late: call Mara print()"),
        (BlockKind.RULE, ""),
        (BlockKind.PARAGRAPH, "A map of routes"),
    ]
    assert [container.kind for container in blocks[2].containers] == [
        ContainerKind.ORDERED_LIST,
        ContainerKind.LIST_ITEM,
        ContainerKind.BULLET_LIST,
        ContainerKind.LIST_ITEM,
    ]
    assert blocks[7].is_header
    assert blocks[9].align == "right"


def test_the_page_shows_lists_tables_code_and_quotes() -> None:
    html = render(parse_blocks(SAMPLE))
    assert "<ol><li><p data-block" in html
    assert "<blockquote><p" in html
    assert '<th class="align-left"' in html
    assert '<td class="align-right"></td>' in html
    assert 'call <span data-ui=""> </span>Mara <br><br>print()' in html
    assert "<hr>" in html
    assert "tracker.example" not in html


@given(MARKDOWN, st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)), max_size=4))
def test_rendered_text_is_canonical_text_with_any_marks(markdown, spans) -> None:
    blocks = parse_blocks(markdown)
    text = canonical_text(blocks)
    marks = [mark(start, start + length, number) for number, (start, length) in enumerate(spans, 1)]
    html = render(blocks, marks, block_action=lambda block: f'<a href="/comments/new?block={block.index}">Comment</a>')
    shown = shown_blocks(html)
    assert "\n".join(block_text for _, _, block_text in shown) == text
    for index, start, block_text in shown:
        assert (blocks[index].start, blocks[index].text) == (start, block_text)
        assert text[start : start + len(block_text)] == block_text


@given(MARKDOWN)
def test_every_block_is_canonical(markdown) -> None:
    for block in parse_blocks(markdown):
        assert block.text == canonical(block.text)
        assert unicodedata.is_normalized("NFC", block.text)


@given(st.lists(st.text(alphabet="ab e\u0301\u00ad\u200b\u2003\tᄀ\u1161", max_size=6), max_size=6))
def test_runs_joined_are_the_canonical_form_of_the_text_joined(texts) -> None:
    tags = ((), (Tag("strong"),))
    runs = canonical_runs(Run(text, tags[position % 2]) for position, text in enumerate(texts))
    assert "".join(run.text for run in runs) == canonical("".join(texts))


def test_an_accent_joins_the_letter_before_it_and_the_rest_keeps_its_tags() -> None:
    strong = (Tag("strong"),)
    runs = canonical_runs([Run("cafe"), Run("\u0301 noir", strong)])
    assert runs == (Run("café"), Run(" noir", strong))


def test_a_mark_over_a_link_is_cut_into_pieces_and_followed_by_its_number() -> None:
    blocks = parse_blocks("See **the [import page](https://fernhill.example) now** and tell us.")
    html = render(blocks, [mark(4, 14)])
    assert html.count('id="m1"') == 1
    assert html.count('data-mark="1"') == 2
    # The number never stands inside the author's link: a link within a link is no link.
    assert '</a><a class="ref" data-ui="" href="#t1" aria-label="1, question by Jonas Weber">1</a><a' in html


def test_overlapping_marks_nest_and_both_keep_their_number() -> None:
    html = render(parse_blocks("one two three four"), [mark(4, 13, 2, kind="concern"), mark(0, 7, 1, active=True)])
    assert html.index('class="question on" id="m1"') < html.index('class="concern" id="m2"')
    assert html.index(">1</a>") < html.index(">2</a>")
    assert shown_blocks(html) == [(0, 0, "one two three four")]


def test_a_mark_over_two_blocks_has_one_number_after_the_last() -> None:
    blocks = parse_blocks("First part.\n\nSecond part.")
    for end in (blocks[1].start + 6, 10_000):
        html = render(blocks, [mark(6, end)])
        assert html.count('data-mark="1"') == 2
        assert html.count('class="ref"') == 1
        assert html.index('data-block="1"') < html.index('class="ref"')
    assert render(blocks, [mark(0, blocks[1].start)]).count('class="ref"') == 1


def test_headings_start_at_the_asked_level_and_skip_none() -> None:
    html = render(parse_blocks("#### Deep\n\n###### Deeper\n\n## High\n\n### Next"), top_heading=3)
    names = [element.tag for element in html5lib.parseFragment(html, namespaceHTMLElements=False)]
    assert names == ["h3", "h4", "h3", "h4"]


def test_an_action_stands_after_each_block_with_text_and_is_sanitized() -> None:
    def action(block: Block) -> str:
        return f'<a href="/new?block={block.index}" onclick="x()">Comment</a><script>x()</script>'

    html = render(parse_blocks("One\n\n-\n\nTwo"), block_action=action)
    assert html.count(">Comment</a></span>") == 2
    assert "onclick" not in html
    assert "script" not in html


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        '[x](https://e.example/"onmouseover="alert(1))',
        "![x](javascript:alert(1))",
        '![" onerror="alert(1)](https://e.example/x.png)',
        "[a]\n\n[a]: javascript:alert(1) 'x'",
        "`<svg onload=alert(1)>`",
        "```html\n<iframe src=//e.example></iframe>\n```",
        "| <style>*{}</style> |\n|-|\n| <a href=javascript:x>y</a> |",
        "[relative](/sign-out) [fragment](#x) [protocol](//e.example)",
    ],
)
def test_hostile_markdown_becomes_text(hostile) -> None:
    html = render(parse_blocks(hostile))
    elements = list(html5lib.parseFragment(html, namespaceHTMLElements=False).iter())
    assert not {element.tag for element in elements} & {"script", "img", "svg", "iframe", "style"}
    for element in elements:
        assert not any(name.startswith("on") for name in element.attrib)
        assert element.get("href", "https://").startswith(("https://", "mailto:"))


def test_a_link_out_carries_rel_and_a_refused_one_shows_its_words() -> None:
    html = render(parse_blocks("[good](https://e.example) [mail](mailto:a@e.example) [bad](ftp://e.example)"))
    assert html.count('rel="noopener noreferrer nofollow"') == 2
    assert "bad</p>" in html


@given(MARKDOWN)
def test_sanitizing_finds_nothing_left_to_remove(markdown) -> None:
    html = render(parse_blocks(markdown))
    assert "<script" not in nh3.clean(html)
    assert html5lib.parseFragment(html) is not None


def test_placeholders_are_found_whole() -> None:
    text = "Hi {first name}, {{ account }} is {not closed and {} empty"
    assert [found.text for found in placeholders(text)] == ["{first name}", "{{ account }}"]
    assert all(text[found.start : found.end] == found.text for found in placeholders(text))


def test_an_emoji_is_one_code_point_in_offsets() -> None:
    blocks = parse_blocks("😀 Hello **there**\n\nNext")
    assert blocks[1].start == len("😀 Hello there") + 1
    assert '<mark class="question" id="m1" data-mark="1">there</mark>' in render(blocks, [mark(8, 13)])


@pytest.mark.parametrize("unit", ["[", "![", "> ", "- ", "*a ", "`a", "[a](", "|a", "<b>", "**", "~~a", "&amp;", "\\"])
def test_hostile_nesting_is_rendered_without_recursion(unit) -> None:
    blocks = parse_blocks(unit * (20_000 // len(unit)))
    assert shown_blocks(render(blocks)) == [(b.index, b.start, b.text) for b in blocks if b.text]
