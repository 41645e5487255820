#!/usr/bin/env bash
# Loads the counter service on this machine and tells what it bears: hits and reads a second, latency, memory.
#
#   bench/counter_load.sh [SECONDS]            SQLite (default 10 seconds each)
#   DATABASE=redis://127.0.0.1:6379/0 bench/counter_load.sh
#   VISITORS=1 bench/counter_load.sh 240       memory while more and more visitors come
#
# The service has one core to itself, wrk the other. Every hit comes from another address, by way of a trusted proxy.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
python=${PYTHON:-.venv/bin/python}
work=$(mktemp -d)
trap 'kill "${service:-}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

cat > "$work/site_config.toml" <<'TOML'
[site]
title = "Load"
base_url = "https://hdnd.example.vn/"
[counter]
provider = "service"
url = "https://luot.example.vn"
site = "hdnd"
[counter.service]
trusted_proxies = ["127.0.0.1/32"]
TOML

cat > "$work/hits.lua" <<'LUA'
local number = 0
function request()
  number = number + 1
  local address = string.format("%d.%d.%d.%d", 11 + math.floor(number / 16777216), math.floor(number / 65536) % 256, math.floor(number / 256) % 256, number % 256)
  return wrk.format("POST", "/v1/luot", {
    ["Content-Type"] = "text/plain;charset=UTF-8", ["Origin"] = "https://hdnd.example.vn", ["X-Forwarded-For"] = address,
    ["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    ["Accept"] = "*/*", ["Accept-Language"] = "vi", ["Sec-Fetch-Mode"] = "cors", ["Sec-Fetch-Site"] = "same-site",
  }, '{"v":1,"site":"hdnd","kind":"view"}')
end
LUA

taskset -c 0 "$python" -m bantin --root "$work" counter --port 0 ${DATABASE:+--database "$DATABASE"} 2> "$work/log" &
service=$!
until grep -q http "$work/log"; do sleep 0.1; done
address=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/log" | head -1)
sleep 1

cpu() { awk '{ print ($14 + $15) * 10 }' "/proc/$service/stat"; } # ms
memory() { awk '/VmRSS/ { print $2 / 1024 " MiB" }' "/proc/$service/status"; }
load() { # name, arguments of wrk...
  local name=$1 before after answer
  shift
  before=$(cpu)
  answer=$(taskset -c 1 wrk -t1 -c32 --latency "$@")
  after=$(cpu)
  echo "$answer" | awk -v name="$name" -v cpu=$((after - before)) -v memory="$(memory)" '
    /Requests\/sec/ { rate = $2 } /50%/ { half = $2 } /99%/ { most = $2 } /requests in/ { count = $1 } /Non-2xx/ { bad = ", " $0 }
    END { printf "%-6s %8.0f/s  p50 %s  p99 %s  CPU %.0f µs each  memory %s  (%d requests%s)\n", name, rate, half, most, cpu * 1000 / count, memory, count, bad }'
}

echo "load of the machine before: $(cut -d' ' -f1-3 /proc/loadavg); memory at rest: $(memory)"
if [ -n "${VISITORS:-}" ]; then
  while sleep "$((seconds / 12))"; do
    echo "memory $(memory) after $(curl -s "$address/v1/luot?site=hdnd" | grep -o '"total":[0-9]*' | cut -d: -f2) visitors"
  done &
  watch=$!
  load hits -d"${seconds}s" -s "$work/hits.lua" "$address/v1/luot"
  kill "$watch"
else
  load hits -d"${seconds}s" -s "$work/hits.lua" "$address/v1/luot"
  load reads -d"${seconds}s" "$address/v1/luot?site=hdnd"
fi
curl -s "$address/v1/luot?site=hdnd"
echo
kill -TERM "$service"
wait "$service" && echo "ended with 0"
[ -n "${DATABASE:-}" ] || "$python" -c "$run" "$work" stats
service=
