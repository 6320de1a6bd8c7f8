# make zoo    draws every architecture into out/, as SVG and PNG
# make test   runs the tests
# make check  runs the linters, the type checker and the contract of layers
# make docs   writes docs/providers.md and draws its pictures
# make sheet  draws the contact sheets of the zoo, light and dark, into docs/
# make bench  measures against the peers that it installs or finds, and writes docs/performance.md
# make fuzz   throws fifty thousand hostile inputs at every door, and prints what came of them
# Each makes .venv when it is not there or pyproject.toml has changed.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

.PHONY: zoo test check docs sheet bench fuzz clean

zoo: $(VENV)/.installed
	$(BIN)/mlarch build --force

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.installed-test $(VENV)/.installed-check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/.installed
	$(BIN)/python scripts/make_docs.py

sheet: $(VENV)/.installed
	$(BIN)/python scripts/make_contact_sheet.py

bench: $(VENV)/.installed-test
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
