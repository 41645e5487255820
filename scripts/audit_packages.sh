#!/usr/bin/env bash
# Looks up every locked package among the known vulnerabilities: of what Bantin runs on, of the tests', of the tools'.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(bash scripts/release_tools.sh)
for lock in requirements-build.txt requirements.txt requirements-dev.txt requirements-release.txt; do
    "$tools/pip-audit" --strict --require-hashes --disable-pip --progress-spinner off --requirement "$lock"
done
npm audit --package-lock-only
