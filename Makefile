# Everything that is done to this repository. noxfile.py has the commands behind the checks.

# Any Python from 3.11 on that can make virtual environments: `make PYTHON=/path/to/python`.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
	&& { echo $$python; break; }; done)
STEPS = .venv/bin/python dev/steps.py
SANDBOX_OPTIONS ?=
BENCH_OPTIONS ?=

export LC_ALL = C.UTF-8
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL = help
.PHONY: help venv demo sandbox check test step format lint unit bench changelog docs-lint build clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: ## make .venv, or bring it up to date
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later with venv and ensurepip was found; \
	name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@"$(PYTHON)" dev/environment.py

demo: venv ## see the collection at work on the sandbox
	@PATH="$(CURDIR)/.venv/bin:$$PATH" dev/demo

sandbox: venv ## start the sandbox server on http://127.0.0.1:2990/jira
	@exec .venv/bin/python tests/sandbox/server.py $(SANDBOX_OPTIONS)

check: venv ## format, lint, types and the quick unit tests: under a minute
	@$(STEPS) check

test: venv ## everything: what .ci/run runs
	@$(STEPS) test

step: venv ## one step alone, or several: make step NAME=sanity; without NAME: a list of them
	@$(if $(NAME),$(STEPS) $(NAME),.venv/bin/nox --list)

format: venv ## format the Python files, and mend what ruff can mend
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

lint: venv ## format, lint and types alone
	@$(STEPS) format lint types

unit: venv ## the quick unit tests alone
	@$(STEPS) unit

bench: venv ## measure speed and memory beside bare scripts: some 20 minutes
	@PYTHONPATH=.venv/collections .venv/bin/python -m ansible_collections.assetops.aip.tests.benchmark $(BENCH_OPTIONS)

changelog: venv ## write CHANGELOG.md from changelogs/
	@$(STEPS) write-changelog

docs-lint: venv ## check the documentation of the plugins
	@$(STEPS) docs

build: venv ## build the tarball into dist/
	@$(STEPS) build

clean: ## remove everything that git ignores
	git clean -fdX
