# Each target sets up what it needs; `make` alone builds the site.
PYTHON ?= python3
export PYTHON
VENV := .venv/bin
.DEFAULT_GOAL := site
.PHONY: site watch check test soak lint format golden docs bench screenshots audit clean

site:            ## build the site into public/
	$(PYTHON) build.py

watch:           ## preview with live reload
	$(PYTHON) build.py watch

check:           ## every problem and warning of the site
	$(PYTHON) build.py check

.venv/dev-ready: requirements-build.txt requirements-dev.txt
	bash scripts/set_up.sh

test:            ## the whole suite, real browser and servers included
	bash scripts/test.sh

soak: .venv/dev-ready   ## the incremental property with many more sequences of edits, and many more hostile drawings in a browser and texts for each reader
	BANTIN_SOAK=300 $(VENV)/python -m pytest --numprocesses auto --timeout 7200 tests -k "incremental or faults or bombs or soups or bounds or fuzz or right_front"

lint:            ## ruff, mypy, import-linter, Biome
	bash scripts/lint.sh

format: .venv/dev-ready
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .
	bash scripts/biome.sh --write

golden: .venv/dev-ready ## renew the expected sites after a change that was meant
	$(VENV)/python -m tests.renew_golden

docs: .venv/dev-ready   ## renew what is made from code: tables and pages in docs/, the schema for VS Code
	$(VENV)/python scripts/problems_page.py
	$(VENV)/python scripts/reference.py

bench: .venv/dev-ready  ## beside Hugo, Pagefind, Eleventy and Pelican, then preview, search, pictures and verify; takes hours, on an idle machine
	$(VENV)/python bench/run.py
	$(VENV)/python bench/run.py --kinds plain --work /dev/shm/bantin-bench
	$(VENV)/python bench/preview.py
	$(VENV)/python bench/search.py
	$(VENV)/python bench/pictures.py
	$(VENV)/python bench/verify.py

screenshots: .venv/dev-ready ## pictures of every kind of page, to look at
	bash scripts/test_programs.sh
	$(VENV)/python -m scripts.screenshots

audit: .venv/dev-ready   ## Lighthouse and the Nu HTML checker over the sample site
	bash scripts/audit.sh

clean:
	rm -rf .bantin .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path "./.venv/*" -prune -exec rm -rf {} +
