"""What is exported reads back as it was, whatever stands in a draft's steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cab_portal.drafts.text.exporting import export_markdown
from cab_portal.drafts.text.import_report import ImportRefused
from cab_portal.drafts.text.importing import import_markdown
from cab_portal.drafts.text.step_files import NUMBERS, TEXTS, FileStep

ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=60)
# Lines that mean something to Markdown, to HTML or to the file itself.
NASTY = st.sampled_from(
    [
        *("# Title", "## Step", "### Deep", "Under", "=====", "---", "***", "```", "````", "```step", "````step"),
        *("title: x", "day: 3", "~~~", "> ## no", "- # no", "    ## code", "<b>bold</b>", "<!-- c -->", "<script>"),
        *(
            "| a | b |",
            "|---|---|",
            "[x]: http://e.example",
            "[x]",
            "![i](u)",
            "&amp; &lt;",
            "\\",
            "a  ",
            "",
            " ",
            "\t",
        ),
        *("<ul>", "</ul>", "<table>", "{first name}", "1. one", "…", "\u2028", "\u00a0"),
    ]
)
TEXTS_OF_STEPS = st.lists(NASTY | ANY_TEXT, max_size=8).map("\n".join).map(str.strip)
TITLES = ANY_TEXT.map(str.strip).filter(bool) | NASTY.map(str.strip).filter(bool)
VALUES = ANY_TEXT.map(str.strip) | NASTY.map(str.strip)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(TEXTS, VALUES),
        **{name: st.integers(*limits).map(str) for name, limits in NUMBERS.items()},
    },
)
STEPS = st.lists(st.builds(FileStep, TITLES, TEXTS_OF_STEPS, FIELDS), min_size=1, max_size=4)


def shown(steps: list[FileStep] | tuple[FileStep, ...]) -> list[tuple[str, str, dict[str, str]]]:
    return [(s.title, s.markdown, {name: value for name, value in (s.fields or {}).items() if value}) for s in steps]


@given(TITLES, STEPS.filter(lambda steps: any(step.markdown for step in steps)))
def test_an_import_of_an_export_has_the_same_steps(title: str, steps: list[FileStep]):
    read = import_markdown(export_markdown(title, steps).encode())
    assert shown(read.steps) == shown(steps)
    assert read.report.dropped == ()


@given(STEPS.filter(lambda steps: any(step.markdown for step in steps)))
def test_a_second_export_is_the_first(steps: list[FileStep]):
    first = export_markdown("Title", steps)
    read = import_markdown(first.encode())
    assert export_markdown(read.title, read.steps) == first


def test_texts_alone_are_a_file_as_a_person_would_write_it():
    steps = [FileStep("Welcome *you*", "Hello.\n\n### Deep\n\nMore."), FileStep("2. Next", "- a\n- b")]
    assert export_markdown("Series #1", steps) == (
        "# Series \\#1\n\n## Welcome \\*you\\*\n\nHello.\n\n### Deep\n\nMore.\n\n## 2\\. Next\n\n- a\n- b\n"
    )


def test_what_stands_around_a_text_is_written_so_that_a_person_can_change_it():
    file = export_markdown("Series", [FileStep("Welcome", "Hello.", {"day": "0", "channel": "E-mail", "goal": ""})])
    assert file == "# Series\n\n## Welcome\n\n```step\nday: 0\nchannel: E-mail\n```\n\nHello.\n"
    changed = "Before.\n\n" + file.replace("# Series\n\n", "", 1).replace("day: 0", "day:   7").replace(
        "E-mail", "Call"
    )
    read = import_markdown(changed.encode())
    assert [(step.title, step.fields) for step in read.steps] == [
        ("Introduction", None),
        ("Welcome", {"day": "7", "channel": "Call"}),
    ]


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("weight: 3\n```", "Line 4: “weight: 3” says nothing about a step."),
        ("day: soon\n```", "Line 4: day must be a number from 0 to 3,650."),
        ("minutes: 0\n```", "Line 4: minutes must be a number from 1 to 1,440."),
        ("day: ٣\n```", "Line 4: day must be a number"),
        ("channel: " + "x" * 201 + "\n```", "Line 4: shorten channel; it has 201 characters."),
        ('title: "half\n```', "Line 4: the quotation marks of title do not match."),
        ("channel: E-mail", "Line 3: the block of this step has no end. Close it with ```."),
    ],
)
def test_a_block_that_cannot_be_read_is_refused_with_its_line(inside: str, words: str):
    with pytest.raises(ImportRefused) as refused:
        import_markdown(f"## Welcome\n\n```step\n{inside}\n\nHello.\n".encode())
    assert refused.value.code == "bad_step"
    assert refused.value.message.startswith(words)


def test_a_block_of_code_with_that_name_elsewhere_is_text():
    file = b"## Welcome\n\nLike this:\n\n```step\nweight: 3\n```\n"
    assert import_markdown(file).steps == (FileStep("Welcome", "Like this:\n\n```step\nweight: 3\n```"),)
