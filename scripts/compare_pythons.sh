#!/usr/bin/env bash
# Draw the zoo and all documents with each Python that is named, and compare every byte:
# scripts/compare_pythons.sh python3.10 python3.14
set -euo pipefail
cd "$(dirname "$0")/.."
FORMATS=d2,dot,drawio,html,json,mermaid,pdf,python,text,yaml

source=$PWD work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 XDG_CACHE_HOME=$work/cache

number=0
for python in "$@"; do
    number=$((number + 1))
    "$python" -m venv "$work/venv"
    "$work/venv/bin/python" -m pip install --quiet "$source[pdf]"
    mkdir "$work/$number"
    (
        cd "$work/$number"
        "$work/venv/bin/mlarch" build --output zoo
        cp -r "$source/architectures" .
        "$work/venv/bin/mlarch" build --output documents
        mkdir exports
        "$work/venv/bin/mlarch" render gcp-scaling/6-cache --format "$FORMATS" --output exports
    ) >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    diff --recursive --brief "$work/1" "$work/$number"
    drawn=$(find "$work/$number"/{zoo,documents,exports} -type f | wc -l)
    echo "$("$work/venv/bin/python" --version): $drawn files, as with the first"
    rm -rf "$work/venv"
done
