"""Real edit histories: folders with the versions of one text, v1.md, v2.md, … or canonical as v1.txt, …"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cab_portal.drafts.text.importing import text_of_markdown

OWN = Path(__file__).resolve().parents[2] / "tests" / "processes"


@dataclass(frozen=True, slots=True)
class History:
    """The canonical texts of one process, oldest first."""

    name: str
    versions: tuple[str, ...]


def own_histories() -> list[History]:
    """The processes that were written for this project."""
    return list(read_histories([OWN]))


def sample_histories() -> list[History]:
    """The processes of the folder that CAB_TEST_PROCESSES names; none where it names none."""
    root = os.environ.get("CAB_TEST_PROCESSES", "")
    return list(read_histories([Path(root)] if root else []))


def read_histories(roots: Iterable[Path]) -> Iterator[History]:
    """The histories in the folders of these folders, by name."""
    for root in roots:
        for folder in sorted(root.iterdir()):
            files = [*folder.glob("v*.md"), *folder.glob("v*.txt")] if folder.is_dir() else []
            files.sort(key=lambda file: int(file.stem[1:]))
            if len(files) > 1:
                yield History(folder.name, tuple(_canonical(file) for file in files))


def _canonical(file: Path) -> str:
    data = file.read_bytes()
    return data.decode() if file.suffix == ".txt" else text_of_markdown(data)
