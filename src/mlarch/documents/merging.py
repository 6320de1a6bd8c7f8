"""Merge overlays into their bases as JSON Merge Patches (RFC 7396)."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from mlarch.documents.keys import SECTIONS, TOP, VIEW
from mlarch.documents.layers import Layer
from mlarch.documents.scalars import Scalar
from mlarch.errors import did_you_mean
from mlarch.model import parse_edge_key

__all__ = ["merge"]

_ENTRY_SECTIONS = (*SECTIONS, "flows")
_TYPES = {key.name: key.type for key in TOP}
_VIEW_KEYS = tuple(key.name for key in VIEW)
_MAX_LISTED = 5
_log = logging.getLogger("mlarch")


def merge(base: Mapping[str, Any], layer: Layer, base_name: str) -> dict[str, Any]:
    """Return the value of `base` changed by an overlay.

    Problems are added to the layer. `base_name` is the name of the base in messages. Edges and flows
    that are removed with a node are logged.
    """
    return _Merger(layer, base_name).merged(base)


class _Merger:
    def __init__(self, layer: Layer, base_name: str) -> None:
        self.layer, self.base_name = layer, base_name
        self.base: Mapping[str, Any] = {}
        self.removed: set[str] = set()

    def merged(self, base: Mapping[str, Any]) -> dict[str, Any]:
        self.base, result = base, dict(base)
        for key, value in self.layer.root.items():
            if key in ("extends", "name", "parameters"):
                continue
            self._top(result, key, value)
        before = _steps(base)
        self._drop_edges(result)
        self._refuse_orphans(result)
        self._cut_flows(result, before)
        self._log_emptied(result)
        return result

    def _top(self, result: dict[str, Any], key: str, value: Any) -> None:
        if value is None and self.layer.places.is_empty((key,)) and key in _ENTRY_SECTIONS:
            return  # every line of the section is commented out
        if value is None and key in _TYPES:
            entries = result.pop(key, None)
            if key in ("nodes", "clusters"):
                self.removed |= set(entries or ())
        elif (
            key in _ENTRY_SECTIONS and isinstance(value, Mapping) and isinstance(result.get(key, {}), Mapping)
        ):
            result[key] = self._entries(key, result.get(key) or {}, value)
        elif _TYPES.get(key) in ("data", "view") and isinstance(value, Mapping):
            known = _VIEW_KEYS if key == "view" else ()
            result[key] = self._data((key,), result.get(key), value, known)
        else:
            result[key] = value

    def _entries(self, section: str, base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
        result = dict(base)
        for id, value in patch.items():
            if value is None:
                self._remove(section, result, base, id)
            elif isinstance(value, Mapping) and isinstance(result.get(id), Mapping):
                result[id] = self._fields(section, result[id], value)
            else:
                result[id] = value
        return result

    def _remove(self, section: str, result: dict[str, Any], base: Mapping[str, Any], id: str) -> None:
        what, path = f"{section[:-1]} '{id}'", (section, id)
        if self.layer.places.is_empty(self.layer.as_written(path)):
            message = "nothing is written for it; write null to remove it, {} to leave it as it is"
            self.layer.report(path, f"{what}: {message}", at_key=True)
        elif id not in base:
            hint = did_you_mean(id, base) or self._elsewhere(section, id)
            message = f"null removes, and there is no such {section[:-1]} in {self.base_name}.{hint}"
            self.layer.report(path, f"{what}: {message}", at_key=True)
        else:
            del result[id]
            if section in ("nodes", "clusters"):
                self.removed.add(id)

    def _elsewhere(self, section: str, id: str) -> str:
        """Return a hint if a node to remove is a cluster, or a cluster a node."""
        other = {"nodes": "clusters", "clusters": "nodes"}.get(section, "")
        return f" It is under {other}" if id in (self.base.get(other) or ()) else ""

    def _fields(self, section: str, base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of an entry; null resets a known field."""
        known = {key.name for key in SECTIONS[section]} if section in SECTIONS else set()
        result = {**base, **patch}
        for key in [key for key, value in patch.items() if value is None and key in known]:
            del result[key]
        return result

    def _data(self, path: tuple[str, ...], base: Any, patch: Mapping[str, Any], known: Iterable[str]) -> Any:
        result = dict(base) if isinstance(base, Mapping) else {}
        for key, value in patch.items():
            if value is None:
                if key not in result and key not in known:
                    hint = did_you_mean(str(key), result)
                    message = f"null removes, and there is no such thing in {self.base_name}.{hint}"
                    self.layer.report((*path, key), f"{'.'.join(path)} '{key}': {message}", at_key=True)
                result.pop(key, None)
            elif isinstance(value, Mapping):
                result[key] = self._data((*path, key), result.get(key), value, ())
            else:
                result[key] = value
        return result

    # Consequences of removals.

    def _drop_edges(self, result: dict[str, Any]) -> None:
        edges = result.get("edges")
        if not self.removed or not isinstance(edges, Mapping):
            return
        own = self.layer.root.get("edges")
        own = own if isinstance(own, Mapping) else {}
        dropped = {key for key in edges if key not in own and not self.removed.isdisjoint(_ends(key))}
        result["edges"] = {key: edge for key, edge in edges.items() if key not in dropped}
        for key in (key for key in edges if key in dropped):
            id = next(end for end in _ends(key) if end in self.removed)
            _log.info("%s'%s' is removed, and with it the edge '%s'", self._log_prefix(), id, key)

    def _refuse_orphans(self, result: Mapping[str, Any]) -> None:
        """Report removed clusters that still have something in them."""
        orphans = {cluster: ids for cluster, ids in _contents(result).items() if cluster in self.removed}
        for cluster, ids in orphans.items():
            message = (
                f"removed while {_listed(ids)} still in it; remove these too, or give them another cluster"
            )
            self.layer.report(("clusters", cluster), f"cluster '{cluster}': {message}", at_key=True)
        clusters = result.get("clusters")
        if isinstance(clusters, dict):
            clusters.update({id: {} for id in orphans})  # one message is enough

    def _cut_flows(self, result: dict[str, Any], before: set[tuple[str, str]]) -> None:
        """End each inherited flow before the first step that this overlay took away."""
        flows = result.get("flows")
        own = self.layer.root.get("flows")
        own = own if isinstance(own, Mapping) else {}
        lost = before - _steps(result) if isinstance(flows, Mapping) else set()
        if not lost or not isinstance(flows, Mapping):
            return
        cut: dict[str, Any] = {}
        for name, path in flows.items():
            ids = path if isinstance(path, list) and name not in own else []
            length = next((index for index, step in enumerate(pairwise(ids), 1) if step in lost), 0)
            if not length:
                cut[name] = path
                continue
            change = f"ends at '{ids[length - 1]}'" if length > 1 else "is gone"
            _log.info("%sthe flow '%s' %s: its way on is removed", self._log_prefix(), name, change)
            if length > 1:
                cut[name] = ids[:length]
        result["flows"] = cut

    def _log_emptied(self, result: Mapping[str, Any]) -> None:
        """Log the clusters that have become empty boxes."""
        clusters = result.get("clusters")
        emptied = {*_contents(self.base)} - {*_contents(result)} if self.removed else set()
        for id in clusters if isinstance(clusters, Mapping) else ():
            if id in emptied:
                _log.info("%scluster '%s' is empty now; null removes it as well", self._log_prefix(), id)

    def _log_prefix(self) -> str:
        name = self.layer.places.name
        return f"{name}: " if name else ""


def _contents(mapping: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the ids directly in each cluster that is not empty."""
    contents: dict[str, list[str]] = {}
    for section in ("nodes", "clusters"):
        items = mapping.get(section)
        for id, item in items.items() if isinstance(items, Mapping) else ():
            cluster = item.get("cluster") if isinstance(item, Mapping) else None
            cluster = cluster.text if isinstance(cluster, Scalar) else cluster
            if isinstance(cluster, str):
                contents.setdefault(cluster, []).append(id)
    return contents


def _ends(key: Any) -> tuple[str, ...]:
    parsed = parse_edge_key(key) if isinstance(key, str) else None
    return parsed[:2] if parsed else ()


def _steps(mapping: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the pairs of ids that a flow may connect."""
    edges = mapping.get("edges")
    return set(_connected(edges)) if isinstance(edges, Mapping) else set()


def _connected(edges: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, edge in edges.items():
        ends = _ends(key)
        if not ends:
            continue
        arrow = edge.get("arrow", "forward") if isinstance(edge, Mapping) else "forward"
        if arrow != "back":
            yield ends[0], ends[1]
        if arrow != "forward":
            yield ends[1], ends[0]


def _listed(ids: list[str]) -> str:
    """Return ids as the subject of a sentence, with its verb."""
    quoted = [f"'{id}'" for id in ids[:_MAX_LISTED]]
    more = [f"{len(ids) - _MAX_LISTED} more"] if len(ids) > _MAX_LISTED else []
    *first, last = [*quoted, *more]
    return f"{', '.join(first)} and {last} are" if first else f"{last} is"
