"""What ``make check``, ``make test`` and ``make test-long`` run, with one closing line.

All parts run beside one another, for tests wait a third of their time, for browsers and databases. The first one, the
longest, is seen as it goes; the others are told after it. Every part runs even if another failed, so that one run tells
everything that is wrong.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tests import services

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))
# Both databases' tests run at once, on the two cores that the suite is meant for. SQLite's wait for browsers too.
PROCESSES = {"sqlite": 3, "postgresql": 2}
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
    command = ("pytest", "--numprocesses", str(PROCESSES[engine]), "--dist", "loadgroup", "-m", marks)
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


def start(part: Part, output: IO[str] | None = None) -> subprocess.Popen[str]:
    """Start one program at the root of the repository; its output is passed through, or kept in ``output``."""
    program, *arguments = part.command
    return subprocess.Popen(
        [SCRIPTS / program, *arguments],
        cwd=ROOT,
        # A second run need not compile what the first one did, however the shell is set.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **part.environment},
        stdout=output,
        stderr=output and subprocess.STDOUT,
        text=True,
    )


def run(chosen: Sequence[Part]) -> list[str]:
    """Run the parts all at once, the first in sight and the others told after it; the names of those that failed."""
    first, *others = chosen
    with ExitStack() as stack:
        beside = []
        for part in others:
            # A file and no pipe: nobody reads it yet, and a full pipe would hold the tests up.
            said = stack.enter_context(tempfile.TemporaryFile("w+"))
            beside.append((part, start(part, said), said))
        print(f"\n== {first.name}", flush=True)
        failed = [first.name] if start(first).wait() != 0 else []
        for part, process, said in beside:
            if process.wait() != 0:
                failed.append(part.name)
            said.seek(0)
            print(f"\n== {part.name}\n{said.read()}", end="", flush=True)
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
    failed = run((*tests_of(tier, postgresql=postgresql), *CHECKS))
    demanded = os.environ.get("CAB_REQUIRE_SERVICES") == "1"
    print(f"\n{closing_line(failed, left_out, demanded=demanded)}", flush=True)
    return 1 if failed or (demanded and left_out) else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("check", "quick", "long"):
        sys.exit("usage: python -m tests.suite check|quick|long")
    sys.exit(main(sys.argv[1]))
