"""A Word document becomes a draft by the rules of Markdown; what it loses is told with its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.files import import_file
from cab_portal.drafts.text.import_report import Counted, Treatment
from cab_portal.drafts.text.importing import ImportedDraft
from cab_portal.drafts.text.normalizing import canonical
from tests import documents
from tests.documents import BULLET, NUMBER, docx, heading, link, paragraph, table, text

COMMENT = '<w:comment w:id="7"><w:p><w:r><w:t>Is this true?</w:t></w:r></w:p></w:comment>'
FOOTNOTE = '<w:footnote w:id="2"><w:p><w:r><w:t>Bank holidays excepted.</w:t></w:r></w:p></w:footnote>'
PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="P" descr="{}"/><a:graphic><a:graphicData><pic:pic/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
TEXT_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent>"
    "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox>"
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def imported(*blocks: str, name: str = "file.docx", **options: Any) -> ImportedDraft:
    return import_file(docx(*blocks, **options), name)


def markdown(*blocks: str) -> str:
    return imported(*blocks).steps[0].markdown


def dropped(*blocks: str, **options: Any) -> list[tuple[str, Treatment, tuple[int, ...], tuple[str, ...]]]:
    found = imported(heading("Hours"), *blocks, paragraph("End."), **options).report
    assert found.counted is Counted.PARAGRAPHS
    return [(item.name, item.treatment, item.lines, item.under) for item in found.dropped]


def titles(*blocks: str, name: str = "our-process.docx", **options: Any) -> tuple[str, list[str]]:
    draft = imported(*blocks, name=name, **options)
    return draft.title, [step.title for step in draft.steps]


def test_what_a_draft_keeps_comes_as_markdown():
    found = imported(
        heading("Support", 1),
        paragraph("We ", text("help", "b"), " you ", text("fast", "i"), " and ", text("slowly", "strike"), "."),
        heading("Tiers"),
        paragraph("See ", link("l1", "the list"), ", {first name}."),
        paragraph("one", listed=BULLET),
        paragraph("deeper", listed=BULLET, level=1),
        paragraph("first", listed=NUMBER),
        table(["Tier", "Reply"], ["Gold", "1 hour"]),
        heading("Exceptions", 3),
        paragraph("None."),
        links={"l1": "https://example.com/tiers?a=1&b=2"},
    )
    assert found.title == "Support"
    assert [(step.title, step.markdown) for step in found.steps] == [
        ("Introduction", "We **help** you *fast* and ~~slowly~~."),
        (
            "Tiers",
            (
                "See [the list](https://example.com/tiers?a=1&b=2), {first name}.\n\n- one\n\n  - deeper\n\n"
                "1. first\n\n"
                "| Tier | Reply |\n| --- | --- |\n| Gold | 1 hour |\n\n### Exceptions\n\nNone."
            ),
        ),
    ]
    assert found.report.dropped == ()


def test_words_that_look_like_markup_stay_words():
    assert markdown(paragraph("# no <b>heading</b> & *no* [link](x) | `code`")) == (
        r"\# no \<b>heading\</b> & \*no\* \[link\](x) \| \`code\`"
    )


def test_headings_become_title_and_steps():
    one, two, deep = heading("One", 1), heading("Two", 1), heading("Deep", 2)
    text_below = paragraph("Text.")
    assert titles(one, text_below, deep, text_below) == ("One", ["Introduction", "Deep"])
    assert titles(paragraph("Name", style="Title"), one, text_below, deep, two) == ("Name", ["One", "Two"])
    assert titles(one, text_below, deep, two, text_below) == ("our process", ["One", "Two"])
    assert titles(deep, text_below, heading("More", 2)) == ("our process", ["Deep", "More"])
    assert titles(heading("Low", 3), text_below, heading("Lower", 4)) == ("our process", ["Low"])
    assert titles(text_below) == ("our process", ["Introduction"])


def test_a_heading_is_known_by_what_its_style_is_based_on():
    blocks = [paragraph(words, style=style) for words, style in (("A", "Chapter"), ("B", "Outlined"))]
    assert titles(blocks[0], paragraph("x"), blocks[1], paragraph("y"))[1] == ["A", "B"]
    bare = {"word/styles.xml": documents.part("styles", "")}
    assert titles(paragraph("A", style="Heading2"), paragraph("x"), parts=bare)[1] == ["A"]


def test_the_title_among_the_properties_names_a_draft_without_one():
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Fernhill support</dc:title></cp:coreProperties>'
    )
    assert titles(heading("A"), paragraph("x"), parts={"docProps/core.xml": core})[0] == "Fernhill support"


def test_a_list_by_its_style_is_a_list():
    assert markdown(paragraph("one", style="Bulleted"), paragraph("two", style="Bulleted")) == "- one\n- two"


def test_lines_and_pages_break_as_they_should():
    assert markdown(paragraph("a<", "<w:r><w:br/></w:r>", "b", '<w:r><w:br w:type="page"/></w:r>', "c")) == "a\\<\\\nbc"


def test_a_wide_cell_leaves_the_columns_in_their_places():
    wide = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + paragraph("wide") + "</w:tc>"
    shown = f"<w:tbl>{wide}<w:tc>{paragraph('c')}</w:tc></w:tr><w:tr>" + "".join(
        f"<w:tc>{paragraph(cell)}</w:tc>" for cell in "xyz"
    )
    assert markdown(shown + "</w:tr></w:tbl>") == "| wide |  | c |\n| --- | --- | --- |\n| x | y | z |"


REMOVED, UNWRAPPED = Treatment.REMOVED, Treatment.UNWRAPPED


@pytest.mark.parametrize(
    ("block", "name", "treatment"),
    [
        (paragraph("See", PICTURE.format("")), "image", REMOVED),
        (paragraph("See", PICTURE.format("a chart of tiers")), "image", UNWRAPPED),
        (paragraph('<w:r><w:drawing><a:graphic><c:chart/></a:graphic></w:drawing></w:r>'), "chart", REMOVED),
        (paragraph("<w:r><w:object/></w:r>"), "embedded object", REMOVED),
        (paragraph(TEXT_BOX.format(paragraph("Boxed."))), "text box", UNWRAPPED),
        (paragraph("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>"), "equation", UNWRAPPED),
        (paragraph('<w:ins w:id="1">' + text("new") + "</w:ins>"), "tracked insertion “new”", UNWRAPPED),
        (paragraph("<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"), "tracked deletion “old”", REMOVED),
        (paragraph("moved: <>", '<w:moveFrom>' + text("away") + "</w:moveFrom>"), "tracked deletion “away”", REMOVED),
        (paragraph("x", '<w:r><w:footnoteReference w:id="2"/></w:r>'), "footnote “Bank holidays excepted.”", REMOVED),
        (paragraph("x", '<w:r><w:commentReference w:id="7"/></w:r>'), "comment “Is this true?”", REMOVED),
        (paragraph(text("secret", "vanish")), "hidden text “secret”", REMOVED),
        (paragraph('<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>u</w:t></w:r>'), "underline", UNWRAPPED),
        (paragraph(link("none", "there")), "link to a place in the document", UNWRAPPED),
        (paragraph(link("bad", "there")), "link to “javascript:alert(1)”", UNWRAPPED),
        (paragraph("Hours … 1", style="Verzeichnis1"), "table of contents", REMOVED),
        (paragraph('<w:r><w:sym w:font="Symbol" w:char="zz"/></w:r>', "x"), "symbol", REMOVED),
        ('<w:altChunk r:id="x"/>', "embedded document", REMOVED),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_with_its_place(block: str, name: str, treatment: Treatment):
    found = dropped(
        block,
        links={"bad": "javascript:alert(1)"},
        parts={
            "word/footnotes.xml": documents.part("footnotes", FOOTNOTE),
            "word/comments.xml": documents.part("comments", COMMENT),
        },
        kinds={"footnotes.xml": "footnotes", "comments.xml": "comments"},
    )
    place = 1 if block.startswith("<w:altChunk") else 2
    assert found == [(name, treatment, (place,), ("Hours",))]


def test_page_headers_and_footers_stand_beside_the_text():
    edges = {name: documents.part(name[:3], paragraph(f"The {name}")) for name in ("header1", "footer1")}
    found = dropped(
        parts={f"word/{name}.xml": body for name, body in edges.items()},
        kinds={"header1.xml": "header", "footer1.xml": "footer"},
    )
    assert found == [
        ("page header “The header1”", REMOVED, (), ()),
        ("page footer “The footer1”", REMOVED, (), ()),
    ]


def test_words_in_boxes_equations_and_changes_stay_once():
    shown = markdown(
        paragraph("Before ", TEXT_BOX.format(paragraph("Boxed.")), "after."),
        paragraph("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>"),
        paragraph(
            '<w:ins w:id="1">' + text("new") + "</w:ins>", "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        ),
        paragraph("<w:sdt><w:sdtContent>" + text("controlled") + "</w:sdtContent></w:sdt>"),
        paragraph('<w:fldSimple w:instr="DATE">' + text("today") + "</w:fldSimple>"),
        paragraph("<w:smartTag>" + text("tagged") + "</w:smartTag>"),
    )
    assert shown == "Before after.\n\nBoxed.\n\na=b\n\nnew\n\ncontrolled\n\ntoday\n\ntagged"


def test_a_field_is_no_way_for_an_address_that_a_link_may_not_have():
    def field(address: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "' + address + '" </w:instrText>'
            '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' + text("words") + "<w:r><w:fldChar "
            'w:fldCharType="end"/></w:r>'
        )

    found = imported(paragraph(field("javascript:alert(1)")), paragraph(field("https://example.com/")))
    assert found.steps[0].markdown == "words\n\n[words](https://example.com/)"
    assert [item.name for item in found.report.dropped] == ["link to “javascript:alert(1)”"]


def test_the_other_vocabulary_of_word_reads_the_same():
    blocks = (heading("A"), paragraph("x ", link("l1", "y"), text("z", "b")), table(["a"], ["b"]))
    strict = documents.in_strict_vocabulary(docx(*blocks, links={"l1": "https://example.com/"}))
    assert b"purl.oclc.org" in documents.unzipped(strict)["word/document.xml"]
    found = import_file(strict, "file.docx")
    assert found == imported(*blocks, links={"l1": "https://example.com/"})
    assert "[y](https://example.com/)" in found.steps[0].markdown


def test_nothing_outside_of_the_document_is_opened(tmp_path, monkeypatch):
    def forbidden(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the import opened a file")

    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    picture = (
        "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill>"
        '<a:blip r:link="out"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
    data = docx(paragraph("Hello.", picture), links={"out": secret.as_uri()})
    monkeypatch.setattr("builtins.open", forbidden)
    found = import_file(data, "file.docx")
    assert found.steps[0].markdown == "Hello."
    assert [item.name for item in found.report.dropped] == ["image"]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1, max_size=40)


@given(st.lists(WORDS.filter(lambda words: words.strip()), min_size=1, max_size=6))
def test_every_word_of_every_paragraph_arrives(paragraphs: list[str]):
    wanted = [shown for shown in map(canonical, paragraphs) if shown]
    if wanted:
        found = imported(*(paragraph(text(words)) for words in paragraphs))
        assert canonical_text(parse_blocks(found.steps[0].markdown)) == "\n".join(wanted)
