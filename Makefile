# `make run` and `make test` do all their own set-up and do nothing twice.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUN := .venv/.ready-run
DEV := .venv/.ready-dev
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --group build

.PHONY: help
help: ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

# --- environment ----------------------------------------------------------------------------

.venv/pyvenv.cfg:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "Cần Python 3.11 (đặt PYTHON=...). Python 3.11 is needed (set PYTHON=...)." >&2; exit 1; }
	"$(PYTHON)" -m venv .venv

$(RUN): .venv/pyvenv.cfg requirements.lock pyproject.toml CHANGELOG.md
	$(INSTALL) -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): $(RUN) requirements-dev.lock
	$(INSTALL) -r requirements-dev.lock
	touch $@

.PHONY: setup messages
setup: $(DEV) messages ## everything a developer needs

MESSAGES := $(wildcard phaodai/locale/*/LC_MESSAGES/django.po)
messages: $(MESSAGES:.po=.mo)
%.mo: %.po $(RUN)
	$(BIN)/python scripts/messages.py compile

# --- the product ----------------------------------------------------------------------------

.PHONY: run
run: $(RUN) messages ## set up and serve the demo on http://localhost:8000
	scripts/debian-packages fonts-croscore
	PHAODAI_DEMO=1 $(BIN)/phaodai demo load
	PHAODAI_DEMO=1 exec $(BIN)/phaodai serve

# --- proof ----------------------------------------------------------------------------------

.PHONY: test test-postgres check fix bench drill screenshots lock
test: setup ## the whole suite on SQLite, browser tests included
	scripts/debian-packages chromium fonts-croscore softhsm2 strace
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

test-postgres: setup ## the whole suite on PostgreSQL, which the script starts and ends
	scripts/debian-packages postgresql fonts-croscore softhsm2 strace
	scripts/with-postgres $(BIN)/python -m pytest -n 2 --dist worksteal tests/architecture tests/phaodai $(ARGS)

check: setup ## lint, types, contracts, migrations, messages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files '*.html' | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/mypy
	$(BIN)/lint-imports
	scripts/prove_contracts.sh
	$(BIN)/deptry .
	$(BIN)/python -m django makemigrations --settings phaodai.project.settings --check --dry-run
	$(BIN)/python scripts/messages.py check

fix: setup ## put right what the linters can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files '*.html' | xargs $(BIN)/djade --target-version 5.2

bench: setup ## every claim of speed beside a peer or a baseline
	for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script $(ARGS); done

drill: setup ## what takes too long for every change
	scripts/debian-packages chromium fonts-croscore postgresql softhsm2 strace
	$(BIN)/python -m pytest -n 2 --dist worksteal -m drill $(ARGS)
	scripts/with-postgres $(BIN)/python -m pytest -n 2 --dist worksteal -m drill tests/phaodai $(ARGS)

screenshots: setup ## the pictures of the README, from the running product
	scripts/debian-packages chromium
	$(BIN)/python scripts/screenshots.py

lock: ## resolve the dependencies anew
	$(BIN)/pip install --quiet uv
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --output-file requirements-dev.lock
