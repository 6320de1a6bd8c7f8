#!/usr/bin/env bash
# Install into .tools the peers that `make bench` measures beside mlarch; one that cannot be had is left out,
# and named in the page. Graphviz, chromium and D2 come from scripts/install_tools.sh.
set -uo pipefail
cd "$(dirname "$0")/.."

MERMAID_CLI=12.2.0
tools=$PWD/.tools

python_peers() {
    local folder="$tools/peers"
    cmp --silent bench/peers.txt "$folder/installed.txt" && return
    rm -rf "$folder"
    "${PYTHON:-python3}" -m venv "$folder" &&
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps -r bench/peers.txt &&
        cp bench/peers.txt "$folder/installed.txt"
}

mermaid_cli() {
    local folder="$tools/mermaid-cli"
    [ -e "$folder/.$MERMAID_CLI" ] && return
    mkdir -p "$folder"
    # The system's chromium is used.
    PUPPETEER_SKIP_DOWNLOAD=1 npm install --silent --no-audit --no-fund --no-save --prefix "$folder" \
        "@mermaid-js/mermaid-cli@$MERMAID_CLI" && touch "$folder/.$MERMAID_CLI"
}

mkdir -p "$tools"
python_peers || echo "not installed: KubeDiagrams, diagrams-as-code" >&2
mermaid_cli || echo "not installed: mermaid-cli" >&2
