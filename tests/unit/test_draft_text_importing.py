"""A Markdown file becomes a draft; what it loses is told by line, and bad input by one sentence."""

import pytest

from cab_portal.drafts.text.blocks import canonical_text, parse_blocks
from cab_portal.drafts.text.import_report import ImportRefused, Treatment
from cab_portal.drafts.text.importing import (
    LARGEST_FILE,
    MOST_LINES,
    MOST_STEPS,
    ImportedDraft,
    import_markdown,
)
from cab_portal.drafts.text.step_files import LONGEST_STEP


def imported(markdown: str, filename: str = "") -> ImportedDraft:
    return import_markdown(markdown.encode(), filename)


def steps(markdown: str) -> list[tuple[str, str]]:
    return [(step.title, step.markdown) for step in imported(markdown).steps]


def dropped(markdown: str) -> list[tuple[str, Treatment, tuple[int, ...]]]:
    return [(item.name, item.treatment, item.lines) for item in imported(markdown).report.dropped]


def text_of(markdown: str) -> str:
    return canonical_text(parse_blocks(imported(markdown).steps[0].markdown))


def test_headings_become_title_and_steps():
    markdown = "# Series\n\nLead\n\n## One\n\nA\n\n### Deep\n\nB\n\n# Two\n\nC\n\nThree\n---\nD"
    draft = imported(markdown)
    assert draft.title == "Series"
    assert [(step.title, step.markdown) for step in draft.steps] == [
        ("Introduction", "Lead"),
        ("One", "A\n\n### Deep\n\nB"),
        ("Two", "C"),
        ("Three", "D"),
    ]
    assert draft.report.dropped == ()


def test_text_before_the_title_belongs_to_the_introduction():
    assert steps("Before\n\nSeries\n======\n\nAfter\n\n## One\nA")[0] == ("Introduction", "Before\n\n\nAfter")


def test_a_title_after_the_first_step_is_a_step():
    draft = imported("## One\nA\n\n# Two\nB", "welcome-mails.md")
    assert draft.title == "welcome mails"
    assert [step.title for step in draft.steps] == ["One", "Two"]


def test_headings_in_code_lists_and_quotes_start_no_step():
    markdown = "## One\n```\n# no\n## no\n```\n\n    # no\n\n> # no\n\n- # no\n\n~~~\n# no\n"
    assert [title for title, _ in steps(markdown)] == ["One"]


def test_a_heading_is_read_as_plain_text_and_one_without_words_is_numbered():
    found = steps("# T\n## **Bold** [link](https://e.example) `code`\nA\n##\nB")
    assert [title for title, _ in found] == ["Bold link code", "Step 2"]


def test_a_link_defined_at_the_end_works_in_every_step():
    found = steps("## One\nSee [docs] and [x].\n## Two\n[Docs][]\n\n[docs]: https://e.example/d\n")
    assert found[0][1] == "See [docs] and [x].\n\n[docs]: <https://e.example/d>"
    assert found[1][1].count("https://e.example/d") == 1


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_byte_order_mark_and_every_line_ending_are_accepted(ending):
    data = b"\xef\xbb\xbf" + "# Título\n\n## Paso\n\nuno\ndos\n".replace("\n", ending).encode()
    draft = import_markdown(data)
    assert (draft.title, draft.steps[0].markdown) == ("Título", "uno\ndos")


def test_inline_html_becomes_markdown():
    found = steps("## One\nA <b>bold </b>and <em>soft</em> <a href='https://e.example'>link</a> `<b>`, \\<b>.")
    assert found[0][1] == "A **bold** and *soft* [link](https://e.example) `<b>`, \\<b>."


def test_emphasis_within_the_same_emphasis_is_marked_once():
    assert steps("## One\n<b>very <strong>bold</strong></b><i> </i>end")[0][1] == "**very bold** end"


def test_an_html_table_with_blank_lines_becomes_a_table():
    markdown = (
        "## Map\n<table>\n <tr>\n  <td><strong>Offer</strong>\n  </td>\n\n  <td>When | where</td>\n </tr>\n"
        " <tr><td>Support &amp; more<br>for *all*</td><td>Q2+</td></tr>\n</table>\n\nAfter"
    )
    table = "| **Offer** | When \\| where |\n| --- | --- |\n| Support & more for \\*all\\* | Q2+ |"
    assert steps(markdown) == [("Map", table + "\n\nAfter")]
    assert text_of(markdown) == "Offer\nWhen | where\nSupport & more for *all*\nQ2+\nAfter"


def test_html_lists_quotes_code_and_headings_become_markdown():
    markdown = "<h2>One</h2>\n"
    markdown += "<ul><li>a<ol><li>b</ol></li><li><p>c</p><p>d</p></ul><blockquote>q</blockquote>"
    assert steps(markdown + "<pre>x\n  y</pre>") == [("One", "- a\n\n  1. b\n- c\n\n  d\n\n> q\n\n```\nx\n  y\n```")]


def test_text_that_only_looks_like_markdown_stays_text():
    shown = "# no 1. no *no* [no](x) <b> &lt;"
    html = "<div># no 1. no *no* [no](x) &lt;b&gt; &amp;lt;</div>"
    assert text_of(f"## One\n{html}") == shown


def test_the_report_names_what_was_dropped_with_its_lines():
    markdown = (
        "---\ntitle: x\n---\n## One\nA <script>alert(1)</script> b <!-- c -->\n\n<style>\np {}\n</style>\n\n"
        "![map](x.png) H<sub>2</sub>O\nand H<sub>2</sub>\n\n<iframe src=x></iframe>\n"
        "<img src=y alt='a plan'>\n"
    )
    assert dropped(markdown) == [
        ("front matter", Treatment.REMOVED, (1,)),
        ("script", Treatment.REMOVED, (5,)),
        ("comment", Treatment.REMOVED, (5,)),
        ("style", Treatment.REMOVED, (7,)),
        ("image", Treatment.UNWRAPPED, (11, 15)),
        ("sub", Treatment.UNWRAPPED, (11, 12)),
        ("iframe", Treatment.REMOVED, (14,)),
    ]
    assert text_of(markdown) == "A b\nmap H2O and H2\na plan"


def test_a_placeholder_in_angle_brackets_is_kept_and_told():
    markdown = "## One\nHi <first name>, welcome <https://e.example>."
    assert text_of(markdown) == "Hi <first name>, welcome https://e.example."
    assert dropped(markdown) == [("<first name>", Treatment.KEPT_AS_TEXT, (2,))]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "empty"),
        (b" \n\t\n", "empty", "empty"),
        (b"# Only a title\n", "no_text", "no text"),
        (b"## One\n\n## Two\n", "no_text", "no text"),
        (b"## A\n<script>x</script>", "no_text", "no text"),
        (b"# A\n\nb \xff c", "not_utf_8", "line 3 holds a byte (number 7)"),
        ("# Ä\nü".encode("latin-1"), "not_utf_8", "line 1"),
        ("# A\nb".encode("utf-16"), "utf_16", "UTF-16"),
        (b"# A\nb\0c", "nul", "Line 2 holds a NUL"),
        (b"word " * 1_000_000, "too_large", "5,000,000 bytes"),
        (b"a\n" * (MOST_LINES + 1), "too_many_lines", "lines"),
        (b"## a\nb\n" * (MOST_STEPS + 1), "too_many_steps", "201 steps"),
        (b"## Long\n" + b"a" * (LONGEST_STEP + 1), "step_too_long", "“Long” has 50,001 characters"),
        (b"## " + b"a" * 201 + b"\nb", "title_too_long", "longer than 200"),
    ],
)
def test_bad_input_is_refused_with_one_clear_sentence(data, code, words):
    with pytest.raises(ImportRefused) as refused:
        import_markdown(data, "file.md")
    assert refused.value.code == code
    assert words in refused.value.message


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![a](",
        "> ",
        "- ",
        "<",
        "<a ",
        "<table>",
        "<ul><li>",
        "<!--",
        "<script>",
        "<b>",
        "`a",
        "<blockquote>",
        "&",
        "<pre>",
        "</b>",
        "<td>x",
        "a <script> ",
        "# ",
        "\\<",
        "|a",
        "~~~ ",
    ],
)
def test_the_largest_hostile_file_is_read_or_refused_without_recursion(unit):
    data = ("## One\n" + unit * (LARGEST_FILE // len(unit)))[:LARGEST_FILE].encode()
    outcome = "read"
    try:
        assert import_markdown(data).steps[0].title == "One"
    except ImportRefused as refused:
        outcome = refused.code
    assert outcome in ("read", "step_too_long", "no_text", "title_too_long")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("2. Tiers", "2. Tiers"),
        ("- dash", "- dash"),
        ("1. **Bold** and `code`", "1. Bold and code"),
        ("A [link](http://x.example) here", "A link here"),
    ],
)
def test_what_looks_like_a_list_in_a_heading_belongs_to_its_words(heading, title):
    assert [step.title for step in import_markdown(f"## {heading}\n\nText.\n".encode()).steps] == [title]
