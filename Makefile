# `make demo` and `make test` need Python 3.11 or later and git, and nothing else.
# Everything is called as `python -m`, since a script's first line cannot hold a path with a space.

PYTHON ?= python3
PY := .venv/bin/python
INSTALL := -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types tests golden docs schemas bench clean

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
	$(PY) -m pytest -n auto --dist worksteal -q

golden: .venv/.installed ## rewrite the expected reports; read the difference before you commit it
	$(PY) -m pytest -q --golden tests/specs tests/cli || true
	git diff --stat -- tests

docs: .venv/.installed ## rewrite the generated pages in docs/ and the table in the README
	$(PY) scripts/docs.py

schemas: .venv/.installed ## rewrite the generated files in schemas/
	$(PY) scripts/schemas.py

bench: .venv/.installed ## measure, each figure against a reference in the same run
	$(PY) tests/bench/bench.py

clean: ## remove what the other targets made
	rm -rf .venv .demo .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

.venv/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'promptlint needs Python 3.11 or later: make PYTHON=/path/to/python3'; exit 1; }
	$(PYTHON) -m venv .venv
	$(PY) $(INSTALL) --editable '.[dev]'
	@touch $@

.demo/venv/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'promptlint needs Python 3.11 or later: make PYTHON=/path/to/python3'; exit 1; }
	@echo 'installing promptlint into .demo/venv'
	@$(PYTHON) -m venv .demo/venv
	@.demo/venv/bin/python $(INSTALL) --editable .
	@touch $@
