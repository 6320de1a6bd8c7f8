"""Resolve documents: follow `extends`, build the root, merge the overlays."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlarch.catalog.providers import PROVIDERS
from mlarch.documents.bases import BaseBuilder, BaseFile, Bases
from mlarch.documents.building import build
from mlarch.documents.files import read_base
from mlarch.documents.layers import Layer, Layers
from mlarch.documents.mapping import to_mapping
from mlarch.documents.merging import merge
from mlarch.documents.paths import Unreachable, default_name, relative_to_cwd
from mlarch.documents.project_file import technologies_of
from mlarch.documents.project_reader import OwnTechnology
from mlarch.documents.scalars import plain
from mlarch.documents.tree import MAX_BYTES
from mlarch.errors import DocumentError, MlarchError, did_you_mean
from mlarch.model import Architecture

__all__ = ["Request", "base_of", "overlay", "resolve"]

_MAX_DOCUMENTS = 20
_log = logging.getLogger("mlarch")


@dataclass(frozen=True)
class Request:
    """The context that a document is resolved in.

    `name` is the default of its key `name`. `parameters` override those of the chain. Keep one
    `bases` for several documents.
    """

    name: str
    bases: Bases
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class _Chain:
    """The documents from the outermost to the root.

    `builder` is the entry that the last document extends. The chain is not `complete` if a document
    extends something that cannot be read.
    """

    layers: list[Layer]
    names: list[str]
    builder: BaseBuilder | None = None
    complete: bool = True
    problems: list[str] = field(default_factory=list)

    @property
    def ends_in_document(self) -> bool:
        """Whether the last document extends nothing."""
        return self.builder is None and self.complete

    @property
    def overlays(self) -> list[Layer]:
        """The documents that extend something."""
        return self.layers[:-1] if self.ends_in_document else self.layers


def resolve(layer: Layer, path: Path | None, request: Request) -> Architecture:
    """Return the architecture of a document with all that it extends.

    Raises:
        DocumentError: with every problem of every document in the chain.
    """
    chain = _follow(layer, path, request)
    technologies = technologies_of([layer.paths for layer in chain.layers])
    root = _root(chain, request, technologies)
    return _merged(chain, root, request, technologies)


def overlay(arch: Architecture, layer: Layer) -> Architecture:
    """Return an architecture with a document merged; `extends` is ignored.

    Raises:
        DocumentError: with every problem in the document.
    """
    if layer.get("parameters") is not None:
        message = "parameters: an overlay of what is built already takes none"
        layer.report(("parameters",), message, at_key=True)
    technologies = technologies_of([layer.paths])
    merged = layer.root
    if isinstance(merged, Mapping):
        merged = merge(to_mapping(_retargeted(arch, layer)), layer, f"'{arch.name}'")
        merged["name"] = layer.root.get("name") or arch.name
    return build(merged, Layers([layer]), [], name=arch.name, technologies=technologies)


def base_of(layer: Layer, path: Path, request: Request) -> Architecture:
    """Return the base of a document, without the changes of the document.

    Raises:
        DocumentError: if it extends nothing, or its base cannot be found or read.
    """
    if layer.get("extends") is None:
        raise DocumentError(f"{layer.places.name}: extends nothing, and so changes nothing")
    try:
        base = _base(layer, _own_name(layer, request.name), path.resolve(), request)
    except Unreachable as error:
        layer.report(("extends",), f"extends: {error}")
        raise DocumentError(layer.places.locate(layer.problems)) from None
    if not isinstance(base, BaseFile):
        return request.bases.build(base, {})
    below = read_base(base, layer)
    return resolve(below, base.path, Request(default_name(base.path), request.bases))


# Following the chain.


def _follow(layer: Layer, path: Path | None, request: Request) -> _Chain:
    name = _own_name(layer, request.name)
    chain = _Chain([layer], [_name_in_messages(layer, path, name)])
    path = path.resolve() if path else None
    seen = {path: 0} if path else {}
    size = len(layer.places.text)
    while layer.get("extends") is not None:
        try:
            base = _base(layer, name, path, request)
            if not isinstance(base, BaseFile):
                chain.builder = base
                return chain
            _refuse_circle(base, seen, chain.names)
            below = read_base(base, layer)
            size += len(below.places.text)
            if size > MAX_BYTES or len(chain.layers) >= _MAX_DOCUMENTS:
                limits = f"more than {_MAX_DOCUMENTS} documents or {MAX_BYTES // 1_000_000} MB"
                raise Unreachable(f"{base.name}: {limits} in one chain")
        except Unreachable as error:
            layer.report(("extends",), f"extends: {error}")
            chain.complete = False
            return chain
        except DocumentError as error:
            chain.problems += error.problems
            chain.complete = False
            return chain
        layer, path, name = below, base.path, default_name(base.path)
        seen[path] = len(chain.layers)
        chain.layers.append(layer)
        chain.names.append(layer.places.name)
    return chain


def _own_name(layer: Layer, default: str) -> str:
    name = layer.get("name")
    return name if isinstance(name, str) and name else default


def _name_in_messages(layer: Layer, path: Path | None, name: str) -> str:
    return layer.places.name or (relative_to_cwd(path) if path else name)


def _base(layer: Layer, name: str, path: Path | None, request: Request) -> BaseFile | BaseBuilder:
    written = plain(layer.get("extends"))
    if not isinstance(written, str) or not written.strip():
        raise Unreachable("must be the name of an architecture, or the path of a document beside this one")
    return request.bases.find(written.strip(), layer.paths, name, path)


def _refuse_circle(base: BaseFile, seen: Mapping[Path, int], names: list[str]) -> None:
    if base.path in seen:
        circle = [*names[seen[base.path] :], names[seen[base.path]]]
        raise Unreachable(f"goes in a circle: {' -> '.join(circle)}")


# Building the root.


def _root(
    chain: _Chain, request: Request, technologies: Mapping[str, OwnTechnology]
) -> dict[str, Any] | None:
    """Return the root as a mapping, None if it cannot be read or built."""
    parameters = _parameters(chain, request)
    if not chain.complete:
        return None
    provider_layer = _provider_layer(chain)
    if chain.builder is not None:
        arch = _built(chain, chain.builder, parameters, request)
        if arch is None:
            return None
    elif provider_layer is None:
        root = chain.layers[-1].root
        return dict(root) if isinstance(root, Mapping) else None
    else:
        last = chain.layers[-1]
        arch = build(last.root, Layers([last]), [], name=request.name, technologies=technologies)
    root = to_mapping(_retargeted(arch, provider_layer) if provider_layer else arch)
    root.pop("name", None)
    return root


def _provider_layer(chain: _Chain) -> Layer | None:
    """Return the outermost overlay with a key `provider`, None if its value is null."""
    layers = (
        layer for layer in chain.overlays if isinstance(layer.root, Mapping) and "provider" in layer.root
    )
    layer = next(layers, None)
    return layer if layer and layer.get("provider") is not None else None


def _retargeted(arch: Architecture, layer: Layer) -> Architecture:
    """Return an architecture on the provider that a document names, if any."""
    provider = plain(layer.get("provider"))
    if not isinstance(provider, str) or provider not in PROVIDERS or provider == arch.provider:
        return arch  # A value that is no provider is reported when the key is read.
    from mlarch.analysis.retarget import retarget

    try:
        retargeted = retarget(arch, provider)
    except MlarchError as error:
        for problem in error.problems:
            layer.report(("provider",), f"provider: {problem}")
        return arch
    for problem in retargeted.report.problems:
        _log.info("%s: %s", layer.places.name, problem)
    return retargeted.architecture


def _parameters(chain: _Chain, request: Request) -> dict[str, Any]:
    """Return the parameters of the chain, the outermost winning; report unknown ones."""
    known = [parameter.name for parameter in chain.builder.parameters] if chain.builder else []
    parameters: dict[str, Any] = {}
    for layer in reversed(chain.overlays):
        written = layer.get("parameters")
        for name, value in written.items() if isinstance(written, Mapping) else ():
            if chain.complete and name not in known:
                message = _unknown_parameter(str(name), chain, known)
                layer.report(("parameters", name), message, at_key=True)
            elif value is None:
                parameters.pop(name, None)
            else:
                parameters[name] = plain(value)
    for name, value in request.parameters.items():
        if chain.complete and name not in known:
            chain.problems.append(_unknown_parameter(name, chain, known))
        parameters[name] = value
    return {name: value for name, value in parameters.items() if name in known}


def _unknown_parameter(name: str, chain: _Chain, known: list[str]) -> str:
    if chain.builder is None:
        return f"unknown parameter '{name}': '{chain.names[-1]}' is a whole document and takes none"
    hint = did_you_mean(name, known) or (f" Parameters are {', '.join(known)}" if known else " It has none")
    return f"unknown parameter '{name}' of '{chain.builder.name}'.{hint}"


def _built(
    chain: _Chain, builder: BaseBuilder, parameters: Mapping[str, Any], request: Request
) -> Architecture | None:
    """Return the architecture of a builder, None if it fails.

    If it fails with the parameters, it is called without them, to find further problems.

    """
    try:
        return request.bases.build(builder, parameters)
    except MlarchError as error:
        for problem in error.problems:
            _report_parameter(chain, problem, parameters, request)
        return _built(chain, builder, {}, request) if parameters else None


def _report_parameter(chain: _Chain, problem: str, parameters: Mapping[str, Any], request: Request) -> None:
    """Report a problem of a builder at the parameter that it mentions."""
    name = next((name for name in parameters if re.search(rf"\b{re.escape(name)}\b", problem)), "")
    if name in request.parameters:
        chain.problems.append(problem)
        return
    layers = [layer for layer in chain.layers if layer.places.has(("parameters", name))]
    path = ("parameters", name) if layers else ("extends",)
    (layers or chain.layers[-1:])[0].report(path, problem)


# Merging.


def _merged(
    chain: _Chain, root: dict[str, Any] | None, request: Request, technologies: Mapping[str, OwnTechnology]
) -> Architecture:
    layers = chain.layers
    has_root = root is not None or chain.ends_in_document
    merged: Any = root
    if root is None:
        merged = layers[-1].root if chain.ends_in_document else {}
    overlays = list(_overlays(chain))
    for layer, base_name in overlays:
        if isinstance(layer.root, Mapping) and isinstance(merged, Mapping):
            merged = merge(merged, layer, base_name) if has_root else {**merged, **_without_removals(layer)}
        elif layer.root is not None:
            merged = layer.root
    if overlays and isinstance(merged, dict):
        merged.pop("name", None)
        outer = layers[0].root
        if isinstance(outer, Mapping) and "name" in outer:
            merged["name"] = outer["name"]
    return build(
        merged,
        Layers(layers, chain.problems),
        [],
        name=request.name,
        technologies=technologies,
        complete=has_root,
    )


def _overlays(chain: _Chain) -> Iterator[tuple[Layer, str]]:
    """Yield each overlay, innermost first, with the name of its base in messages."""
    builder = chain.builder.name if chain.builder else ""
    for index in reversed(range(len(chain.overlays))):
        base_name = chain.names[index + 1] if index + 1 < len(chain.names) else ""
        yield chain.layers[index], f"'{base_name or builder}'"


def _without_removals(layer: Layer) -> dict[str, Any]:
    """Return the content of an overlay, without the entries it removes."""
    content = {}
    for key, value in layer.root.items():
        entries = value if isinstance(value, Mapping) else {}
        content[key] = {id: item for id, item in entries.items() if item is not None} if entries else value
    return content
