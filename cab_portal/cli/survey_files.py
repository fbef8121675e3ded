"""Surveys in files, for commands: read within bounds, and refused with one sentence."""

from pathlib import Path
from typing import Any

from cab_portal.core.errors import InvalidInput
from cab_portal.surveys.questionnaire.json_files import MAX_BYTES, JsonError, read_json


def bytes_of(file: Path, most: int = MAX_BYTES) -> bytes:
    """The content of a file, of which no more is read than one byte above ``most``. Raises ``InvalidInput``."""
    try:
        with file.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror or error}.") from error


def survey_in(file: Path) -> dict[str, Any]:
    """The survey in a JSON file. Raises ``InvalidInput``."""
    try:
        data = read_json(bytes_of(file))
    except JsonError as error:
        raise InvalidInput(f"{file.name} is no survey in JSON: {error}.") from error
    if not isinstance(data, dict):
        raise InvalidInput(f"{file.name} is no survey: it is a list or a single value, not an object.")
    return data
