# Thin names over commands that also work alone. `make` lists them.

PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
ARGS ?=
BIN := .venv/bin
WITH_SERVICES := $(BIN)/python -m newsroom.with_services --state var/lint

.PHONY: help setup up down test lint lint-style lint-format lint-types lint-django lint-locks soak lock

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' Makefile

setup:  ## make .venv and install everything, once
	@$(PYTHON) tools/setup.py

up: setup  ## start everything: make up [ARTICLES=DIR] [PORT=8000] [HOST=127.0.0.1]
	@exec $(BIN)/python -m newsroom.up --port $(PORT) --host $(HOST) $(if $(ARTICLES),--articles "$(ARTICLES)")

down: setup  ## end what a killed `make up` left running
	@exec $(BIN)/python -m newsroom.up --down

test: setup  ## all tests: make test [ARGS="tests/intake -k twice"]
	@CHROMIUM=$$(tools/ensure_chromium) && export CHROMIUM && exec $(BIN)/python -m pytest -m "not soak" $(ARGS)

lint: lint-style lint-format lint-types lint-django lint-locks  ## formatter, linter, types, templates, migrations, locks

lint-style: setup
	$(BIN)/ruff check .

lint-format: setup
	$(BIN)/ruff format --check .

lint-types: setup
	$(BIN)/mypy

lint-django: setup
	$(WITH_SERVICES) tools/lint_django

lint-locks: setup
	$(BIN)/python tools/lock.py --check

soak: setup  ## the long forms of tests
	@CHROMIUM=$$(tools/ensure_chromium) && export CHROMIUM && exec $(BIN)/python -m pytest -m soak $(ARGS)

bench-extraction: setup  ## speed and memory of reading: make bench-extraction [TEXTS="FOLDER FILE.jsonl"]
	@[ -x .venv-bench/bin/python ] || $(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --require-hashes -r requirements-bench.txt
	$(BIN)/python -m bench.extraction $(or $(TEXTS),claims/samples)

bench-pages: setup  ## every page and act at 1,000 and 100,000 claims: make bench-pages [CLAIMS=100000] [ROUNDS=30]
	$(BIN)/python -m newsroom.with_services --state var/bench-pages $(BIN)/python -m bench.pages --claims $(or $(CLAIMS),100000) --rounds $(or $(ROUNDS),30)

bench-links: setup  ## links against known facts, and their cost: make bench-links [SIZES="10000 100000 1000000"]
	$(BIN)/python -m bench.links
	$(BIN)/python -m bench.links scale --sizes $(or $(SIZES),10000 100000 1000000)

messages: setup  ## words of pages for translators: new ones into locale/, then compiled
	@$(BIN)/python tools/messages.py

lock: setup  ## requirements*.in to requirements*.txt, with hashes
	@exec $(BIN)/python tools/lock.py
