# `make demo` and `make test` need Python 3.11 or later, git, and the package index; nothing else, and nothing by hand.

# The first Python that is new enough: on some systems `python3` is an old one.
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
PY := .venv/bin/python
INSTALL := -m pip install --quiet --quiet --disable-pip-version-check --root-user-action=ignore

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types tests golden docs schemas prices bench clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

demo: .demo/venv/.installed ## a repository of prompts: a clean check, a quiet edit blocked, the bumped edit accepted
	@sh examples/demo.sh

test: check ## every check and every test, as in CI

check: lint types tests

lint: .venv/.installed
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

types: .venv/.installed
	$(PY) -m mypy

tests: .venv/.installed
	$(PY) -m pytest --numprocesses=auto --dist=worksteal --quiet

golden: .venv/.installed ## rewrite the expected reports; read the difference before you commit it
	$(PY) -m pytest --quiet --golden tests/specs tests/cli tests/report tests/git/test_gate.py || true
	git diff --stat -- tests

docs: .venv/.installed ## rewrite the generated pages in docs/ and the table in the README
	$(PY) scripts/docs.py

schemas: .venv/.installed ## rewrite the generated files in schemas/
	$(PY) scripts/schemas.py

prices: .venv/.installed ## rewrite the price list from the package that is installed, as of today
	$(PY) scripts/update_prices.py

bench: .venv/.installed ## measure, each figure against a reference in the same run; of `TREES=folder…` only their Python code
	$(PY) tests/bench/bench.py $(TREES)
	$(if $(TREES),,$(PY) tests/bench/batches.py)

clean: ## remove what the other targets made
	rm -rf .venv .demo .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

.venv/.installed: pyproject.toml
	$(call environment,.venv,.[dev])

.demo/venv/.installed: pyproject.toml
	$(call environment,.demo/venv,.)

# Scripts of an environment name its path in their first line, which must not hold a space: `python -m` always works.
define environment
@if test -z '$(PYTHON)'; then echo 'promptlint needs Python 3.11 or later: make PYTHON=/path/to/python3'; exit 1; fi
@echo 'installing promptlint into $(1)'
@$(PYTHON) -m venv $(1)
@$(1)/bin/python $(INSTALL) --editable '$(2)'
@touch $@
endef
