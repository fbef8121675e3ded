#!/usr/bin/env bash
# Finds a Chromium for the browser tests, or installs one. Fails with a sentence where it can do neither: the
# browser tests are never skipped in silence.
set -uo pipefail
cd "$(dirname "$0")/.."

starts() { "$1" --version >/dev/null 2>&1; }

# A distribution's package may be a stub that only points to another package system: it counts when it starts.
found() {
  starts chromium-headless-shell && return
  starts chromium && return
  starts "$(.venv/bin/python -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)' 2>/dev/null)"
}

# The one without a window draws the same pages with a fourth less work; not every distribution has it.
install_one() {
  apt-get install --yes --no-install-recommends chromium-headless-shell ||
    apt-get install --yes --no-install-recommends chromium
}

install_with_apt() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  export DEBIAN_FRONTEND=noninteractive
  # Package lists may be missing (fresh image) or stale: a failure gets one more try with new ones.
  install_one >/dev/null 2>&1 || { apt-get update >/dev/null && install_one >/dev/null; }
}

found && exit 0
echo "No Chromium found for the browser tests: installing one."
install_with_apt && found && exit 0
.venv/bin/python -m playwright install chromium && found && exit 0
echo "The browser tests need Chromium. Install it with your package manager (the command 'chromium' must be on the path)," \
  "or run: .venv/bin/playwright install --with-deps chromium" >&2
exit 1
