# `make serve` and `make test` do all the set-up themselves; `make help` lists the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip install --disable-pip-version-check
NO_PACKAGES := The packages could not be installed: is there a network? Run the command again to go on.
BOOK := _build/book/_build/html
PORT ?= 8000
LITE := _build/lite
LITE_LOCK := autograder/site/lite/requirements.lock
SOURCES := $(shell find chapters solutions functions autograder -type f -not -path '*/__pycache__/*' 2>/dev/null)

.PHONY: help serve editor lite site book test engine quick lint types walls bench lock system clean

help:  ## list the targets
	@echo "Gene expression with Python. The two commands to know: make serve, make test."
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

serve: book  ## build the book and serve it, with live cells and notebooks, on this machine
	@$(MAKE) --no-print-directory lite || echo "==> Going on without notebooks in the browser."
	@$(BIN)/course serve --book $(BOOK) --port $(PORT) --lite $(LITE)/app

site: book lite  ## make a folder for a static host, with live cells and notebooks, in _build/site
	@$(BIN)/course site --book $(BOOK) --output _build/site --lite $(LITE)/app

lite: $(LITE)/.built  ## build JupyterLite, for notebooks in the browser (a few seconds, once)

book: $(BOOK)/.built  ## build the book; warnings are errors, every cell is executed

test: $(READY) lint types walls $(BOOK)/.built  ## pass every test: style, types, walls, book, functions, checks, nbgrader
	@$(MAKE) --no-print-directory lite || echo "==> The tests of notebooks in the browser will skip."
	@echo "==> Tests (about twenty minutes on two processors)"
	@$(BIN)/python -m pytest -n 2 --dist worksteal

quick: $(READY)  ## the tests that need neither a kernel nor a browser
	@$(BIN)/python -m pytest -n 2 -m "not slow"

lint: $(READY)
	@echo "==> Format and style"
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(READY)
	@echo "==> Types of the public interfaces"
	@$(BIN)/mypy

walls: $(READY)
	@echo "==> Who may import whom"
	@$(BIN)/lint-imports --no-cache

engine: $(READY)  ## the grading engine's tests at full length: classes of twenty, twenty kills
	@COURSE_ENGINE=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/grading

bench: $(READY)  ## measure against statsmodels and scipy, side by side; writes benchmarks/results/
	@$(BIN)/python -m benchmarks --write

lock: $(READY)  ## renew the lock file
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade --quiet -o requirements.lock
	@$(BIN)/uv pip compile $(LITE_LOCK:.lock=.in) --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade --quiet -o $(LITE_LOCK)
	@echo "requirements.lock is renewed; run make test, then commit it."

editor:  ## bundle the editor of live cells anew (needs node and npm; the bundle is committed)
	@rm -rf _build/editor && mkdir -p _build && cp -r autograder/site/editor _build/editor
	@cd _build/editor && npm ci --ignore-scripts --no-audit --no-fund --silent && npm run --silent build
	@cp _build/editor/editor.mjs _build/editor/editor.licences.txt autograder/site/static/live/
	@echo "autograder/site/static/live/editor.mjs is made anew; commit it if it changed."

system:  ## install the system packages of the tests (Debian, as root); tests skip without them
	@missing=; command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v bwrap >/dev/null || missing="$$missing bubblewrap"; \
	ldconfig -p 2>/dev/null | grep -q libseccomp.so.2 || missing="$$missing libseccomp2"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	if [ -z "$$missing" ]; then echo "==> Chromium, bubblewrap, libseccomp and PostgreSQL are here"; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  echo "==> Installing$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing >/dev/null; \
	else echo "Not here, and only root can install them (apt-get install$$missing): their tests will skip."; fi

clean:  ## remove what was built (the environment stays)
	@rm -rf _build

$(LITE)/.built: $(LITE_LOCK) $(wildcard autograder/site/lite/app/*) | $(READY)
	@echo "==> Building JupyterLite, in an environment of its own"
	@rm -rf $(LITE) && mkdir -p $(LITE) && cp -r autograder/site/lite/app $(LITE)/source
	@$(BIN)/uv venv --quiet --python $(BIN)/python $(LITE)/env
	@$(BIN)/uv pip install --quiet --python $(LITE)/env/bin/python --require-hashes -r $(LITE_LOCK) || \
	  { echo "$(NO_PACKAGES)" >&2; exit 1; }
	@cd $(LITE)/source && ../env/bin/jupyter-lite build --output-dir ../app >../build.log 2>&1 || \
	  { tail -20 ../build.log >&2; exit 1; }
	@touch $@

$(BOOK)/.built: $(READY) _config.yml _toc.yml $(SOURCES)
	@echo "==> Building the book (the first time takes a few minutes, while every cell is executed)"
	@$(BIN)/jupyter-book build . --path-output _build/book -W -n --keep-going
	@touch $@

$(READY): requirements.lock pyproject.toml
	@found=; for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
	  if "$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; \
	  then found=$$python; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "This course needs Python 3.11, 3.12 or 3.13, and none was found. Install one, or name it: make serve PYTHON=/path/to/python3.12" >&2; exit 1; fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$("$$found" --version) cannot make virtual environments; on Debian or Ubuntu: apt install python3-venv" >&2; exit 1; fi; \
	echo "==> Making the environment in $(VENV) with $$("$$found" --version)"; \
	[ -x $(BIN)/python ] || "$$found" -m venv $(VENV)
	@awk '/^[a-z]/ { wanted = /^uv==/ } wanted' requirements.lock > $(VENV)/uv.lock
	@$(PIP) --quiet --require-hashes -r $(VENV)/uv.lock || { echo "$(NO_PACKAGES)" >&2; exit 1; }
	@echo "==> Installing the packages of requirements.lock"
	@$(BIN)/uv pip install --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock 2>&1 | grep -v '^ +' || \
	  { echo "==> Again with pip, which takes two minutes"; $(PIP) --quiet --require-hashes -r requirements.lock; } || \
	  { echo "$(NO_PACKAGES)" >&2; exit 1; }
	@$(PIP) --quiet --no-deps --no-build-isolation --editable .
	@touch $@
