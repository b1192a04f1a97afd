# Every target sets up what it needs; `make help` lists them.
SHELL := /bin/bash
PYTHON := .venv/bin/python
PYTEST := .venv/bin/pytest
# One more than there are processors: tests in a browser and on PostgreSQL wait much of their time.
TEST_WORKERS := $(shell echo $$(( $$(nproc) + 1 )))
CODE := riskassess models expert_pool migrations benchmarks tests $(wildcard *.py scripts/*.py)

# Where this is set, each start would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check lint types bench pictures texts setup setup-dev setup-bench clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s "$$(printf '\t')" 2>/dev/null \
		|| grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST)

run: setup ## set up, load the demonstration data and serve on 127.0.0.1:8000 (PORT changes it)
	@exec scripts/run

# mypy works on one processor, so it does so beside the tests; what it says stands at the end.
test: setup-dev lint ## set up and run every test
	@said=$$(mktemp); .venv/bin/mypy >"$$said" 2>&1 & types=$$!; \
	PYTEST_XDIST_AUTO_NUM_WORKERS=$(TEST_WORKERS) $(PYTEST) -n auto --dist worksteal; tests=$$?; \
	wait $$types; typed=$$?; cat "$$said"; rm "$$said"; exit $$((tests ? tests : typed))

check: setup-dev lint types ## style, types and the rules of the house, without the slow tests
	$(PYTEST) tests/architecture -q

lint: setup-dev
	.venv/bin/ruff check --quiet $(wildcard $(CODE))
	.venv/bin/ruff format --quiet --check $(wildcard $(CODE))

types: setup-dev
	.venv/bin/mypy

bench: setup-bench ## measure against the peers; writes benchmarks/results.json (ROWS=Y1,Y4 chooses)
	$(PYTHON) -m benchmarks $(if $(ROWS),--rows $(ROWS))

pictures: setup-dev ## take the screenshots and PDF pages under docs/pictures/
	$(PYTHON) scripts/pictures.py

texts: setup-dev ## collect the texts of the user interface for translators
	@mkdir -p var
	.venv/bin/pybabel -q extract --mapping-file pyproject.toml --keywords _l --sort-by-file --no-wrap \
		--output-file var/messages.pot .

setup: ## Debian packages and the virtual environment for `make run`
	@scripts/setup run

setup-dev:
	@scripts/setup dev

setup-bench:
	@scripts/setup bench

clean: ## remove the virtual environment and the caches; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
