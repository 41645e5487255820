#!/usr/bin/env bash
# Checks stylesheets and scripts with Biome, which npm has as one binary; sets it up first. Arguments go to `biome check`.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ package-lock.json -nt node_modules/dev-ready ]; then
    npm ci --no-audit --no-fund --ignore-scripts
    touch node_modules/dev-ready
fi
exec node_modules/.bin/biome check "$@"
