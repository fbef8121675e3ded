"""Survey files made to break or to stop who reads them; each small, and each far more work than it looks."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from itertools import pairwise

from cab_portal.surveys.questionnaire.interchange.tables import workbook_of

_SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_END = "</sheetData></worksheet>"
_CELLS = '<row r="1">{}</row>'


def workbook(part: str, content: str) -> bytes:
    """A workbook of which one part is replaced."""
    plain = zipfile.ZipFile(io.BytesIO(workbook_of({"survey": [["type", "name"], ["text", "a"]]})))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            archive.writestr(name, content if name == part else plain.read(name))
    return written.getvalue()


def sheet(cells: str) -> bytes:
    """A workbook whose sheet holds these elements."""
    return workbook("xl/worksheets/sheet1.xml", f"{_SHEET}{cells}{_END}")


def surveyjs(**element: object) -> bytes:
    """A survey of a plain question and this one."""
    return json.dumps({"elements": [{"type": "text", "name": "a"}, {"type": "text", "name": "b", **element}]}).encode()


def _far_away() -> bytes:
    return sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def _entities() -> bytes:
    inner = "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghi"))
    head = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaaaaaaaa">{inner}]>'
    cell = '<c t="inlineStr"><is><t>&i;</t></is></c>'
    return workbook("xl/worksheets/sheet1.xml", f"{head}{_SHEET[21:]}{_CELLS.format(cell)}{_END}")


# By the name of the file, whose ending says how it is read.
FILES: Mapping[str, Callable[[], bytes]] = {
    "brackets.json": lambda: b"[" * 10_000,
    "deep.json": lambda: b'{"elements":[{"type":"panel",' * 8_000,
    "questions.json": lambda: json.dumps(
        {"elements": [{"type": "text", "name": f"q{n}"} for n in range(7_000)]}
    ).encode(),
    "more.json": lambda: json.dumps({"elements": [{"type": "text", "name": f"q{n}"} for n in range(100_000)]}).encode(),
    "twice.json": lambda: b'{"elements":[],"elements":[]}',
    "types.json": lambda: b'{"elements":[{"type":"radiogroup","name":["a"],"choices":{"a":1},"title":7}]}',
    "infinity.json": lambda: b'{"elements":[{"type":"text","inputType":"number","name":"a","min":1e999}]}',
    "points.json": lambda: (
        b'{"elements":[{"type":"rating","name":"a","rateMin":-1e15,"rateMax":1e15,"rateStep":1e-9}]}'
    ),
    "bytes.json": lambda: b'{"elements":[{"name":"\xff"}]}',
    "cycle.json": lambda: json.dumps(
        {
            "elements": [
                {"type": "text", "name": "a", "visibleIf": "{b} notempty"},
                {"type": "text", "name": "b", "visibleIf": "{a} notempty"},
            ]
        }
    ).encode(),
    "parentheses.json": lambda: surveyjs(visibleIf="(" * 100_000),
    "nots.json": lambda: surveyjs(visibleIf="!" * 200_000),
    "blanks.json": lambda: surveyjs(visibleIf=" " * 200_000 + "{a}"),
    "ors.json": lambda: surveyjs(visibleIf=" or ".join(["{a} = 1"] * 20_000)),
    "text.json": lambda: surveyjs(title="{" * 200_000),
    "tags.json": lambda: surveyjs(type="html", html="<p" * 9_000, visibleIf="x"),
    "markup.json": lambda: surveyjs(type="html", html="<p" * 100_000, name="a"),
    "blocks.json": lambda: surveyjs(type="html", html="<p>a</p>" * 2_400, visibleIf="x"),
    "words.csv": lambda: b"type,text,options\n" + (b'single_choice,x,"' + b"[own words] " * 1_600 + b'x"\n') * 200,
    "equals.csv": lambda: b"type,text,options\n" + (b'single_choice,x,"' + b"a = " * 4_000 + b'"\n') * 200,
    "rows.csv": lambda: b"type,text\n" + b"nps,x\n" * 100_000,
    "columns.csv": lambda: ",".join(f"c{n}" for n in range(500_000)).encode(),
    "quote.csv": lambda: b'type,text\n"' + b"x" * 4_000_000,
    "nots.csv": lambda: b"type,text,show if\nnps,x,\nnps,x," + b"not(" * 900 + b"\n",
    "bytes.csv": lambda: b"type,text\nnps,\xff\n",
    "cells.xlsx": lambda: sheet(_CELLS.format("<c/>" * 6_000_000)),
    "fewer_cells.xlsx": lambda: sheet(_CELLS.format("<c/>" * 75_000)),
    "nested.xlsx": lambda: sheet("<a>" * 38_000 + "</a>" * 38_000),
    "rows.xlsx": lambda: sheet("<row/>" * 1_000_000),
    "far_away.xlsx": _far_away,
    "entities.xlsx": _entities,
    "text.xlsx": lambda: workbook("xl/sharedStrings.xml", "<sst>" + "<si><t/></si>" * 2_000_000 + "</sst>"),
    "formats.xlsx": lambda: workbook(
        "xl/styles.xml", "<styleSheet><cellXfs>" + "<xf/>" * 1_500_000 + "</cellXfs></styleSheet>"
    ),
}
