# make demo: play five months of a campaign on the samples; make test: ruff, mypy, pytest;
# make bench: speed against peers; make fuzz SECONDS=180: property tests on random examples, damaged rosters.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test bench fuzz mutations clean

$(BIN)/.installed-user: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更高版本(可用 make PYTHON=… 指定)")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(BIN)/.installed-dev: $(BIN)/.installed-user
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

demo: $(BIN)/.installed-user
	$(BIN)/zoufang demo demo

test: $(BIN)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

bench: $(BIN)/.installed-dev
	$(BIN)/python -m tests.bench

fuzz: $(BIN)/.installed-dev
	$(BIN)/python -m tests.fuzz

mutations: $(BIN)/.installed-dev
	$(BIN)/python -m tests.tools.mutations

clean:
	rm -rf $(VENV) demo build dist
