"""What may be done in one place only: committing, launching, sending mail, and fetching what a request names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.sources import ROOT, called, python_files, shown, template_files, tree_of

COMMITS = "cab_portal/database/unit_of_work.py"
# Writing a whole database at once, before it serves anybody, is no unit of work.
COMMITS_TOO = {"cab_portal/database/archive.py": "a restore fills an empty database in one transaction"}
LAUNCHES = "cab_portal/launches/service"
SENDS = "cab_portal/web/mail_transport.py"
ROUTES = {"get", "post", "route", "put", "patch", "delete"}
FETCHES = {"guards.load", "guards.look"}
# Posts with an id in the address that fetch nothing through the guards; each has another proof.
FETCH_OTHERWISE = {
    "cab_portal/faces/public/demo.py: create_demo_session": "in a demo, anybody may be anybody; else it is 404",
}
MODULE_BYTES = 6 * 1024
UNFINISHED = re.compile(r"\b(TODO|FIXME|HACK)\b")


def test_only_the_unit_of_work_commits() -> None:
    found = {
        shown(path)
        for path in python_files("cab_portal")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and called(node) in {"commit", "begin_nested"}
    }
    assert found - set(COMMITS_TOO) == {COMMITS}


def test_only_the_transport_knows_flask_mail() -> None:
    found = {
        shown(path)
        for path in python_files("cab_portal")
        for node in ast.walk(tree_of(path))
        if (isinstance(node, ast.ImportFrom) and str(node.module).startswith("flask_mail"))
        or (isinstance(node, ast.Import) and any(alias.name.startswith("flask_mail") for alias in node.names))
    }
    assert found == {SENDS}


def launches(tree: ast.Module) -> Iterator[int]:
    """The lines in which DraftStage.LAUNCHED is handed over or assigned; comparing with it launches nothing."""
    compared = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.Dict | ast.Set | ast.Match)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "LAUNCHED" and id(node) not in compared:
            yield node.lineno


def test_only_the_launch_service_sets_the_launched_stage() -> None:
    found = {shown(path) for path in python_files("cab_portal") if list(launches(tree_of(path)))}
    found = {name for name in found if not name.endswith("rules.py")}
    assert {name for name in found if not name.startswith(LAUNCHES)} == set()


def test_setting_the_launched_stage_is_found_and_asking_for_it_is_not() -> None:
    assert list(launches(ast.parse("draft.stage = DraftStage.LAUNCHED")))
    assert list(launches(ast.parse("drafts.move_stage(draft, DraftStage.LAUNCHED)")))
    assert not list(launches(ast.parse("if draft.stage is DraftStage.LAUNCHED: pass")))


def posts_with_ids() -> Iterator[tuple[str, ast.FunctionDef, ast.Module]]:
    """Each view that takes a post at an address with an id in it."""
    for path in python_files("cab_portal/faces"):
        tree = tree_of(path)
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if (
                    isinstance(mark, ast.Call)
                    and called(mark) in ROUTES - {"get"}
                    and mark.args
                    and isinstance(mark.args[0], ast.Constant)
                    and "<id:" in str(mark.args[0].value)
                ):
                    yield shown(path), node, tree


def loads(function: ast.AST, tree: ast.Module, depth: int = 3) -> bool:
    """Whether a function fetches through the guards, itself or through functions of its own module."""
    own = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in FETCHES:
                return True
            inner = own.get(called(node))
            if depth and inner is not None and inner is not function and loads(inner, tree, depth - 1):
                return True
    return False


def test_every_post_with_an_id_loads_through_the_guards() -> None:
    bare = {
        f"{name}: {view.name}"
        for name, view, tree in posts_with_ids()
        if not loads(view, tree) and f"{name}: {view.name}" not in FETCH_OTHERWISE
    }
    assert bare == set(), "fetch through the guards in the unit of work, or say under FETCH_OTHERWISE what proves it"


def test_no_script_is_too_large() -> None:
    sizes = {shown(path): path.stat().st_size for path in sorted((ROOT / "static").rglob("*.js"))}
    assert {name: size for name, size in sizes.items() if size > MODULE_BYTES} == {}


def test_nothing_is_left_to_do() -> None:
    files = [*python_files("cab_portal", "tests", "migrations", "benchmarks"), *template_files(with_mails=True)]
    files += [*(ROOT / "static").rglob("*.js"), *(ROOT / "static").rglob("*.css"), ROOT / "README.md"]
    this = shown(ROOT / "tests/house/test_doors.py")
    found = [shown(path) for path in files if shown(path) != this and UNFINISHED.search(path.read_text("utf-8"))]
    assert found == []
