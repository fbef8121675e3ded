"""Nothing but ``launches.service`` moves a draft to the launched state: by no assignment, call or literal."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "cab_portal"
DOOR = PACKAGE / "launches" / "service"


def places(source: str) -> Iterator[int]:
    """Lines that give the launched state to something: by assignment, or by a call that is no comparison."""
    for node in ast.walk(ast.parse(source)):
        given: list[ast.expr] = []
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            given.append(node.value)
        elif isinstance(node, ast.Call):
            given += [*node.args, *(keyword.value for keyword in node.keywords)]
        for expression in given:
            if is_launched(expression):
                yield expression.lineno
        if isinstance(node, ast.Assign) and sets_stage(node) and is_text_launched(node.value):
            yield node.lineno


def is_launched(expression: ast.expr) -> bool:
    return (
        isinstance(expression, ast.Attribute)
        and expression.attr == "LAUNCHED"
        and isinstance(expression.value, ast.Name)
        and expression.value.id == "DraftStage"
    )


def sets_stage(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Attribute) and target.attr == "stage" for target in node.targets)


def is_text_launched(expression: ast.expr) -> bool:
    return any(isinstance(part, ast.Constant) and part.value == "launched" for part in ast.walk(expression))


def test_the_search_finds_every_way() -> None:
    assert list(places("draft.stage = DraftStage.LAUNCHED")) == [1]
    assert list(places("STAGES.move(draft.stage, DraftStage.LAUNCHED, '')")) == [1]
    assert list(places("update(Draft).values(stage=DraftStage.LAUNCHED)")) == [1]
    assert list(places("draft.stage = DraftStage('launched')")) == [1]
    assert list(places("if stage is DraftStage.LAUNCHED: pass")) == []


def test_launches_service_is_the_only_door() -> None:
    found = {
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in PACKAGE.rglob("*.py")
        for line in places(path.read_text(encoding="utf-8"))
        if not path.is_relative_to(DOOR)
    }
    assert found == set()
    assert any(list(places(path.read_text(encoding="utf-8"))) for path in DOOR.glob("*.py"))
