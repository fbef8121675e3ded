"""A Markdown file as a draft: title, steps, and a report of what could not be taken over.

A first `# ` is the title, every later `# ` and every `## ` starts a step; text before the first step becomes
the step *Introduction*; deeper headings stay inside their step. Underlined headings count as well, headings
in code, lists and quotes do not. A file that was exported with blocks is read by them instead: see `step_files`.

Limits: 500,000 bytes and 10,000 lines a file, 200 steps, 50,000 characters a step (four hours of reading a
file, half an hour a step), 200 characters a title. They are far above any process that people read, and keep
the worst file that can be made on purpose at about a second.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePath

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from cab_portal.drafts.text.blocks import canonical_text, heading_text, parse_blocks, plain_text
from cab_portal.drafts.text.html_conversion import block_to_markdown, inline_to_markdown
from cab_portal.drafts.text.import_report import ImportRefused, ImportReport, ReportBuilder, Treatment
from cab_portal.drafts.text.step_files import LONGEST_STEP, FileStep, read_blocks

LARGEST_FILE = 500_000
MOST_LINES = 10_000
MOST_STEPS = 200
LONGEST_TITLE = 200
INTRODUCTION = "Introduction"

_LONGEST_FRONT_MATTER = 200
# What is shorter may be only a rule or link definitions, and is parsed to see whether it has words.
_LONGEST_NOTHING = 2_000
_CONTAINER_TAG = re.compile(r"<(/?)(table|ul|ol)(?=[\s/>])", re.IGNORECASE)
_IMAGE = re.compile(r"!\[[^\[\]]*\][(\[]")
_DEFINITION = re.compile(r"(?m)^ {0,3}\[([^\[\]]{1,200})\]:")
_LABEL = re.compile(r"\[([^\[\]]{1,200})\]")


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """`title` comes from the first `# `, else from the file's name, else it is empty. One step at least."""

    title: str
    steps: tuple[FileStep, ...]
    report: ImportReport


def import_markdown(data: bytes, filename: str = "") -> ImportedDraft:
    """Read a Markdown file; a byte-order mark and every kind of line ending are accepted.

    Raises ImportRefused with the codes `too_large`, `too_many_lines`, `empty`, `utf_16`, `nul`, `not_utf_8`,
    `no_text`, `too_many_steps`, `step_too_long`, `title_too_long`, `bad_step`.
    """
    report = ReportBuilder()
    source = _without_front_matter(_decoded(data), report)
    found = read_blocks(source)
    title, drafted, references = (*found, {}) if found else _outline(_without_html(source, report))
    _ensure_within_limits(title, drafted)
    steps = _finished(drafted, references)
    if not any(step.markdown or step.fields for step in steps):
        raise ImportRefused("no_text", "The file holds no text that could become a step.")
    return ImportedDraft(title or title_of_file(filename), steps, report.finish())


def title_of_file(filename: str) -> str:
    """The title that a file's name gives a draft; empty for no name."""
    stem = PurePath(filename.replace("\\", "/")).stem.replace("-", " ").replace("_", " ").strip()
    return stem[:LONGEST_TITLE]


def text_of_markdown(data: bytes) -> str:
    """The canonical text of a whole file: that of each step, as an import stores it, after the step's heading.

    Raises ImportRefused with the codes of `import_markdown` that are about the file and not about steps.
    """
    report = ReportBuilder()
    source = _without_front_matter(_decoded(data), report)
    return canonical_text(parse_blocks(_without_html(source, report)))


def text_too_large(size: int) -> ImportRefused:
    """The refusal of a text file of this many bytes."""
    return ImportRefused("too_large", f"The file has {size:,} bytes; a draft may have {LARGEST_FILE:,} at most.")


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise text_too_large(len(data))
    if not data.strip():
        raise ImportRefused("empty", "The file is empty.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise ImportRefused("utf_16", "The file is saved as UTF-16. Save it as UTF-8 and import it again.")
    nul = data.find(b"\0")
    if nul >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise ImportRefused("nul", f"Line {line} holds a NUL character (byte {nul}): this is not a text file.")
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        position = error.start + (len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0)
        line = data.count(b"\n", 0, position) + 1
        raise ImportRefused(
            "not_utf_8",
            f"The file is not UTF-8: line {line} holds a byte (number {position}) that cannot be read. "
            "Save it as UTF-8 and import it again.",
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + 1
    if lines > MOST_LINES:
        raise ImportRefused("too_many_lines", f"The file has {lines:,} lines; {MOST_LINES:,} are the limit.")
    return text


def _without_front_matter(source: str, report: ReportBuilder) -> str:
    """Blank the lines of a YAML head and not cut them, so that later line numbers stay those of the file."""
    lines = source.split("\n")
    if lines[0].rstrip() != "---":
        return source
    for number in range(1, min(len(lines), _LONGEST_FRONT_MATTER)):
        if lines[number].rstrip() in ("---", "..."):
            head = lines[1:number]
            if any(re.match(r"[\w-]+\s*:", line) for line in head):
                report.add("front matter", Treatment.REMOVED, 1)
                return "\n".join([""] * (number + 1) + lines[number + 1 :])
            break
    return source


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 30}).enable("table")
    # Only the blocks and their lines are asked for; the words are parsed when a step is shown.
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


_OUTLINE_PARSER = _make_parser()


def _without_html(source: str, report: ReportBuilder) -> str:
    lines = source.split("\n")
    closing_lines = _closing_lines(source)
    converted: list[str] = []
    done = 0
    for token in _OUTLINE_PARSER.parse(source):
        if token.map is None or token.map[0] < done or not _may_hold_html(token):
            continue
        first, last = token.map
        if token.type == "html_block" and token.level == 0:
            last = max(last, closing_lines.get(first, 0) + 1)
            markdown = block_to_markdown("\n".join(lines[first:last]), first + 1, report)
            before = "\n" if first and lines[first - 1].strip() else ""
            after = "\n" if last < len(lines) and lines[last].strip() else ""
            markdown = before + markdown + after
        else:
            part = "\n".join(lines[first:last])
            _note_images(part, first + 1, report)
            one_line = token.type == "table_open"
            markdown = inline_to_markdown(part, first + 1, report, one_line)
        converted.extend([*lines[done:first], markdown])
        done = last
    return "\n".join([*converted, *lines[done:]])


def _may_hold_html(token: Token) -> bool:
    if token.type == "inline":
        return "<" in token.content or "![" in token.content
    return token.type in ("html_block", "table_open")


def _note_images(part: str, line: int, report: ReportBuilder) -> None:
    for offset, text in enumerate(part.split("\n")):
        if _IMAGE.search(text):
            report.add("image", Treatment.UNWRAPPED, line + offset)


def _closing_lines(source: str) -> dict[int, int]:
    """For the line where a table or list starts, the line where it ends: blank lines do not end it as they
    end other HTML in Markdown."""
    closing: dict[int, int] = {}
    waiting: dict[str, list[int]] = {}
    for number, text in enumerate(source.split("\n")):
        for found in _CONTAINER_TAG.finditer(text):
            starts = waiting.setdefault(found.group(2).lower(), [])
            if not found.group(1):
                starts.append(number)
            elif starts:
                closing[starts.pop()] = number
    return closing


def _outline(markdown: str) -> tuple[str, list[FileStep], dict[str, str]]:
    """Title, steps (the first, untitled, is what stands before them all), link definitions."""
    environment: dict[str, dict[str, dict[str, str]]] = {}
    tokens = _OUTLINE_PARSER.parse(markdown, environment)
    lines = markdown.split("\n")
    title = ""
    steps: list[tuple[str, list[str]]] = [("", [])]
    done = 0
    for position, token in enumerate(tokens):
        if token.type != "heading_open" or token.level != 0 or token.tag not in ("h1", "h2") or not token.map:
            continue
        first, last = token.map
        steps[-1][1].extend(lines[done:first])
        done = last
        heading = heading_text(tokens[position + 1].content)
        if token.tag == "h1" and not title and len(steps) == 1:
            title = heading
        else:
            steps.append((heading, []))
    steps[-1][1].extend(lines[done:])
    references = {label: found["href"] for label, found in environment.get("references", {}).items()}
    drafted = [FileStep(name, "\n".join(body).strip("\n")) for name, body in steps]
    return title, drafted, references


def _finished(drafted: list[FileStep], references: dict[str, str]) -> tuple[FileStep, ...]:
    finished: list[FileStep] = []
    for number, step in enumerate(drafted):
        if number == 0 and len(step.markdown) < _LONGEST_NOTHING and not plain_text(step.markdown):
            continue
        title = step.title or (INTRODUCTION if number == 0 else f"Step {len(finished) + 1}")
        finished.append(FileStep(title, _with_references(step.markdown, references), step.fields))
    return tuple(finished)


def _with_references(markdown: str, references: dict[str, str]) -> str:
    """Give a step the link addresses that the file defines once, often at its end."""
    if not references:
        return markdown
    defined = {normalizeReference(label) for label in _DEFINITION.findall(markdown)}
    used = {normalizeReference(label): label for label in _LABEL.findall(markdown)}
    undefined = references.keys() - defined
    missing = [f"[{label}]: <{references[name]}>" for name, label in used.items() if name in undefined]
    return "\n\n".join([markdown, "\n".join(missing)]) if missing else markdown


def _ensure_within_limits(title: str, steps: list[FileStep]) -> None:
    if len(steps) - 1 > MOST_STEPS:
        raise ImportRefused(
            "too_many_steps", f"The file has {len(steps) - 1} steps; a draft may have {MOST_STEPS} at most."
        )
    for name in (title, *(step.title for step in steps)):
        if len(name) > LONGEST_TITLE:
            raise ImportRefused(
                "title_too_long", f"The heading “{name[:60]}…” is longer than {LONGEST_TITLE} characters."
            )
    for step in steps:
        if len(step.markdown) > LONGEST_STEP:
            raise ImportRefused(
                "step_too_long",
                f"The step “{step.title or INTRODUCTION}” has {len(step.markdown):,} characters; "
                f"the limit is {LONGEST_STEP:,}.",
            )
