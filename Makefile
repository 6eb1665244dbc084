# Nauli. `make` alone lists what can be done.
#
# Everything is run as `.venv/bin/python -m ...`: the scripts in .venv/bin name their Python in
# their first line, and that breaks in long paths and in paths with a space. All paths here are
# relative for the same reason.

PYTHON ?= python3
PY := .venv/bin/python
# Arguments for pytest: make test ARGS="-k settle -x"
ARGS ?=

# With no environment at all, programs are still looked for where systems keep them.
PATH ?= /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
unexport PYTHONHOME PYTHONPATH PYTHONSTARTUP

.DEFAULT_GOAL := help
.PHONY: help up demo pictures screenshots words test planted races live-check wire check lint types imports tidy format clean install install-dev

help: ## list what can be done
	@echo "Nauli:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1@\2/p' Makefile | while IFS=@ read -r name says; do \
		printf '%-14s %s\n' "$$name" "$$says"; done
	@echo
	@echo "PORT, SANDBOX_PORT and NAULI_DATA are honoured: make up PORT=8010 SANDBOX_PORT=8011 NAULI_DATA=var2"

up: install ## start everything on this machine and stay (Ctrl-C stops it)
	@exec $(PY) -m nauli.launch up --end-with-parent

demo: install ## the same, then play the tour in the terminal (DEMO_EXIT=1 ends after it)
	@exec $(PY) -m nauli.launch demo --end-with-parent

pictures: install-dev ## draw the demo's pictures anew (needs Chromium; ARGS="honey" for some)
	@cd demo && exec ../$(PY) -m pictures $(ARGS)

screenshots: install-dev ## take README's screenshots anew (needs Chromium, and `make up` beside it)
	@$(PY) demo/screenshots.py

test: install-dev ## run all tests with servers of their own (ARGS="-k name" for some)
	@exec $(PY) -m nauli.launch test --end-with-parent -- $(ARGS)

wire: install-dev ## run other people's clients against the sandbox, in .wire (made once)
	@$(PY) tests/wire/environment.py
	@SECRET_KEY=only-for-tests DATABASE_URL=postgresql:///none $(PY) -m pytest -q tests/wire $(ARGS)

live-check: install-dev ## the contracts against the vendors' own sandboxes (needs credentials)
	@SECRET_KEY=only-for-tests DATABASE_URL=postgresql:///none $(PY) -m tests.contracts.live_check

check: install-dev lint types imports tidy ## what CI asks before the tests: style, types, imports, tidiness

tidy: install-dev ## the rules of ours that are tests, and no missing migration
	@$(PY) -m nauli.launch test --end-with-parent -- -q -n 0 tests/tidy
	@$(PY) -m nauli.launch with-servers --end-with-parent -- $(PY) manage.py makemigrations --check --dry-run

lint: install-dev ## ruff: style and formatting
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

# mypy counts the machine's cores through psutil, which fails where /proc is not mounted, as in a
# bare chroot; without psutil it asks Python.
MYPY := import sys; sys.modules['psutil'] = None; from mypy.__main__ import console_entry as run; run()

types: install-dev ## mypy, strict
	@SECRET_KEY=only-for-mypy DATABASE_URL=postgresql:///none $(PY) -c "$(MYPY)"

imports: install-dev ## the layers: who may import whom
	@$(PY) -c "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"

format: install-dev ## let ruff rewrite what it can
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

planted: install-dev ## break the product on purpose and see a test catch each (ARGS="words of a name")
	@$(PY) -m nauli.launch with-servers --end-with-parent -- $(PY) -m tests.planted.run $(ARGS)

races: install-dev ## 200 rounds of 100 guests who want the same nights (ARGS="--rounds 20 --seed 7")
	@SECRET_KEY=only-for-tests DATABASE_URL=postgresql:///none $(PY) -m tests.races.run $(ARGS)

words: install-dev ## bring the catalogs of the shop's languages up to date with its pages
	@SECRET_KEY=only-for-words DATABASE_URL=postgresql:///none PYTHONPATH=. \
		DJANGO_SETTINGS_MODULE=nauli.config.settings $(PY) tests/tidy/catalogs.py

clean: ## remove .venv, .wire and caches; the data in var/ stays
	@rm -rf .venv .wire .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

install:
	@$(PYTHON) -I nauli/launch/venv.py

install-dev:
	@$(PYTHON) -I nauli/launch/venv.py --dev
