#!/usr/bin/env bash
# Runs the whole suite, and sets up what it needs: packages, a browser, Redis, nginx. Arguments go to pytest, so
# `scripts/test.sh tests/build` runs a part. WORKERS says how many processes.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/set_up.sh
bash scripts/npm.sh
bash scripts/test_programs.sh
if [ -z "${BANTIN_CHROMIUM:-}" ] && ! [ -x /usr/bin/chromium ]; then
    BANTIN_CHROMIUM=$(.venv/bin/python -c "from playwright.sync_api import sync_playwright
with sync_playwright() as playwright: print(playwright.chromium.executable_path)")
    export BANTIN_CHROMIUM
fi
# Some tests wait for clocks and browsers: one more than there are cores keeps these busy.
workers=${WORKERS:-$(($(getconf _NPROCESSORS_ONLN) + 1))}
exec .venv/bin/python -m pytest --numprocesses "$workers" --dist worksteal "$@"
