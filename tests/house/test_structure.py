"""Sizes, names and rooms: what keeps the house readable, counted."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import PACKAGE, ROOT, python_files, shown

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 50
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
NOT_FEATURES = {"audit", "cli", "core", "database", "demo", "faces", "outbox", "web", "webhooks"}


def features() -> list[str]:
    folders = [path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()]
    return sorted(set(folders) - NOT_FEATURES)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_python_file_is_too_long() -> None:
    lengths = {
        shown(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files("cab_portal", "tests", "benchmarks")
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    found = {
        f"{shown(path)}: {name}": lines
        for path in python_files("cab_portal", "tests", "benchmarks")
        for name, lines in functions(path)
        if lines > MAX_FUNCTION_LINES
    }
    assert found == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    found = [
        shown(path)
        for path in python_files("cab_portal", "tests", "benchmarks", "migrations")
        if BANNED_NAMES & set(re.split(r"[_/]", shown(path.with_suffix(""))))
    ]
    assert found == []


def test_every_feature_is_under_the_contract_of_rooms_and_of_the_web() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    named = {f"cab_portal.{feature}" for feature in features()}
    rooms = next(contract for contract in contracts if contract["name"].startswith("Rooms: the same names"))
    no_web = next(contract for contract in contracts if "know nothing of the web" in contract["name"])
    assert named <= set(rooms["containers"])
    assert named <= set(no_web["source_modules"])
