# One environment, in .venv; every target sets up what it needs and is quick the second time.
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := sh tools/environment.sh install $(VENV)
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: help install demo test test-fast check bench soak
help:
	@echo "make install  the environment in .venv, and a browser for pages that need scripts"
	@echo "make demo     a made-up market, really crawled: from the first URL to the last slide"
	@echo "make test     checks and tests"
	@echo "make test-fast  the tests for every change: no commands, crawls, browsers or corpus; at most two minutes"
	@echo "make check    ruff and mypy only"
	@echo "make bench    benchmarks on real pages and texts (CORPUS=DIR; default ../shared/corpus)"
	@echo "make soak     a year of nights on a changing market (NIGHTS=N, SOAK=FOLDER to go on in), and kills at random times (ROUNDS=N)"

$(VENV)/made:
	@test -n "$(PYTHON)" || { echo "expected Python 3.11 or newer, found none: install it (Debian, Ubuntu: apt-get install python3 python3-venv), or name one: make install PYTHON=/path/to/python3"; exit 1; }
	@sh tools/environment.sh make $(VENV) $(PYTHON)
	@touch $@

$(VENV)/runtime: $(VENV)/made requirements.txt pyproject.toml
	@echo "installing Overheard into $(VENV) ..."
	@$(INSTALL) -r requirements.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: $(VENV)/runtime requirements-dev.txt
	@echo "installing what tests and checks need ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

install: $(VENV)/runtime
	@$(PY) -m crawlers.fetching.browser.setup

demo: install
	@$(VENV)/bin/overheard demo

check: $(VENV)/dev
	@$(VENV)/bin/ruff check --no-cache .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

PYTEST := $(VENV)/bin/pytest -n 2 --dist loadscope --no-loadscope-reorder
test: install check
	@$(PYTEST)

test-fast: install $(VENV)/dev
	@$(PYTEST) -m "not slow and not browser and not corpus"

CORPUS ?= $(or $(OVERHEARD_CORPUS),../shared/corpus)
bench: install $(VENV)/dev
	@test -f $(CORPUS)/INDEX.tsv || { echo "no corpus of real pages at $(CORPUS): name its folder, make bench CORPUS=DIR"; exit 1; }
	@for b in benchmarks/*.py; do echo "== $$b"; $(PY) $$b --corpus $(CORPUS) || exit 1; done

soak: install $(VENV)/dev
	@$(PY) -m pytest -p no:cacheprovider tests/overheard/test_kill.py --soak $(or $(ROUNDS),60)
	@$(PY) -m tests.overheard.soak.nights $(or $(SOAK),$(shell mktemp -d)) --nights $(or $(NIGHTS),365) --seed $(or $(SEED),1)
