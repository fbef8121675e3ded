"""The README tells of the house as it stands: its tour names every part, and every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click import Context

from cab_portal.cli.group import group

ROOT = Path(__file__).resolve().parents[2]
TOUR = (ROOT / "README.md").read_text(encoding="utf-8").partition("## A tour of the house")[2].partition("\n## ")[0]


def parts_of(folder: Path) -> list[str]:
    """What lies in a folder, as the tour would name it; nothing that is made by itself or says nothing of its own."""
    found = [f"{path.name}/" for path in folder.iterdir() if path.is_dir() and any(path.glob("**/[!_.]*.*"))]
    found += [path.name for path in folder.glob("*.py")]
    return sorted(name for name in found if name[0] not in "._" and name != "__pycache__/")


def test_the_tour_names_every_part_of_the_program() -> None:
    named = set(re.findall(r"[a-z_]+(?:/|\.py)", TOUR))
    assert [part for part in parts_of(ROOT / "cab_portal") if part not in named] == []


def test_the_tour_names_nothing_that_is_not_there() -> None:
    heads = [re.split(r" {3,}", line.strip())[0] for line in TOUR.splitlines() if re.match(r" {4,6}[a-z]", line)]
    names = [name for head in heads for name in head.split()]
    assert len(names) > 20
    assert [name for name in names if not ((ROOT / name).exists() or (ROOT / "cab_portal" / name).exists())] == []


@pytest.mark.parametrize("command", group.list_commands(Context(group)))
def test_the_tour_names_every_command(command: str) -> None:
    assert re.search(rf"\b{command}\b", TOUR)
