#!/usr/bin/env bash
# Runs every linter, and sets up what they need.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/set_up.sh
# Biome checks stylesheets and scripts; npm has it as one binary.
if [ package-lock.json -nt node_modules/dev-ready ]; then
    npm ci --no-audit --no-fund --ignore-scripts
    touch node_modules/dev-ready
fi
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports
.venv/bin/python scripts/problems_page.py --check
.venv/bin/python scripts/reference.py --check
node_modules/.bin/biome check
