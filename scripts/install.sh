#!/usr/bin/env bash
# install.sh LOCK: makes .venv where it is missing or unusable, and installs exactly what LOCK names, then this package.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

choose_python() {
  local name
  for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if new_enough "$name"; then
      echo "$name"
      return
    fi
  done
  echo "cab-portal needs Python 3.11 or newer, and none was found. Install it, or name one: make run PYTHON=/path/to/python3" >&2
  return 1
}

if ! new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  python=$(choose_python)
  echo "Making the virtual environment .venv with $("$python" --version)."
  if ! "$python" -m venv --clear .venv; then
    echo "The virtual environment could not be made. On Debian and Ubuntu the package python3-venv is needed." >&2
    exit 1
  fi
fi

echo "Installing what $lock names. The first time takes a minute or two."
# Two steps, because pip's hash mode refuses a local folder; the build tools of the second step come from the lock.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .

# So that the first start is as fast as the second, also where Python is told to write no bytecode when it runs.
.venv/bin/python -m compileall -q cab_portal
