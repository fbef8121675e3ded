"""What must and must not lie at the root: locks without addresses, and the two commands in the README."""

import re

import pytest

from tests.house.sources import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^([a-z0-9-]+)==([^ \n;]+)(?: ; (.*?))? \\$", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str, str]]:
    return {(name, version, marker) for name, version, marker in PIN.findall((ROOT / lock).read_text(encoding="utf-8"))}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert re.findall(r"\S*(?:://|--\S*(?:index|find-links))\S*", (ROOT / lock).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_path_of_the_machine_that_made_it(lock: str) -> None:
    assert re.findall(r"\s/\S+", (ROOT / lock).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    starts = re.findall(r"^[a-z0-9-]+==.*$", text, re.MULTILINE)
    assert len(pins(lock)) == len(starts) > 0
    assert len(re.findall(r" \\\n    --hash=sha256:[0-9a-f]{64}", text)) >= len(starts)


def test_tests_run_on_the_versions_that_are_served() -> None:
    served = {(name, version) for name, version, _ in pins("requirements.lock")}
    tested = {(name, version) for name, version, _ in pins("requirements-dev.lock")}
    assert served <= tested


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml", ".python-version"])
def test_no_second_lock_is_kept(name: str) -> None:
    assert not (ROOT / name).exists()


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_readme_names_the_two_commands(command: str) -> None:
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
