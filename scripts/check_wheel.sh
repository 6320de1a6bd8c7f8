#!/usr/bin/env bash
# Build sdist and wheel, install each in a fresh environment, and draw with it in an empty folder.
# PYTHON says with which Python.
set -euo pipefail
cd "$(dirname "$0")/.."
MOST=3000000  # bytes of the wheel

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

"${PYTHON:-python3}" -m venv "$work/tools"
"$work/tools/bin/python" -m pip install --quiet build
"$work/tools/bin/python" -m build --outdir "$work/dist" . >"$work/log" || { cat "$work/log"; exit 1; }

wheel=$(echo "$work"/dist/*.whl)
size=$(wc -c <"$wheel")
if [ "$size" -gt "$MOST" ]; then
    echo "error: the wheel has $size bytes, more than $MOST" >&2
    exit 1
fi

"${PYTHON:-python3}" -m venv "$work/venv"
mkdir "$work/empty"
no_deps=()
cd "$work/empty"
for package in "$wheel" "$work"/dist/*.tar.gz; do
    "$work/venv/bin/python" -m pip install --quiet --force-reinstall "${no_deps[@]}" "$package"
    no_deps=(--no-deps)
    rm -rf out
    "$work/venv/bin/mlarch" build --force
    "$work/venv/bin/mlarch" build --check
    drawn=$(find out -type f -size +1k | wc -l)
    if [ "$drawn" -lt 34 ]; then
        echo "error: ${package##*/} draws $drawn pictures of 34" >&2
        exit 1
    fi
    echo "${package##*/}: $(wc -c <"$package") bytes, $drawn pictures"
done
