#!/usr/bin/env bash
# Lighthouse (mobile) and the Nu HTML checker over the finished sample site. Needs Node, npm, a Java runtime and Chromium; the
# programs are kept in build/audit, out of the tree. Not part of the suite: a Java runtime and 200 packages would slow each fresh run.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=build/audit
mkdir -p "$tools"
[ -d "$tools/node_modules/lighthouse" ] || npm install --prefix "$tools" --no-audit --no-fund --ignore-scripts lighthouse@12.8.2 vnu-jar@26.9.27
.venv/bin/python build.py build --quiet --now 2026-11-24T08:00:00+07:00 --output "$tools/site"
# The checker takes a file's address for another origin than the site's, and data for scripts: the suite judges the policy in a browser.
java -Xss4m -jar "$tools/node_modules/vnu-jar/build/dist/vnu.jar" --skip-non-html --also-check-css --Werror \
    --filterpattern '.*violates Content Security Policy.*' "$tools/site"
echo "Nu HTML checker: no error, no warning."
.venv/bin/python scripts/audit_server.py "$tools/site" 8139 &
server=$!
trap 'kill $server' EXIT
sleep 1
for path in / /tin-tuc/2020/tong-ket-thi-dua-2020/ /tin-tuc/ /tim-kiem/; do
    CHROME_PATH="${BANTIN_CHROMIUM:-/usr/bin/chromium}" node "$tools/node_modules/lighthouse/cli/index.js" "http://127.0.0.1:8139$path" --quiet \
        --output=json --output-path="$tools/report.json" --chrome-flags="--headless --no-sandbox --disable-gpu"
    .venv/bin/python - "$path" "$tools/report.json" <<'PYTHON'
import json
import sys

report = json.load(open(sys.argv[2]))
print(sys.argv[1], "LCP", report["audits"]["largest-contentful-paint"]["displayValue"], {name: round(100 * one["score"]) for name, one in report["categories"].items() if one["score"] is not None})
PYTHON
done
