#!/usr/bin/env bash
# Runs every linter, and sets up what they need.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/set_up.sh
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports
.venv/bin/python scripts/problems_page.py --check
.venv/bin/python scripts/reference.py --check
bash scripts/biome.sh
