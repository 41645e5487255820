#!/usr/bin/env bash
# The Nu HTML checker over the finished sample site and over one with some of everything, then Lighthouse (mobile) on a page of every
# kind. Needs Node, npm, a Java runtime, nginx, OpenSSL and Chromium; the programs of npm are kept in build/audit, out of the tree. Not
# part of the suite: a Java runtime and 200 packages would slow each fresh run. Arguments are kinds (tests/reader/kinds.py) to judge alone.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=build/audit
mkdir -p "$tools"
[ -d "$tools/node_modules/lighthouse" ] || npm install --prefix "$tools" --no-audit --no-fund --ignore-scripts lighthouse@12.8.2 vnu-jar@26.9.27
.venv/bin/python build.py build --quiet --now 2026-11-24T08:00:00+07:00 --output "$tools/site/public"
rm -rf "$tools/crowded"
.venv/bin/python - "$tools/crowded" <<'PYTHON'
import sys
from pathlib import Path

from tests.builder import Site
from tests.reader.crowded import write_articles, write_collections

site = Site(Path(sys.argv[1]).resolve(), plain=False)
write_articles(site, 200, 30)
write_collections(site)
result = site.build()
sys.exit(result.status and result.stdout)
PYTHON
# The checker takes a file's address for another origin than the site's, and data for scripts: the suite judges the policy in a browser.
java -Xss4m -jar "$tools/node_modules/vnu-jar/build/dist/vnu.jar" --skip-non-html --also-check-css --Werror \
    --filterpattern '.*violates Content Security Policy.*' "$tools/site/public" "$tools/crowded/public"
echo "Nu HTML checker: no error, no warning."
.venv/bin/python -m scripts.audit_pages "$@"
