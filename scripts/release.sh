#!/usr/bin/env bash
# Makes what a release consists of in dist/: wheel, source, a bill of materials (CycloneDX) and the sums of all three.
# Everything that takes part is checked by hash; the same commit gives the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$(bash scripts/release_tools.sh)
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf dist
"$tools/pyproject-build" --no-isolation --outdir dist . >&2
"$tools/cyclonedx-py" requirements --pyproject pyproject.toml --output-reproducible --output-format JSON \
    --output-file dist/bantin.cdx.json requirements.txt
(cd dist && sha256sum -- * >SHA256SUMS)
