"""Compose files: variables, `include`, `extends`, merged files, and drift from them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from fuzz.case import Case, drawn
from fuzz.markup import examine
from fuzz.scene import ROOT
from fuzz.strange import PATHS, TAGS, broken, edited, texts, values, written
from mlarch import get, importers
from mlarch.analysis.drift import drift

__all__ = ["CASES", "enter"]

KEYS = (
    *(
        "services",
        "image",
        "build",
        "ports",
        "expose",
        "environment",
        "depends_on",
        "networks",
        "volumes",
        "command",
    ),
    *(
        "env_file",
        "extends",
        "include",
        "file",
        "service",
        "path",
        "labels",
        "deploy",
        "replicas",
        "secrets",
        "configs",
    ),
    *(
        "healthcheck",
        "links",
        "external_links",
        "profiles",
        "entrypoint",
        "scale",
        "models",
        "x-a",
        "name",
        "hostname",
    ),
)
SMALL = """\
x-common: &common {restart: always, environment: {A: "${A:-1}", URL: "http://web:80/x"}}
include: [other.yaml, {path: [more.yaml], env_file: .env, project_directory: .}]
services:
  web:
    <<: *common
    image: "nginx:${TAG:-1.2}"
    ports: ["80:80", {target: 443, published: "8443"}]
    depends_on: [app]
  app:
    build: {context: .}
    command: [uwsgi, --http, ":8000"]
    extends: {file: other.yaml, service: base}
    links: [db]
  db:
    image: postgres
    volumes: ["data:/x"]
    deploy: {replicas: 2}
    env_file: [.env]
    networks: {back: {aliases: [d]}}
  model:
    image: tensorflow/serving
    command: --model_name=unet
    configs: [{source: c, target: /etc/nginx/nginx.conf}]
volumes: {data: {}}
networks: {back: {}}
configs: {c: {file: nginx.conf}}
"""
OTHER = "services: {base: {image: redis, environment: [A=b, C], extends: base2}, base2: {image: x}}\n"
TOKENS = (
    *("include: [other.yaml]\n", "include: compose.yaml\n", "extends: {file: compose.yaml, service: web}\n"),
    *("extends: web\n", "  extends: {service: app}\n", "depends_on: {web: {condition: x}}\n", "scale: 1e9\n"),
    *(
        "ports: ['1-65535:1-65535']\n",
        "ports: ['99999999999:1']\n",
        "deploy: {replicas: 999999999999}\n",
        "ports: [::]\n",
    ),
    *(f"env_file: {path!r}\n" for path in PATHS),
    *(f"include: [{path!r}]\n" for path in PATHS),
    *("image: ''\n", "image: a:b:c@d@e\n", "image: ${\n", "command: |\n  sh -c 'x", "build: ../..\n"),
    *TAGS,
)


@cache
def originals() -> tuple[str, ...]:
    """Return Compose files, with those in the folder `MLARCH_CORPUS`."""
    own = [
        path.read_text("utf-8") for path in sorted((ROOT / "tests/files/compose/full").rglob("compose.yaml"))
    ]
    return (SMALL, SMALL, OTHER, *own, *others("compose"))


def others(kind: str) -> list[str]:
    """Return the files of a kind in the folder `MLARCH_CORPUS`."""
    folder = os.environ.get("MLARCH_CORPUS")
    return [path.read_text("utf-8") for path in sorted(Path(folder, kind).rglob("*.yaml"))] if folder else []


@cache
def _values() -> tuple[Any, ...]:
    return tuple(yaml.safe_load(text) for text in originals())


_REACHING = ("include", "env_file", "extends", "build", "volumes", "configs", "secrets")


def _reach(path: str, ways: list[str]) -> bytes:
    """Return a file that refers to a path in many ways."""
    service = {"image": "nginx", "env_file": path, "build": path, "volumes": [f"{path}:/etc/nginx/x"]}
    service["extends"] = {"file": path, "service": "secret"}
    whole = {"services": {"a": {key: item for key, item in service.items() if key in ("image", *ways)}}}
    whole |= {key: {"c": {"file": path}} for key in ("configs", "secrets") if key in ways}
    return written({**whole, "include": [path]} if "include" in ways else whole)


_file = st.one_of(
    st.builds(_reach, st.sampled_from(PATHS), st.lists(st.sampled_from(_REACHING), min_size=1, max_size=2)),
    st.deferred(lambda: broken(originals(), tokens=TOKENS)),
    st.deferred(lambda: edited(_values(), keys=KEYS)).map(written),
    values(KEYS).map(lambda value: written({"services": value})),
    st.dictionaries(texts, values(KEYS, leaves=5), max_size=3).map(
        lambda value: written({"services": value})
    ),
)
_rest = st.just(OTHER.encode()) | _file
_env = st.binary(max_size=30) | texts.map(lambda text: f"TAG={text}\nA=$TAG".encode("utf-8", "surrogatepass"))
_paths = st.sampled_from((["compose.yaml"], ["compose.yaml", "other.yaml"], ["."], ["-"]))
CASES = st.builds(
    lambda one, two, env, paths, format, raw: Case(
        {"compose.yaml": one, "other.yaml": two, "more.yaml": OTHER.encode(), ".env": env},
        (paths, raw),
        format,
    ),
    *(_file, _rest, _env, _paths, drawn, st.booleans()),
)


def enter(case: Case) -> None:
    """Import files, compare them with an entry, and draw them."""
    paths, raw = case.arguments
    text = case.files["compose.yaml"].decode("utf-8", "replace")
    sources = importers.read_sources(paths, "compose", stdin=lambda: text)
    read = importers.from_compose(sources, raw=raw, external=raw)
    follow(read, case)


def follow(read: importers.Imported, case: Case) -> None:
    """Use an import: its report, its document, its picture, and its drift from an entry."""
    arch, report = read
    report.to_text().encode()
    list(report.warnings())
    arch.to_yaml().encode()
    drift(get("flask-serving/3-docker"), arch)
    if case.format:
        examine(arch, case.format)
