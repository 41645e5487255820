#!/usr/bin/env bash
# Sets up the tools for releases, locks and audits in build/release-tools, by hash; prints where their programs are.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=build/release-tools
if ! [ "$tools/ready" -nt requirements-release.txt ]; then
    "${PYTHON:-python3}" -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
        --requirement requirements-release.txt >&2
    touch "$tools/ready"
fi
echo "$PWD/$tools/bin"
