"""What ``make check``, ``make test`` and ``make test-long`` run, with one closing line.

The checks run beside the tests, which wait for browsers and databases a third of their time, and are told after them.
Every part runs even if another failed, so that one run tells everything that is wrong.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests import services

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))
# One more than the two cores that the suite is meant for: a test with a browser or a server waits a third of its time.
PROCESSES = 3
# Databases of tests live for a second: in memory, where there is room for them, no commit waits for a disk.
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder there that only its user may enter
ROOM_NEEDED = 2 * 1024**3


@dataclass(frozen=True)
class Part:
    """One program of the suite, found in the environment's own scripts."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


CHECKS = (
    Part("ruff", ("ruff", "check", ".")),
    Part("ruff format", ("ruff", "format", "--check", ".")),
    Part("mypy", ("mypy",)),
    Part("import-linter", ("lint-imports", "--no-logo")),
    Part("djlint", ("djlint", "templates", "--lint", "--quiet")),
)


def tests(name: str, marks: str, engine: str) -> Part:
    """The tests with these marks, on this database."""
    command = ("pytest", "--numprocesses", str(PROCESSES), "--dist", "loadgroup", "-m", marks)
    return Part(f"{name} on {engine}", command, {"CAB_TEST_ON": engine, **in_memory()})


def in_memory() -> dict[str, str]:
    """Where pytest puts its temporary folders, if that can be in memory."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_NEEDED:
        return {"PYTEST_DEBUG_TEMPROOT": str(MEMORY)}
    return {}


def tests_of(tier: str, *, postgresql: bool) -> tuple[Part, ...]:
    """The tests of a tier: ``check`` (none), ``quick`` or ``long``. Browser tests run once, on SQLite."""
    if tier == "check":
        return ()
    mark = "long" if tier == "long" else "not long"
    chosen = [tests("tests", mark, "sqlite")]
    if postgresql:
        chosen.append(tests("tests", f"{mark} and not browser", "postgresql"))
    return tuple(chosen)


def start(part: Part, output: int | None = None) -> subprocess.Popen[str]:
    """Start one program at the root of the repository; its output is passed through, or kept for ``output``."""
    program, *arguments = part.command
    return subprocess.Popen(
        [SCRIPTS / program, *arguments],
        cwd=ROOT,
        env={**os.environ, **part.environment},
        stdout=output,
        stderr=output and subprocess.STDOUT,
        text=True,
    )


def run(chosen: Sequence[Part]) -> list[str]:
    """Run the tests one after the other and the checks beside them; the names of the parts that failed."""
    checks = [(part, start(part, subprocess.PIPE)) for part in CHECKS]
    failed = []
    for part in chosen:
        print(f"\n== {part.name}", flush=True)
        if start(part).wait() != 0:
            failed.append(part.name)
    for part, check in checks:
        said, _errors = check.communicate()
        print(f"\n== {part.name}\n{said}", end="", flush=True)
        if check.returncode != 0:
            failed.append(part.name)
    return failed


def closing_line(failed: list[str], left_out: list[str], *, demanded: bool) -> str:
    """What failed and what was left out, as one line; a service that was demanded counts as failed."""
    said = f"FAILED: {', '.join(failed)}." if failed else "All passed."
    if not left_out:
        return f"{said} Nothing was left out."
    verdict = "Missing, though CAB_REQUIRE_SERVICES demands it" if demanded else "Left out"
    return f"{said} {verdict}: {'; '.join(left_out)}."


def main(tier: str) -> int:
    """Run a tier; 0 where everything passed and no demanded service was missing, else 1."""
    left_out: list[str] = []
    if tier != "check":
        left_out = [why for why in (services.why_no_postgresql(), services.why_no_redis()) if why]
    postgresql = not any(why.startswith("PostgreSQL") for why in left_out)
    failed = run(tests_of(tier, postgresql=postgresql))
    demanded = os.environ.get("CAB_REQUIRE_SERVICES") == "1"
    print(f"\n{closing_line(failed, left_out, demanded=demanded)}", flush=True)
    return 1 if failed or (demanded and left_out) else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("check", "quick", "long"):
        sys.exit("usage: python -m tests.suite check|quick|long")
    sys.exit(main(sys.argv[1]))
