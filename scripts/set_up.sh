#!/usr/bin/env bash
# Sets up .venv with all that tests and linters need, anew when a list of packages has changed.
# PYTHON names another Python.
set -euo pipefail
cd "$(dirname "$0")/.."
lists=(requirements-build.txt requirements-dev.txt)
stamp=.venv/dev-ready

is_newer_than_the_lists() { for list in "${lists[@]}"; do [ "$stamp" -nt "$list" ] || return 1; done; }

is_newer_than_the_lists && exit
"${PYTHON:-python3}" -S build.py --version >&2 # -S: makes .venv also where this Python has every package
python=.venv/bin/python
[ -x "$python" ] || python=.venv/Scripts/python.exe
"$python" -m pip install --quiet --disable-pip-version-check \
    --require-hashes --no-build-isolation --requirement requirements-dev.txt
"$python" -m compileall -q bantin
touch "$stamp"
