"""Merge an overlay into what it extends: a JSON Merge Patch (RFC 7396), null removes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from mlarch.documents.keys import SECTIONS, TOP, VIEW
from mlarch.documents.layers import Layer
from mlarch.documents.locations import Scalar
from mlarch.errors import did_you_mean
from mlarch.model import parse_edge_key

__all__ = ["merge"]

_ENTRIES = (*SECTIONS, "flows")
_TYPES = {key.name: key.type for key in TOP}
_VIEW_KEYS = tuple(key.name for key in VIEW)
_SHOWN = 5
_log = logging.getLogger("mlarch")


def merge(base: Mapping[str, Any], layer: Layer, called: str) -> dict[str, Any]:
    """Return `base` changed by an overlay; what is wrong becomes a problem of the layer.

    `called` is what messages call the base. What goes along with what the overlay removes is logged.
    """
    return _Merger(layer, called).merged(base)


class _Merger:
    def __init__(self, layer: Layer, called: str) -> None:
        self.layer, self.called = layer, called
        self.base: Mapping[str, Any] = {}
        self.gone: set[str] = set()

    def merged(self, base: Mapping[str, Any]) -> dict[str, Any]:
        self.base, result = base, dict(base)
        for key, value in self.layer.root.items():
            if key in ("extends", "name", "parameters"):
                continue
            self._top(result, key, value)
        before = _joined(base)
        self._drop_edges(result)
        self._refuse_homeless(result)
        self._cut_flows(result, before)
        self._note_empty(result)
        return result

    def _top(self, result: dict[str, Any], key: str, value: Any) -> None:
        if value is None and (key,) in self.layer.places.empty and key in _ENTRIES:
            return  # a section of which every line is commented out
        if value is None and key in _TYPES:
            gone = result.pop(key, None)
            if key in ("nodes", "clusters"):
                self.gone |= set(gone or ())
        elif key in _ENTRIES and isinstance(value, Mapping) and isinstance(result.get(key, {}), Mapping):
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
        if self.layer.path(path) in self.layer.places.empty:
            message = "nothing is written for it; write null to remove it, {} to leave it as it is"
            self.layer.bad(path, f"{what}: {message}", at_key=True)
        elif id not in base:
            hint = did_you_mean(id, base) or self._elsewhere(section, id)
            message = f"null removes, and there is no such {section[:-1]} in {self.called}.{hint}"
            self.layer.bad(path, f"{what}: {message}", at_key=True)
        else:
            del result[id]
            if section in ("nodes", "clusters"):
                self.gone.add(id)

    def _elsewhere(self, section: str, id: str) -> str:
        """Say that a node is a cluster, or the other way round."""
        other = {"nodes": "clusters", "clusters": "nodes"}.get(section, "")
        return f" It stands under {other}" if id in (self.base.get(other) or ()) else ""

    def _fields(self, section: str, base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields of an entry; null is the default, and stays where the key is none."""
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
                    message = f"null removes, and there is no such thing in {self.called}.{hint}"
                    self.layer.bad((*path, key), f"{'.'.join(path)} '{key}': {message}", at_key=True)
                result.pop(key, None)
            elif isinstance(value, Mapping):
                result[key] = self._data((*path, key), result.get(key), value, ())
            else:
                result[key] = value
        return result

    # What goes along with what is removed.

    def _drop_edges(self, result: dict[str, Any]) -> None:
        edges = result.get("edges")
        if not self.gone or not isinstance(edges, Mapping):
            return
        own = self.layer.root.get("edges")
        own = own if isinstance(own, Mapping) else {}
        dropped = [key for key in edges if key not in own and not self.gone.isdisjoint(_ends(key))]
        result["edges"] = {key: edge for key, edge in edges.items() if key not in set(dropped)}
        for key in dropped:
            id = next(end for end in _ends(key) if end in self.gone)
            _log.info("%s'%s' is removed, and with it the edge '%s'", self._where(), id, key)

    def _refuse_homeless(self, result: Mapping[str, Any]) -> None:
        inside = {home: ids for home, ids in _inside(result).items() if home in self.gone}
        for cluster, ids in inside.items():
            message = (
                f"removed while {_listed(ids)} still in it; remove these too, or give them another cluster"
            )
            self.layer.bad(("clusters", cluster), f"cluster '{cluster}': {message}", at_key=True)
        clusters = result.get("clusters")
        if isinstance(clusters, dict):
            clusters.update({id: {} for id in inside})  # one message is enough

    def _cut_flows(self, result: dict[str, Any], before: set[tuple[str, str]]) -> None:
        """End each inherited flow before the first step that this overlay took away."""
        flows = result.get("flows")
        own = self.layer.root.get("flows")
        own = own if isinstance(own, Mapping) else {}
        lost = before - _joined(result) if isinstance(flows, Mapping) else set()
        if not lost or not isinstance(flows, Mapping):
            return
        cut: dict[str, Any] = {}
        for name, path in flows.items():
            texts = path if isinstance(path, list) and name not in own else []
            at = next((at for at, step in enumerate(pairwise(texts), 1) if step in lost), 0)
            if not at:
                cut[name] = path
                continue
            shown = f"ends at '{texts[at - 1]}'" if at > 1 else "is gone"
            _log.info("%sthe flow '%s' %s: its way on is removed", self._where(), name, shown)
            if at > 1:
                cut[name] = texts[:at]
        result["flows"] = cut

    def _note_empty(self, result: Mapping[str, Any]) -> None:
        """Say which clusters are left with nothing in them, and drawn as an empty box."""
        clusters = result.get("clusters")
        emptied = {*_inside(self.base)} - {*_inside(result)} if self.gone else set()
        for id in clusters if isinstance(clusters, Mapping) else ():
            if id in emptied:
                _log.info("%scluster '%s' is empty now; null removes it as well", self._where(), id)

    def _where(self) -> str:
        name = self.layer.places.name
        return f"{name}: " if name else ""


def _inside(mapping: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is directly in each cluster that has something in it."""
    inside: dict[str, list[str]] = {}
    for section in ("nodes", "clusters"):
        items = mapping.get(section)
        for id, item in items.items() if isinstance(items, Mapping) else ():
            home = item.get("cluster") if isinstance(item, Mapping) else None
            home = home.text if isinstance(home, Scalar) else home
            if isinstance(home, str):
                inside.setdefault(home, []).append(id)
    return inside


def _ends(key: Any) -> tuple[str, ...]:
    parsed = parse_edge_key(key) if isinstance(key, str) else None
    return parsed[:2] if parsed else ()


def _joined(mapping: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the pairs that a flow may step along."""
    edges = mapping.get("edges")
    return set(_pairs(edges)) if isinstance(edges, Mapping) else set()


def _pairs(edges: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
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
    shown = [f"'{id}'" for id in ids[:_SHOWN]]
    more = [f"{len(ids) - _SHOWN} more"] if len(ids) > _SHOWN else []
    *first, last = [*shown, *more]
    return f"{', '.join(first)} and {last} are" if first else f"{last} is"
