#!/usr/bin/env bash
# Writes both lock files: hashes for every platform, and no address of any package index. Pins that still satisfy
# pyproject.toml stay; to renew all of them, delete the lock files first.
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.7'

compile() {
  .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links "$@"
}

# pyproject.toml alone does not bring the build tools that installing without build isolation needs.
build_tools=$(mktemp)
trap 'rm -f "$build_tools"' EXIT
printf 'hatchling\neditables\n' >"$build_tools"

compile pyproject.toml - <"$build_tools" --output-file requirements.lock
# The first lock binds the second, so that tests run on the very versions that are served.
compile pyproject.toml --group test --constraint requirements.lock - <"$build_tools" --output-file requirements-dev.lock
