# `make` alone lists the targets. Everything sets itself up: the first run of any target makes
# .venv and node_modules, the next one finds them and starts at once.
# QUIET=1 hides the progress of installers.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
# Whatever the surroundings say, Python keeps what it has compiled: hundreds of processes are started here.
export PYTHONDONTWRITEBYTECODE :=

PY := .venv/bin/python
NODE_BIN := node_modules/.bin
PYTHON_READY := .venv/.ready
NODE_READY := node_modules/.ready
VENDOR_READY := node_modules/.vendored
CHROMIUM_READY := .venv/.chromium

# The flag keeps the addresses of whichever registry a developer uses out of package-lock.json;
# npm then takes each package from the registry configured where it is installed.
NPM := npm --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund
PIP_COMPILE := .venv/bin/uv pip compile pyproject.toml --quiet --generate-hashes \
	--python-version 3.13 --python-platform x86_64-unknown-linux-gnu \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
PIP_QUIET := $(if $(QUIET),--quiet,)
# One more than the cores of a small machine: many tests wait for timers, queues and browsers.
PYTEST_WORKERS ?= 3
# A test keeps this description equal to the one that is served.
OPENAPI ?= tests/snapshots/openapi.json
ADR_RULESET ?= tools/adr/ruleset.yaml

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

.PHONY: setup
setup: $(PYTHON_READY) $(NODE_READY) $(VENDOR_READY) $(CHROMIUM_READY) ## what every other target does first

.PHONY: run
run: setup ## the whole of Vrijplek on this machine (PORT=7071 WORKERS=1)
	@exec $(PY) -m local

.PHONY: test
test: setup ## all tests (PYTEST_WORKERS=3)
	$(PY) -m pytest -n $(PYTEST_WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: check
check: check-python check-browser check-api ## format, lint, types, layers, browser code, API rules

.PHONY: check-python
check-python: $(PYTHON_READY)
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache --no-logo
	$(PY) -m tools.messages check

.PHONY: check-browser
check-browser: $(NODE_READY)
	$(NODE_BIN)/tsc --project tsconfig.json
	$(NODE_BIN)/tsc --project local/provider/tsconfig.json
	$(NODE_BIN)/biome lint --error-on-warnings

.PHONY: check-api
check-api: $(NODE_READY) ## the API's description against the Dutch government's rules
	@if [ -e $(OPENAPI) ]; then \
	  set -x; $(NODE_BIN)/spectral lint --ruleset $(ADR_RULESET) --fail-severity error $(OPENAPI); fi

.PHONY: format
format: $(PYTHON_READY) ## put the code in its house style
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

.PHONY: bench
bench: setup ## measure, as ratios to the bare storage operations
	$(PY) -m bench

.PHONY: prove
prove: setup ## races, kills and storage faults in full, with figures
	$(PY) -m bench.prove

.PHONY: package
package: setup ## build/vrijplek.zip: what is deployed to Azure (QUICK=1: cold start not measured)
	$(PY) -m tools.package $(if $(QUICK),--quick,)

.PHONY: test-package
test-package: setup ## the package's tests in build/vrijplek.zip itself
	PACKAGE=build/vrijplek.zip $(PY) -m pytest tests/package

.PHONY: sbom
sbom: setup ## build/vrijplek.cdx.json: what is deployed, as CycloneDX
	$(PY) -m tools.sbom

.PHONY: licences
licences: setup ## under which terms it stands; fails where something may not be deployed
	$(PY) -m tools.licences

.PHONY: lock
lock: ## renew requirements*.txt and package-lock.json (UPGRADE=1: newest allowed)
	[ -x .venv/bin/uv ] || $(MAKE) $(PYTHON_READY)
	$(PIP_COMPILE) $(if $(UPGRADE),--upgrade,) --output-file requirements.txt
	$(PIP_COMPILE) $(if $(UPGRADE),--upgrade,) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(NPM) install --package-lock-only

.PHONY: clean
clean: ## remove what set-up made; the data in .local stays
	rm -rf .venv node_modules adapters/http/static/vendor .mypy_cache .ruff_cache .pytest_cache

$(PYTHON_READY): requirements-dev.txt
	[ -x $(PY) ] || "$$(sh tools/find-python.sh)" -m venv .venv
	$(PY) -m pip install $(PIP_QUIET) --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

$(NODE_READY): package-lock.json
	$(NPM) ci $(if $(QUIET),--silent,)
	touch $@

$(VENDOR_READY): $(PYTHON_READY) $(NODE_READY) $(wildcard tools/vendor.py)
	if [ -e tools/vendor.py ]; then $(PY) -m tools.vendor; fi
	touch $@

$(CHROMIUM_READY): tools/chromium.sh $(PYTHON_READY)
	sh tools/chromium.sh
	touch $@
