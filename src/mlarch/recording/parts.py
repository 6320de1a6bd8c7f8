"""Record a node or a cluster the moment it is made."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import diagrams

from mlarch import catalog
from mlarch.errors import RecordingError
from mlarch.model import ClusterData, Node, is_id, slug
from mlarch.recording.attributes import cluster_fields, is_invisible, node_fields, shaped, text
from mlarch.recording.c4 import NodeLabel
from mlarch.recording.draft import Draft, RecordedPart
from mlarch.recording.icons import find_icon, icon_of, technology_or_icon
from mlarch.recording.location import caller
from mlarch.recording.session import item_of

__all__ = ["add_cluster", "add_node", "check_id", "open_cluster"]


def add_node(node: Any, draft: Draft, label: Any, nodeid: object, attrs: Mapping[str, Any]) -> None:
    """Record `node` with what it was given, and set on it what `diagrams` sets."""
    diagram = diagrams.getdiagram()
    if diagram.autolabel:
        label = "\n".join(filter(None, (type(node).__name__, str(label))))
    node.label, node._diagram, node._cluster, node._attrs = label, diagram, diagrams.getcluster(), dict(attrs)
    node._id = str(attrs.get("id") or nodeid or node._rand_id())
    if not isinstance(label, NodeLabel):  # diagrams.c4 says more than a script does
        draft.leave_out("node", attrs)
    attrs = {**draft.defaults("node"), **attrs}
    fields = _node_fields(node, draft, attrs)
    id, nodeid = _ids(attrs.get("id"), nodeid, draft)
    base = _base(str(nodeid or "") or fields["label"], type(node).__name__)
    hidden = is_invisible(attrs)
    item = RecordedPart(draft, Node, base, caller(), id, open_cluster(draft), fields, hidden)
    node._mlarch_item = draft.add(item, nodeid=nodeid)


def add_cluster(cluster: Any, draft: Draft, direction: str, attrs: Mapping[str, Any]) -> None:
    """Record `cluster` with the attributes it was given for Graphviz."""
    name, shown = str(cluster.label), attrs.get("label")
    if shown is None or shown == html.escape(name):  # diagrams.c4 escapes it
        label, base = text(name), _base(text(name), "cluster")
    else:  # what names the cluster in the DOT is a better id than its label
        label, base = text(shown), name if is_id(name) else _base(text(name), "cluster")
    hidden = is_invisible(attrs)
    item = RecordedPart(draft, ClusterData, base, caller(), "", open_cluster(draft), {}, hidden, cluster.name)
    draft.leave_out("cluster", attrs)
    fields = cluster_fields(attrs, lenient=draft.lenient)
    item.fields = {**fields, "label": label, "direction": direction.upper()}
    cluster._mlarch_item = draft.add(item)


def check_id(id: object) -> str:
    """Return an id that somebody wrote.

    Raises:
        RecordingError: where it cannot be one.
    """
    if not is_id(id):
        rule = "an id is letters, digits and '. _ - /', up to 100 of them"
        suggestion = f". Write '{slug(str(id))}'" if slug(str(id)) else ""
        raise RecordingError(f"{caller()}: id '{id}': {rule}{suggestion}")
    return str(id)


def open_cluster(draft: Draft) -> RecordedPart | None:
    """Return the cluster whose block is open in this context."""
    item = item_of(diagrams.getcluster())
    return item if item is not None and item.draft is draft else None


def _node_fields(node: Any, draft: Draft, attrs: Mapping[str, Any]) -> dict[str, Any]:
    technology = catalog.path_of(type(node))
    label = node.label
    told = label.fields if isinstance(label, NodeLabel) else {"label": text(label)}
    fields = {"role": catalog.role_of(technology), **told, **node_fields(attrs, lenient=draft.lenient)}
    brought = icon_of(node) or str(attrs.get("image") or "")
    icon = {"icon": find_icon(brought, draft, fields["label"])} if brought else {}
    looks = shaped(attrs) if not (technology or brought) else {}
    known = {"technology": technology, **looks}
    return {**known, **fields, **icon, **_given_icon(draft, fields["label"], attrs)}


def _given_icon(draft: Draft, label: str, attrs: Mapping[str, Any]) -> dict[str, str]:
    icon = attrs.get("icon")
    return technology_or_icon(icon, draft, label) if isinstance(icon, (str, Path, type)) else {}


def _ids(id: object, nodeid: object, draft: Draft) -> tuple[str, object]:
    """Return the id that was written, and the free-form id of `diagrams` where that is none of ours."""
    if id is not None and not (draft.lenient and not is_id(id)):
        return check_id(id), None
    return (str(nodeid), None) if is_id(nodeid) else ("", nodeid or None)


def _base(label: str, class_name: str) -> str:
    base = slug(label)
    return base if any(char.isalpha() for char in base) else slug(class_name)
