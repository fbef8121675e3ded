"""What is installed elsewhere works elsewhere: source archive, wheel, and the command from another folder."""

import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.house.sources import ROOT

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """The program's output; fails with all that it said where it fails."""
    finished = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, made from a source archive, made from a clean clone."""
    folder = tmp_path_factory.mktemp("wheel")
    run("git", "clone", "--quiet", ROOT, folder / "clone", cwd=folder)
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=folder / "clone")
    (archive,) = folder.glob("*.tar.gz")
    options = ("--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder)
    run(sys.executable, "-m", "pip", "wheel", *options, archive, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package alone, which goes before the one under development."""
    folder = tmp_path_factory.mktemp("installed")
    options = ("--quiet", "--no-deps", "--no-index", "--target", folder)
    run(sys.executable, "-m", "pip", "install", *options, wheel, cwd=folder)
    return folder


def test_the_wheel_holds_every_file_that_the_package_needs(wheel: Path) -> None:
    tracked = run("git", "ls-files", "cab_portal", "templates", "static", "migrations", cwd=ROOT).split()
    needed = [name for name in tracked if not name.startswith("static/images/readme-")]
    wanted = {name if name.startswith("cab_portal/") else f"cab_portal/{name}" for name in needed}
    with zipfile.ZipFile(wheel) as content:
        held = {name for name in content.namelist() if ".dist-info/" not in name}
    assert held == wanted


def test_the_command_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    command = installed / "bin" / "cab-portal"
    assert "worker" in run(command, "--help", cwd=tmp_path, PYTHONPATH=str(installed))
    where = "import cab_portal; print(cab_portal.__file__)"
    found = run(sys.executable, "-c", where, cwd=tmp_path, PYTHONPATH=str(installed))
    assert Path(found.strip()).is_relative_to(installed)


def test_the_portal_starts_and_stops_from_another_folder(installed: Path, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environ = {**os.environ, "PYTHONPATH": str(installed), "CAB_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    output = tmp_path / "output"
    with output.open("wb") as file:
        command = [str(installed / "bin" / "cab-portal"), "run", "--demo"]
        portal = subprocess.Popen(command, cwd=tmp_path, env=environ, stdout=file, stderr=file)
    try:
        while "Ready: " not in output.read_text(encoding="utf-8"):
            assert portal.poll() is None, output.read_text(encoding="utf-8")
            time.sleep(0.1)
    finally:
        portal.send_signal(signal.SIGTERM)
        status = portal.wait()
    assert status == 0
    assert (tmp_path / "instance").is_dir()
    assert list(installed.rglob("*.sqlite3*")) == []
