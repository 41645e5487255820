#!/usr/bin/env bash
# Installs what the tests and linters have from npm, anew when the list has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ package-lock.json -nt node_modules/dev-ready ]; then
    npm ci --no-audit --no-fund --ignore-scripts
    touch node_modules/dev-ready
fi
