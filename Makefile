# make zoo      draws every architecture into out/, as SVG and PNG
# make test     runs the tests and prints the coverage
# make quick    runs the tests that take less than a minute, for the edit loop
# make check    runs the linters, the type checker and the contract of layers
# make docs     writes the generated pages and pictures of docs/
# make site     builds the docs site into build/docs/ and checks its links
# make sheet    draws the contact sheets of the zoo, light and dark, into docs/images/
# make changes  writes a page that shows changed pictures, old beside new
# make bench    compares mlarch with its peers and writes the page of measurements
# make fuzz     runs fifty thousand hostile inputs against every entry point
# Each creates .venv if it is missing or pyproject.toml has changed.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: zoo test quick check docs site sheet changes bench-test bench fuzz clean

zoo: $(VENV)/.installed
	$(BIN)/mlarch build --force

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto --cov --cov-report=
	@echo "statements covered: $$($(BIN)/python -m coverage report --format=total) %"

quick: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto -m "not slow"

check: $(VENV)/.installed-test $(VENV)/.installed-check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed
	$(BIN)/python scripts/make_docs.py

site: $(VENV)/.installed-docs
	$(BIN)/python -m mkdocs build --strict --quiet

sheet: $(VENV)/.installed
	$(BIN)/python scripts/make_contact_sheet.py

changes:
	$(PYTHON) scripts/show_picture_changes.py

bench-test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto bench/tests

bench: bench-test
	PYTHON=$(abspath $(BIN)/python) scripts/install_peers.sh
	$(BIN)/python -m bench

fuzz: $(VENV)/.installed-test
	PYTHONPATH=tests nice $(BIN)/python -m fuzz --cases 50000

clean:
	rm -rf $(VENV)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-%: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[$*]'
	@touch $@ $(VENV)/.installed
