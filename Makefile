# Two commands matter: `make run` and `make test`. Both set up what they need, once.

VENV := .venv
PYTHON := $(VENV)/bin/python
# A process of tests for each core, each with servers of its own. More than four only wait for disk.
PARALLEL := --numprocesses auto --maxprocesses 4

.PHONY: help run test check format bench lock

help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

run: $(VENV)/.runtime  ## start the archive with its demo (ARGS="--port 8001" and so on)
	@exec $(PYTHON) manage.py up $(ARGS)

test: check  ## everything that decides whether a change may land
	CHROMIUM="$$(scripts/chromium)" && export CHROMIUM && $(PYTHON) -m pytest $(PARALLEL) $(ARGS)

check: $(VENV)/.development  ## lint, format, types, templates
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(VENV)/bin/djlint --lint --quiet templates

format: $(VENV)/.development  ## rewrite the code in the house format
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

bench: $(VENV)/.development  ## the slow figures of docs/measurements.md
	$(PYTHON) -m benchmarks $(ARGS)

lock: $(VENV)/.development  ## resolve the lock files again from pyproject.toml
	scripts/lock

$(VENV)/.runtime: requirements.lock scripts/install
	@scripts/install requirements.lock
	@touch $@

# The development lock holds the runtime lock's packages too, in the same versions.
$(VENV)/.development: requirements-dev.lock scripts/install
	@scripts/install requirements-dev.lock
	@touch $@ $(VENV)/.runtime
