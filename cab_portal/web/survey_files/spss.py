"""Responses as a system file of SPSS, written by ourselves: labels, missing codes and measures survive, rows stream.

The layout is that of the System File Format as the PSPP developers describe it: little-endian, not compressed, UTF-8.
"""

import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import nextafter

from flask_babel import gettext

from cab_portal.core import clock
from cab_portal.surveys.questionnaire.answers import NOT_APPLICABLE
from cab_portal.surveys.questionnaire.codebook import Value, Variable
from cab_portal.web.survey_files.rows import Sheet

_NOTHING = -sys.float_info.max
_BESIDE = -8.0
"""The code of those to whom a question does not apply, declared as missing."""
_NUMBER, _TEXT, _INSTANT = 5, 1, 22
_SEGMENT, _SEGMENT_STEP = 255, 252
_LONGEST_TEXT = 2_000
_LONGEST_NAME, _LONGEST_LABEL, _LONGEST_VALUE_LABEL = 64, 255, 120
_CHUNK = 64 * 1024
# Seconds from the beginning of the Gregorian calendar, from which SPSS counts, to 1970.
_EPOCH = 12_219_379_200
_MEASURES = {"choice": 1, "scale": 2, "flag": 1, "place": 2, "number": 3, "text": 1}


@dataclass(frozen=True)
class _Field:
    """One variable of the file; a text has its `width` in bytes, a number 0."""

    name: str
    label: str
    width: int = 0
    format: int = _NUMBER
    measure: int = 1
    codes: dict[str, float] = field(default_factory=dict)
    value_labels: dict[float, str] = field(default_factory=dict)

    @property
    def segments(self) -> list[int]:
        """The widths of the variables that it is stored in; a text of over 255 bytes has several."""
        if self.width <= _SEGMENT:
            return [self.width]
        number = -(-self.width // _SEGMENT_STEP)
        return [_SEGMENT] * (number - 1) + [self.width - (number - 1) * _SEGMENT_STEP]

    def packed(self, value: Value) -> bytes:
        """The value as it lies in a case."""
        if not self.width:
            return struct.pack("<d", self._number(value))
        text = str(value or "").encode()[: self.width].decode(errors="ignore").encode()
        found = b""
        for width in self.segments:
            found += text[:width].ljust(-(-width // 8) * 8)
            text = text[width:]
        return found

    def _number(self, value: Value) -> float:
        if value is None:
            return _NOTHING
        return self.codes[str(value)] if str(value) in self.codes else float(value)


def pieces(sheet: Sheet) -> Iterator[bytes]:
    """The file in pieces, cases as they are read."""
    fields = [*_who(), *(_field(variable) for variable in sheet.variables)]
    buffer = _dictionary(fields, sheet.survey.title)
    for row in sheet.responses():
        sent_at = row.submitted_at.timestamp() + _EPOCH
        values: list[Value] = [row.name, row.organization, sent_at, *sheet.codes(row)]
        buffer += b"".join(held.packed(value) for held, value in zip(fields, values, strict=True))
        if len(buffer) >= _CHUNK:
            yield buffer
            buffer = b""
    yield buffer


def _who() -> list[_Field]:
    return [
        _Field("member", str(gettext("Member")), 200, _TEXT),
        _Field("organization", str(gettext("Organization")), 200, _TEXT),
        _Field("sent_at", str(gettext("Sent at")), format=_INSTANT, measure=3),
    ]


def _field(variable: Variable) -> _Field:
    """A choice becomes numbers from 1 on with the options as labels, as SPSS expects it."""
    measure = _MEASURES[variable.kind]
    if variable.kind == "text":
        return _Field(variable.name, variable.heading, _LONGEST_TEXT, _TEXT, measure)
    if variable.kind == "choice":
        codes = {code: float(number) for number, code in enumerate(variable.labels, start=1)}
    else:
        codes = {code: _BESIDE if code == NOT_APPLICABLE else float(code) for code in variable.labels}
    labels = {codes[code]: label for code, label in variable.labels.items()}
    return _Field(variable.name, variable.heading, measure=measure, codes=codes, value_labels=labels)


def _dictionary(fields: list[_Field], title: str) -> bytes:
    """Everything before the cases."""
    widths = [width for held in fields for width in held.segments]
    size = sum(max(1, -(-width // 8)) for width in widths)
    at = clock.now()
    head = struct.pack(
        "<4s60siiiiid9s8s64s3x",
        b"$FL2",
        b"@(#) SPSS DATA FILE cab-portal".ljust(60),
        2,
        size,
        0,
        0,
        -1,
        100.0,
        at.strftime("%d %b %y").encode(),
        at.strftime("%H:%M:%S").encode(),
        _cut(title, 64).ljust(64),
    )
    records = b"".join(_variable(held, number) for number, held in enumerate(fields))
    return head + records + _value_labels(fields) + _notes(fields) + struct.pack("<ii", 999, 0)


def _cut(text: str, longest: int) -> bytes:
    """At most so many bytes, no character cut in two."""
    return text.encode()[:longest].decode(errors="ignore").encode()


def _short(number: int, segment: int = 0) -> str:
    return f"V{number:04d}" + (f"{segment:03d}" if segment else "")


def _variable(held: _Field, number: int) -> bytes:
    found = b""
    for segment, width in enumerate(held.segments):
        label = _cut(held.label, _LONGEST_LABEL) if segment == 0 else b""
        beside = _BESIDE in held.value_labels
        shape = held.format << 16 | ((width or (20 if held.format == _INSTANT else 8)) << 8)
        shape |= 0 if width or held.format == _INSTANT or held.measure != 3 else 2
        found += struct.pack(
            "<6i8s", 2, width, bool(label), beside, shape, shape, _short(number, segment).ljust(8).encode()
        )
        if label:
            found += struct.pack("<i", len(label)) + label.ljust(-(-len(label) // 4) * 4, b"\0")
        if beside:
            found += struct.pack("<d", _BESIDE)
        found += struct.pack("<6i8s", 2, -1, 0, 0, 0, 0, b" " * 8) * max(0, -(-width // 8) - 1)
    return found


def _value_labels(fields: list[_Field]) -> bytes:
    found, place = b"", 1
    for held in fields:
        if held.value_labels:
            found += struct.pack("<ii", 3, len(held.value_labels))
            for value, text in held.value_labels.items():
                label = _cut(text, _LONGEST_VALUE_LABEL)
                padded = bytes([len(label)]) + label
                found += struct.pack("<d", value) + padded.ljust(-(-len(padded) // 8) * 8)
            found += struct.pack("<iii", 4, 1, place)
        place += sum(max(1, -(-width // 8)) for width in held.segments)
    return found


def _notes(fields: list[_Field]) -> bytes:
    """The machine, measures, long names, long texts, and the encoding."""
    machine = struct.pack("<8i", 1, 0, 0, -1, 1, 1, 2, 65001)
    numbers = struct.pack("<3d", _NOTHING, sys.float_info.max, nextafter(_NOTHING, 0))
    shown = b"".join(
        struct.pack("<3i", held.measure, min(max(width, 8), 40), 0 if width else 1)
        for held in fields
        for width in held.segments
    )
    names = "\t".join(f"{_short(number)}={held.name[:_LONGEST_NAME]}" for number, held in enumerate(fields)).encode()
    texts = "".join(
        f"{_short(number)}={held.width:05d}\0\t" for number, held in enumerate(fields) if held.width > _SEGMENT
    ).encode()
    notes = [(3, 4, machine), (4, 8, numbers), (11, 4, shown), (13, 1, names), (14, 1, texts), (20, 1, b"UTF-8")]
    return b"".join(struct.pack("<4i", 7, kind, size, len(data) // size) + data for kind, size, data in notes if data)
