#!/usr/bin/env bash
# Installs the programs that the tests drive, where they are missing and the system has apt: Chromium, its headless shell
# (Debian has it apart: quicker, not needed), Redis, nginx, Apache, Caddy, rsync, rclone, an SSH server and systemd-analyze.
# Elsewhere Playwright brings Chromium.
# BANTIN_CHROMIUM names another browser.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin # where Debian has nginx, Apache and sshd

have() { command -v "$1" >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; elif have sudo; then sudo "$@"; else return 1; fi; }

missing=()
have redis-server || have valkey-server || missing+=(redis-server)
have nginx || missing+=(nginx)
have apache2 || missing+=(apache2)
have caddy || missing+=(caddy)
have rsync || missing+=(rsync)
have rclone || missing+=(rclone)
have sshd || missing+=(openssh-server)
have systemd-analyze || missing+=(systemd)
if [ -z "${BANTIN_CHROMIUM:-}" ] && ! have chromium; then missing+=(chromium chromium-headless-shell); fi
if [ ${#missing[@]} -gt 0 ] && have apt-get; then
    echo "Installing ${missing[*]} for the tests…" >&2
    as_root apt-get update -qq || true
    for package in "${missing[@]}"; do # one by one: not every distribution has all of them
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null || continue
        # The tests start their own; a package may have started one for the whole machine.
        case $package in
        redis-server | nginx | apache2 | caddy) as_root service "$package" stop >/dev/null 2>&1 || true ;;
        openssh-server) as_root service ssh stop >/dev/null 2>&1 || true ;;
        esac
    done
fi
if [ -z "${BANTIN_CHROMIUM:-}" ] && ! have chromium; then
    .venv/bin/python -m playwright install chromium || true
fi
have redis-server || have valkey-server || echo "No Redis: its tests are skipped; in CI they fail." >&2
for program in nginx apache2 caddy rsync rclone sshd; do
    have "$program" || echo "No $program: its tests are skipped; in CI they fail." >&2
done
have systemd-analyze || echo "No systemd-analyze: its test is skipped; in CI it fails." >&2
