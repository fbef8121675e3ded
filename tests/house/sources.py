"""The files that the house tests read, found by folder, so that a new one is never forgotten."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cab_portal"
TEMPLATES = ROOT / "templates"


def python_files(*folders: str) -> list[Path]:
    """Every Python file under these folders of the repository."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def template_files(*, with_mails: bool) -> list[Path]:
    """Every template; mails alone may carry inline style."""
    found = sorted(TEMPLATES.rglob("*.html"))
    return found if with_mails else [path for path in found if "mails" not in path.relative_to(TEMPLATES).parts]


def shown(path: Path) -> str:
    """The path as one would name it in the repository."""
    return path.relative_to(ROOT).as_posix()


def called(node: ast.Call) -> str:
    """The name that is called, without what stands before its last dot."""
    function = node.func
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else ""


def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"))
