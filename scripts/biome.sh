#!/usr/bin/env bash
# Checks stylesheets and scripts with Biome, which npm has as one binary. Arguments go to `biome check`.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/npm.sh
exec node_modules/.bin/biome check "$@"
