"""Constructs through which text of people could become markup, code or SQL do not occur."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import called, python_files, shown, template_files

# Each file with the reason why the construct is safe there.
ALLOWED: dict[str, dict[str, str]] = {
    "Markup": {
        "cab_portal/web/filters.py": "Markdown, sanitized by the renderer as its last step",
        "cab_portal/web/templating.py": "texts of the portal, as Jinja's own _ takes them; what is put in is escaped",
        "cab_portal/web/mail_transport.py": "paragraphs of a mail, every part of which went through escape",
    },
}
CALLS = {"Markup", "eval", "exec", "render_template_string", "from_string"}
MODULES = {"pickle", "marshal", "shelve", "dill"}
STATEMENTS = {"text", "execute", "exec_driver_sql"}
SQL = re.compile(
    r"\b(select|insert|update|delete|drop|alter|create)\b.+\b(from|into|set|table|where|trigger)\b",
    re.IGNORECASE | re.DOTALL,
)
INLINE = re.compile(r"<[a-z][^>]*\s(style|on[a-z]+)\s*=", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE)


def has_sql(node: ast.AST) -> bool:
    """True for an f-string, or a text put together by + or %, that reads like a statement."""
    if isinstance(node, ast.JoinedStr):
        fixed = "".join(str(v.value) if isinstance(v, ast.Constant) else " x " for v in node.values)
        return any(isinstance(v, ast.FormattedValue) for v in node.values) and bool(SQL.search(fixed))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return any(
            isinstance(side, ast.Constant) and isinstance(side.value, str) and bool(SQL.search(side.value))
            for side in (node.left, node.right)
        )
    return False


def is_built_sql(node: ast.Call) -> bool:
    return any(has_sql(inner) for argument in node.args for inner in ast.walk(argument))


def findings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in CALLS:
            yield called(node)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            yield str(node.module)
        elif isinstance(node, ast.Call) and called(node) in STATEMENTS and is_built_sql(node):
            yield "built SQL"


def template_findings(source: str) -> list[str]:
    patterns = {r"\|\s*safe\b": "safe", r"autoescape\s+false": "autoescape off"}
    return [name for pattern, name in patterns.items() if re.search(pattern, source)]


def inline_findings(source: str) -> list[str]:
    found = [f"inline {match}" for match in INLINE.findall(source)]
    found += ["inline script" for _ in INLINE_SCRIPT.findall(source)]
    return found + (["style element"] if re.search(r"<style\b", source, re.IGNORECASE) else [])


def test_the_package_holds_no_dangerous_construct() -> None:
    found = [
        f"{shown(path)}: {what}"
        for path in python_files("cab_portal")
        for what in findings(path.read_text(encoding="utf-8"))
        if shown(path) not in ALLOWED.get(what, {})
    ]
    assert found == []


def test_every_permission_is_still_needed() -> None:
    stale = [
        f"{name}: {what}"
        for what, files in ALLOWED.items()
        for name in files
        if (path := Path(__file__).parents[2] / name).exists()
        and what not in set(findings(path.read_text(encoding="utf-8")))
    ]
    assert stale == []


def test_templates_escape_everything() -> None:
    found = {shown(p): template_findings(p.read_text(encoding="utf-8")) for p in template_files(with_mails=True)}
    assert {name: what for name, what in found.items() if what} == {}


def test_pages_hold_nothing_inline() -> None:
    found = {shown(p): inline_findings(p.read_text(encoding="utf-8")) for p in template_files(with_mails=False)}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "source",
    [
        "Markup(x)",
        "markupsafe.Markup(x)",
        "eval(x)",
        "env.from_string(x)",
        "import pickle",
        "from pickle import loads",
        'session.execute(text(f"SELECT * FROM people WHERE id = {x}"))',
        'session.execute(text("SELECT * FROM people WHERE id = " + x))',
        'session.execute("DELETE FROM %s WHERE true" % x)',
    ],
)
def test_each_dangerous_construct_is_found(source: str) -> None:
    assert list(findings(source)) != []


@pytest.mark.parametrize("source", ['text("SELECT 1 FROM people")', 'text("PRAGMA foreign_keys=ON")', 'say(f"{a}")'])
def test_what_is_safe_is_let_pass(source: str) -> None:
    assert list(findings(source)) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="x">',
        "<a\n href='/x' onclick='y'>",
        "<script>x</script>",
        '<script type="module">',
        "<style>",
    ],
)
def test_each_inline_construct_is_found(source: str) -> None:
    assert inline_findings(source) != []


@pytest.mark.parametrize("source", ["{{ x|safe }}", "{{ x | safe }}", "{% autoescape false %}"])
def test_each_way_around_escaping_is_found(source: str) -> None:
    assert template_findings(source) != []
