#!/usr/bin/env bash
# Programs that the tests drive: Chromium, its headless shell (Debian has it apart: quicker, not needed) and Redis. Installed where
# the system lets us; BANTIN_CHROMIUM names another browser.
set -euo pipefail
cd "$(dirname "$0")/.."

have() { command -v "$1" >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else return 1; fi; }

missing=()
[ -n "${BANTIN_CHROMIUM:-}" ] || have chromium || missing+=(chromium)
have redis-server || have valkey-server || missing+=(redis-server)
if [ ${#missing[@]} -gt 0 ] && have apt-get; then
    echo "Installing ${missing[*]} for the tests…" >&2
    as_root apt-get update -qq || true
    shell=chromium-headless-shell
    [[ " ${missing[*]} " = *" chromium "* ]] && apt-cache show $shell >/dev/null 2>&1 && missing+=($shell)
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null || true
fi
if [ -z "${BANTIN_CHROMIUM:-}" ] && ! have chromium; then
    .venv/bin/python -m playwright install chromium || echo "No Chromium: the browser tests are skipped, or fail in CI." >&2
fi
