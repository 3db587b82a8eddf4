# `make demo` shows a finished study, `make test` runs every test; both make .venv first.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
# Tests at once; in a browser fewer, since simulated people must not be kept waiting.
JOBS ?= 3

.PHONY: help demo check test browser bench clean
help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "python3 has no venv module; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip

$(VENV)/.user: $(VENV)/bin/pip pyproject.toml
	$(BIN)/pip install --quiet -e '.[screens]'
	@touch $@

$(VENV)/.dev: $(VENV)/bin/pip pyproject.toml recorder/tracker/package-lock.json fixtures/widgets/package-lock.json
	$(BIN)/pip install --quiet -e '.[dev]'
	cd recorder/tracker && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	cd fixtures/widgets && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --omit=dev --legacy-peer-deps --no-audit --no-fund --loglevel=error
	@touch $@ $(VENV)/.user

demo: $(VENV)/.user ## A finished sample study in the browser
	@sh .ci/chromium $(BIN) || true
	$(BIN)/thinkaloud demo

bundles: $(VENV)/.dev
	$(BIN)/python recorder/tracker/build_hook.py

check: $(VENV)/.dev bundles ## Formatting, lint, types, floors, spelling
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd recorder/tracker && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent check
	$(BIN)/codespell

test: $(VENV)/.dev bundles ## Every test: Python, TypeScript, browser
	@sh .ci/chromium $(BIN)
	cd recorder/tracker && PATH="$(CURDIR)/$(BIN):$$PATH" npm test --silent
	$(BIN)/pytest -n $(JOBS) --dist loadgroup -m "not browser"
	$(BIN)/pytest -n 2 --dist loadgroup -m browser

browser: $(VENV)/.dev bundles ## The browser tests alone
	@sh .ci/chromium $(BIN)
	$(BIN)/pytest -n 2 --dist loadgroup -m browser

bench: $(VENV)/.dev bundles ## Every benchmark
	$(BIN)/python -m benchmarks

clean: ## Remove what these targets made
	rm -rf $(VENV) recorder/tracker/node_modules recorder/static/*.js
