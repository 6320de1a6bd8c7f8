"""Follow a document to what it extends, build that once, and merge the chain innermost first."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch.catalog.providers import PROVIDERS
from mlarch.documents.bases import BaseBuilder, BaseFile, Bases
from mlarch.documents.building import build, plain
from mlarch.documents.files import MAX_BYTES, default_name, read_layer, read_text
from mlarch.documents.layers import Layer, Layers
from mlarch.documents.mapping import to_mapping
from mlarch.documents.merging import merge
from mlarch.documents.paths import Unreachable, from_here
from mlarch.documents.project_file import OwnTechnology, technologies_of
from mlarch.errors import DocumentError, MlarchError, did_you_mean
from mlarch.model import Architecture

__all__ = ["Request", "base_of", "overlay", "resolve"]

_LONGEST = 20
_log = logging.getLogger("mlarch")


@dataclass(frozen=True)
class Request:
    """What a document is resolved with.

    `name` is its name where it does not say one; `parameters` come on top of all that the chain sets;
    `bases` is kept for several documents.
    """

    name: str
    bases: Bases
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class _Chain:
    """The documents from the outermost to the root; `entry` is the builder the last one extends."""

    layers: list[Layer]
    names: list[str]
    entry: BaseBuilder | None = None
    complete: bool = True
    problems: list[str] = field(default_factory=list)

    @property
    def rooted(self) -> bool:
        """Say whether the last document is a whole one."""
        return self.entry is None and self.complete


def resolve(layer: Layer, path: Path | None, request: Request) -> Architecture:
    """Return the architecture of a document and of all that it extends.

    Raises:
        DocumentError: with every problem of every document of the chain.
    """
    chain = _follow(layer, path, request)
    own = technologies_of([layer.home for layer in chain.layers])
    root = _root(chain, request, own)
    return _merged(chain, root, request, own)


def overlay(arch: Architecture, layer: Layer) -> Architecture:
    """Return an architecture with a document merged into it; what that one extends does not count.

    Raises:
        DocumentError: with every problem in it.
    """
    root, layers = layer.root, Layers([layer])
    if isinstance(root, Mapping) and root.get("parameters") is not None:
        layer.bad(("parameters",), "parameters: an overlay of what is built already takes none", at_key=True)
    own = technologies_of([layer.home])
    base = to_mapping(_retargeted(arch, layer))
    merged = merge(base, layer, f"'{arch.name}'") if isinstance(root, Mapping) else root
    if isinstance(merged, dict):
        merged["name"] = root.get("name") or arch.name
    return build(merged, layers, [], name=arch.name, technologies=own)


# Following.


def _follow(layer: Layer, path: Path | None, request: Request) -> _Chain:
    name = _own_name(layer, request.name)
    chain = _Chain([layer], [_shown(layer, path, name)])
    seen = {path.resolve(): 0} if path else {}
    size = len(layer.places.text)
    home_path = path.resolve() if path else None
    while isinstance(layer.root, Mapping) and layer.root.get("extends") is not None:
        try:
            base = _base(layer, name, home_path, request)
            if not isinstance(base, BaseFile):
                chain.entry = base
                return chain
            _refuse_circle(base, seen, chain.names)
            text = read_text(base.path)
            size += len(text)
            if size > MAX_BYTES or len(chain.layers) >= _LONGEST:
                raise Unreachable(f"{base.called}: more than {_LONGEST} documents or 5 MB in one chain")
            layer = read_layer(text, base.path, from_here(base.path), base.root)
        except Unreachable as error:
            layer.bad(("extends",), f"extends: {error}")
            chain.complete = False
            return chain
        except DocumentError as error:
            chain.problems += error.problems
            chain.complete = False
            return chain
        seen[base.path] = len(chain.layers)
        home_path, name = base.path, default_name(base.path)
        chain.layers.append(layer)
        chain.names.append(layer.places.name)
    return chain


def _own_name(layer: Layer, default: str) -> str:
    name = layer.root.get("name") if isinstance(layer.root, Mapping) else None
    return name if isinstance(name, str) and name else default


def _shown(layer: Layer, path: Path | None, name: str) -> str:
    return layer.places.name or (from_here(path) if path else name)


def _base(layer: Layer, name: str, path: Path | None, request: Request) -> BaseFile | BaseBuilder:
    written = plain(layer.root["extends"])
    if not isinstance(written, str) or not written.strip():
        raise Unreachable("must be the name of an architecture, or the path of a document beside this one")
    return request.bases.find(written.strip(), layer.home, name, path)


def _refuse_circle(base: BaseFile, seen: Mapping[Path, int], names: list[str]) -> None:
    if base.path in seen:
        circle = [*names[seen[base.path] :], names[seen[base.path]]]
        raise Unreachable(f"goes in a circle: {' -> '.join(circle)}")


def base_of(layer: Layer, path: Path, request: Request) -> Architecture:
    """Return the architecture that a document changes, as it is without the document.

    Raises:
        DocumentError: where it extends nothing, or that cannot be found or read.
    """
    if not isinstance(layer.root, Mapping) or layer.root.get("extends") is None:
        raise DocumentError(f"{layer.places.name}: extends nothing, and so changes nothing")
    name = _own_name(layer, request.name)
    try:
        base = _base(layer, name, path.resolve(), request)
    except Unreachable as error:
        layer.bad(("extends",), f"extends: {error}")
        raise DocumentError(layer.places.locate(layer.problems)) from None
    if not isinstance(base, BaseFile):
        return request.bases.build(base, {})
    below = read_layer(read_text(base.path), base.path, from_here(base.path), base.root)
    return resolve(below, base.path, Request(default_name(base.path), request.bases))


# Building the root.


def _root(chain: _Chain, request: Request, own: Mapping[str, OwnTechnology]) -> dict[str, Any] | None:
    """Return the root as a mapping, None where it cannot be had."""
    given = _parameters(chain, request)
    if not chain.complete:
        return None
    outermost = _provider(chain)
    if chain.entry is not None:
        arch = _built(chain, chain.entry, given, request)
        if arch is None:
            return None
    elif outermost is None:
        root = chain.layers[-1].root
        return dict(root) if isinstance(root, Mapping) else None
    else:
        arch = build(
            chain.layers[-1].root, Layers(chain.layers[-1:]), [], name=request.name, technologies=own
        )
    root = to_mapping(_retargeted(arch, outermost) if outermost else arch)
    root.pop("name", None)
    return root


def _provider(chain: _Chain) -> Layer | None:
    """Return the outermost document that names a provider, but for a root that only says its own."""
    overlays = chain.layers[:-1] if chain.rooted else chain.layers
    written = (layer for layer in overlays if isinstance(layer.root, Mapping) and "provider" in layer.root)
    found = next(written, None)
    return found if found and found.root["provider"] is not None else None


def _retargeted(arch: Architecture, layer: Layer) -> Architecture:
    """Return an architecture on the provider that a document names; as it is where that is none."""
    provider = plain(layer.root.get("provider")) if isinstance(layer.root, Mapping) else None
    if not isinstance(provider, str) or provider not in PROVIDERS or provider == arch.provider:
        return arch  # what is no provider at all is said where the key is read
    from mlarch.analysis.retarget import retarget

    try:
        moved = retarget(arch, provider)
    except MlarchError as error:
        for problem in error.problems:
            layer.bad(("provider",), f"provider: {problem}")
        return arch
    for problem in moved.report.problems:
        _log.info("%s: %s", layer.places.name, problem)
    return moved.architecture


def _parameters(chain: _Chain, request: Request) -> dict[str, Any]:
    """Return the parameters of the chain, the outermost winning; unknown ones become problems."""
    known = [parameter.name for parameter in chain.entry.parameters] if chain.entry else []
    given: dict[str, Any] = {}
    overlays = chain.layers[:-1] if chain.rooted else chain.layers
    for layer in reversed(overlays):
        written = layer.root.get("parameters") if isinstance(layer.root, Mapping) else None
        for name, value in written.items() if isinstance(written, Mapping) else ():
            if chain.complete and name not in known:
                layer.bad(("parameters", name), _unknown(str(name), chain, known), at_key=True)
            elif value is None:
                given.pop(name, None)
            else:
                given[name] = plain(value)
    for name, value in request.parameters.items():
        if chain.complete and name not in known:
            chain.problems.append(_unknown(name, chain, known))
        given[name] = value
    return {name: value for name, value in given.items() if name in known}


def _unknown(name: str, chain: _Chain, known: list[str]) -> str:
    if chain.entry is None:
        said = f"'{chain.names[-1]}' is a whole document and takes none"
        return f"unknown parameter '{name}': {said}"
    hint = did_you_mean(name, known) or (f" Parameters are {', '.join(known)}" if known else " It has none")
    return f"unknown parameter '{name}' of '{chain.entry.name}'.{hint}"


def _built(
    chain: _Chain, entry: BaseBuilder, given: Mapping[str, Any], request: Request
) -> Architecture | None:
    try:
        return request.bases.build(entry, given)
    except MlarchError as error:
        for problem in error.problems:
            _blame(chain, problem, given, request)
        return _built(chain, entry, {}, request) if given else None  # to find what else is wrong


def _blame(chain: _Chain, problem: str, given: Mapping[str, Any], request: Request) -> None:
    """Put what a builder says where the parameter it speaks of is written."""
    name = next((name for name in given if re.search(rf"\b{re.escape(name)}\b", problem)), "")
    if name in request.parameters:
        chain.problems.append(problem)
        return
    layers = [layer for layer in chain.layers if ("parameters", name) in layer.places.values]
    path = ("parameters", name) if layers else ("extends",)
    (layers or chain.layers[-1:])[0].bad(path, problem)


# Merging.


def _merged(
    chain: _Chain, root: dict[str, Any] | None, request: Request, own: Mapping[str, OwnTechnology]
) -> Architecture:
    layers = chain.layers
    known = root is not None or chain.rooted
    merged: Any = root
    if root is None:
        merged = layers[-1].root if chain.rooted else {}
    overlays = list(_overlays(chain))
    for layer, called in overlays:
        if isinstance(layer.root, Mapping) and isinstance(merged, Mapping):
            merged = merge(merged, layer, called) if known else {**merged, **_kept(layer)}
        elif layer.root is not None:
            merged = layer.root
    if overlays and isinstance(merged, dict):
        merged.pop("name", None)
        outer = layers[0].root
        if isinstance(outer, Mapping) and "name" in outer:
            merged["name"] = outer["name"]
    located = _Also(layers, chain.problems)
    return build(merged, located, [], name=request.name, technologies=own, whole=known)


def _overlays(chain: _Chain) -> Iterator[tuple[Layer, str]]:
    """Yield each document that changes another, innermost first, and what messages call that other."""
    count = len(chain.layers) - 1 if chain.rooted else len(chain.layers)
    for at in reversed(range(count)):
        below = chain.names[at + 1] if at + 1 < len(chain.names) else ""
        yield chain.layers[at], f"'{below or (chain.entry.name if chain.entry else '')}'"


def _kept(layer: Layer) -> dict[str, Any]:
    """Return what a document says by itself, where what it extends is missing."""
    kept = {}
    for key, value in layer.root.items():
        entries = value if isinstance(value, Mapping) else {}
        kept[key] = {id: item for id, item in entries.items() if item is not None} if entries else value
    return kept


class _Also(Layers):
    """Layers with problems that stand in no document of the chain."""

    def __init__(self, layers: list[Layer], problems: list[str]) -> None:
        super().__init__(layers)
        self.problems = problems

    def locate(self, problems: Any) -> list[str]:
        return [*super().locate(problems), *self.problems]
