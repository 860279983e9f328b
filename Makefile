# All commands for this repository. noxfile.py defines the checks.

# Any Python 3.11 or later that can create virtual environments: `make PYTHON=/path/to/python`.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
	&& { echo $$python; break; }; done)
STEPS = .venv/bin/python dev/steps.py
SANDBOX_OPTIONS ?=
BENCH_OPTIONS ?=
RELIABILITY_OPTIONS ?=
JUDGE_OPTIONS ?=

export LC_ALL = C.UTF-8
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL = help
.PHONY: help venv demo first-hour sandbox check test step format lint unit bench reliability judge changelog docs-lint build clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: ## create .venv, or update it
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later with venv and ensurepip was found; \
	specify one: make PYTHON=/path/to/python" >&2; exit 1; }
	@"$(PYTHON)" dev/environment.py

demo: venv ## show the collection at work on the sandbox
	@PATH="$(CURDIR)/.venv/bin:$$PATH" dev/demo

first-hour: venv ## play a newcomer's first hour, with twenty mistakes and more: a transcript to read
	@PATH="$(CURDIR)/.venv/bin:$$PATH" dev/first_hour

sandbox: venv ## start the sandbox server on http://127.0.0.1:2990/jira
	@exec .venv/bin/python tests/sandbox/server.py $(SANDBOX_OPTIONS)

check: venv ## run format, lint, types and the quick unit tests: under a minute
	@$(STEPS) check

test: venv ## run all checks, as .ci/run does
	@$(STEPS) test

step: venv ## run one step or several: make step NAME=sanity; without NAME, list them
	@$(if $(NAME),$(STEPS) $(NAME),.venv/bin/nox --list)

format: venv ## format the Python files, and fix what ruff can fix
	.venv/bin/ruff check --fix-only --quiet .
	.venv/bin/ruff format .

lint: venv ## run format, lint and types only
	@$(STEPS) format lint types

unit: venv ## run the quick unit tests only
	@$(STEPS) unit

bench: venv ## measure speed and memory against what else could be used: some 40 minutes
	@$(STEPS) core-oldest core-newest || true
	@PYTHONPATH=.venv/collections .venv/bin/python -m ansible_collections.assetops.aip.tests.benchmark \
		--cores .nox/core-oldest,.nox/core-newest $(BENCH_OPTIONS)

reliability: venv ## let every request meet every fault: up to 30 minutes; CELL="..." repeats one combination
	@ANSIBLE_COLLECTIONS_PATH=.venv/collections .venv/bin/python tests/reliability \
		$(if $(CELL),--cell "$(CELL)") $(RELIABILITY_OPTIONS)

judge: venv ## let what others wrote judge sandbox and client: SPECS=folder CLIENTS=folder JIRA_JS=folder
	@PYTHONPATH=.venv/collections .venv/bin/python -m ansible_collections.assetops.aip.tests.judges \
		$(if $(SPECS),--specs "$(SPECS)") $(if $(CLIENTS),--clients "$(CLIENTS)") \
		$(if $(JIRA_JS),--jira-js "$(JIRA_JS)") $(if $(NODE),--node "$(NODE)") $(if $(SIMULATOR),--simulator) $(JUDGE_OPTIONS)

changelog: venv ## write CHANGELOG.md from changelogs/
	@$(STEPS) write-changelog

docs-lint: venv ## check the documentation of the plugins
	@$(STEPS) docs

build: venv ## build the tarball into dist/
	@$(STEPS) build

clean: ## remove everything that git ignores
	git clean -fdX
