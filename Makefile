# Everything is set up by the first target that needs it: only Python (3.11 to 3.13) with venv and pip, make
# and git are needed. uv is used where it is found.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PLUGINS := $(wildcard plugins/*) $(wildcard contrib/*)
EXTRAS ?= dev
PACKAGES := -e ".[$(EXTRAS)]" $(foreach package,$(PLUGINS),-e $(package))
STAMP := $(VENV)/.set-up
UV_INSTALL = command -v uv >/dev/null 2>&1 && export UV_SYSTEM_CERTS=1 UV_PYTHON_DOWNLOADS=never && \
  uv venv --quiet --clear --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV) && \
  uv pip install --quiet --python $(BIN)/python --constraint constraints.txt $(PACKAGES)
PIP_INSTALL = $(PYTHON) -m venv --clear $(VENV) && \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt $(PACKAGES)
RECORDINGS ?= $(HARMONY_RECORDINGS)
BENCHMARKS ?= $(HARMONY_BENCHMARKS)

.DEFAULT_GOAL := help
.PHONY: help setup demo test lookup lint format types test-slow recordings recordings-table rules-report bench-quality bench docs clean

help: ## show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/ —/' | sed 's/^/make /'

setup: $(STAMP) ## install the core, all plugins and what the tests need into .venv

$(STAMP): pyproject.toml constraints.txt $(wildcard plugins/*/pyproject.toml) $(wildcard contrib/*/pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
	  || { echo "harmony needs Python 3.11, 3.12 or 3.13; name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@echo "setting up $(VENV) (half a minute without uv)" >&2
	@$(UV_INSTALL) || $(PIP_INSTALL)
	@touch $@

demo: setup ## show one release from three sources, and why, without network or keys
	@home=$$(mktemp -d) && trap 'rm -rf "$$home"' EXIT && export HARMONY_HOME="$$home" \
	  HARMONY_PLUGINS=deezer,itunes,musicbrainz && \
	harmony() { "$(abspath $(BIN))/harmony" "$$@"; } && \
	show() { printf '\n$$ %s\n' "$$1" && eval "$$1"; } && \
	harmony snapshots import docs/demo && cd "$$home" && \
	show 'harmony lookup 724384960650 --offline' && \
	show 'harmony lookup 724384960650 --offline -f json > result.json' && \
	show 'harmony explain result.json date' && \
	show 'harmony explain result.json "media[0].tracks[2].isrc"' && \
	show 'harmony explain result.json "media[0].tracks[3].title"' && \
	show 'harmony lookup deezer:track/3135556 itunes:song/697195787 --offline'

test: setup ## run all tests of the core and the plugins
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not slow"

lookup: setup ## look something up at the live sources: make lookup Q="https://…"
	@test -n "$(Q)" || { echo 'say what to look up: make lookup Q="https://www.deezer.com/album/302127"' >&2; exit 2; }
	@$(BIN)/harmony lookup "$(Q)"

lint: setup ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: setup ## mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: setup ## check types
	$(BIN)/mypy

test-slow: setup ## run the tests that take longer
	$(BIN)/python -m pytest -q -m slow

recordings: setup ## run the tests on real answers: make recordings RECORDINGS=folder
	@test -n "$(RECORDINGS)" || { echo "say where the real answers are: make recordings RECORDINGS=folder" >&2; exit 2; }
	HARMONY_RECORDINGS="$(RECORDINGS)" $(BIN)/python -m pytest -q -m recordings

rules-report: setup ## how often each cleaning rule fires on real answers: make rules-report RECORDINGS=folder
	@test -n "$(RECORDINGS)" || { echo "say where the real answers are: make rules-report RECORDINGS=folder" >&2; exit 2; }
	HARMONY_RECORDINGS="$(RECORDINGS)" $(BIN)/python tests/benchmarks/rules_report.py

recordings-table: setup ## write the table of real answers: make recordings-table RECORDINGS=folder
	@test -n "$(RECORDINGS)" || { echo "say where the real answers are: make recordings-table RECORDINGS=folder" >&2; exit 2; }
	HARMONY_RECORDINGS="$(RECORDINGS)" $(BIN)/python docs/generate.py --recordings

bench-quality: setup ## measure how right matching, confidences and rules are: make bench-quality BENCHMARKS=folder RECORDINGS=folder
	@HARMONY_BENCHMARKS="$(BENCHMARKS)" HARMONY_RECORDINGS="$(RECORDINGS)" $(BIN)/python tests/benchmarks/quality.py

bench: setup ## measure how quick it is, and write docs/explanation/speed.md: make bench RECORDINGS=folder
	@$(MAKE) --no-print-directory setup VENV=.venv-bench EXTRAS=dev,bench \
	  || { echo "some peers cannot be installed: they are left out" >&2; \
	       $(MAKE) --no-print-directory setup VENV=.venv-bench EXTRAS=dev; }
	HARMONY_RECORDINGS="$(RECORDINGS)" .venv-bench/bin/python tests/benchmarks/speed --bin $(BIN) --write-docs $(BENCH)

docs: setup ## write the generated parts of the docs
	$(BIN)/python docs/generate.py

clean: ## remove what was set up and made
	rm -rf $(VENV) .venv-* .mypy_cache .ruff_cache .pytest_cache
