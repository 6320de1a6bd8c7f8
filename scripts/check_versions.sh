#!/usr/bin/env bash
# Try the lowest versions of all dependencies that pyproject.toml allows: run the tests that are named,
# else a telling few. PYTHON says with which Python.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
extras=(--extra mkdocs --extra paths --extra pdf --extra sphinx)
tests=(tests/test_{build,cli,document,fingerprint,imports,png,recording,render,sites,zoo}.py)
[ "$#" -gt 0 ] && tests=("$@")

"${PYTHON:-python3}" -m venv "$work"
"$work/bin/python" -m pip install --quiet --disable-pip-version-check uv
uv() { "$work/bin/uv" --quiet pip "$@"; }
# pyvips has no wheels and compiles nothing; what else has none for this Python is not allowed to be lowest.
uv compile pyproject.toml "${extras[@]}" --no-deps --resolution lowest --python "$work/bin/python" \
    --only-binary :all: --no-binary pyvips --no-annotate --no-header --output-file "$work/lowest.txt"
uv install --python "$work/bin/python" --constraints "$work/lowest.txt" --editable '.[test]'
echo "lowest versions: $(paste --serial --delimiters=' ' "$work/lowest.txt")"
"$work/bin/python" -m pytest -n auto -p no:cacheprovider "${tests[@]}"
