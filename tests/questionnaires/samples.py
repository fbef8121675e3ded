"""Survey files of other people, where CAB_TEST_SURVEYS names their folder, or CAB_TEST_PROCESSES its sister."""

import os
from pathlib import Path

SAMPLES = Path(
    os.environ.get("CAB_TEST_SURVEYS") or Path(os.environ.get("CAB_TEST_PROCESSES", "missing")).parent / "surveys"
)
FILES = sorted(file for file in SAMPLES.glob("*") if file.suffix in (".json", ".xlsx", ".csv"))
