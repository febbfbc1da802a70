#!/usr/bin/env bash
# Pins every Python package with its hashes, and every front-end package with its integrity; writes no addresses.
set -eu
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile "$@" --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links
}
compile requirements/base.in --output-file requirements/base.txt
compile requirements/dev.in --constraint requirements/base.txt --output-file requirements/dev.txt
npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund
