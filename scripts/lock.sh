#!/usr/bin/env bash
# Writes what the lists of packages stand for into requirements*.txt: each version, for every system, with the hashes of
# its files. Versions that fit stay. Arguments go to `uv pip compile`: `scripts/lock.sh --upgrade-package jinja2`.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(bash scripts/release_tools.sh)/uv
lock() { # FILE LIST...
    local file=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
        --custom-compile-command "scripts/lock.sh" --output-file "$file" "$@" >/dev/null
}
lock requirements-build.txt "$@" - <<<"setuptools"
lock requirements.txt "$@" pyproject.toml --all-extras
lock requirements-dev.txt "$@" pyproject.toml --all-extras requirements-dev.in --constraint requirements.txt
lock requirements-release.txt "$@" requirements-release.in
