# Thin on purpose: what a target does is written in scripts/ and tests/suite.py.
.PHONY: run test test-long check bench lock
.DEFAULT_GOAL := run

BIN := .venv/bin

run: .venv/.installed-run
	@exec $(BIN)/cab-portal run --demo

test: .venv/.installed-test
	@scripts/ensure_chromium.sh
	@$(BIN)/python -m tests.suite quick

test-long: .venv/.installed-test
	@scripts/ensure_chromium.sh
	@$(BIN)/python -m tests.suite long

check: .venv/.installed-test
	@$(BIN)/python -m tests.suite check

bench: .venv/.installed-test
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.linting

lock: .venv/.installed-test
	@scripts/lock.sh

# Made again only when a lock or the package's declaration changed, so that a second start is fast.
.venv/.installed-run: requirements.lock pyproject.toml
	@scripts/install.sh requirements.lock
	@touch $@

.venv/.installed-test: requirements-dev.lock pyproject.toml
	@scripts/install.sh requirements-dev.lock
	@touch $@ .venv/.installed-run
