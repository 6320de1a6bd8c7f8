"""Record nodes and clusters when they are created."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import diagrams

from mlarch import catalog
from mlarch.errors import RecordingError
from mlarch.model import ClusterData, Node, is_id, slug
from mlarch.recording.attributes import cluster_fields, is_invisible, node_fields, shape_fields, text
from mlarch.recording.c4 import NodeLabel
from mlarch.recording.draft import Draft, RecordedPart
from mlarch.recording.icons import find_icon, icon_of, technology_or_icon
from mlarch.recording.location import caller
from mlarch.recording.session import part_of

__all__ = ["add_cluster", "add_node", "check_id", "open_cluster"]


def add_node(node: Any, draft: Draft, label: Any, nodeid: object, attrs: Mapping[str, Any]) -> None:
    """Record a node with its arguments, and set the attributes that `diagrams` sets."""
    diagram = diagrams.getdiagram()
    if diagram.autolabel:
        label = "\n".join(filter(None, (type(node).__name__, str(label))))
    node.label, node._diagram, node._cluster, node._attrs = label, diagram, diagrams.getcluster(), dict(attrs)
    node._id = str(attrs.get("id") or nodeid or node._rand_id())
    if not isinstance(label, NodeLabel):  # diagrams.c4 sets attributes that the script does not
        draft.check_keywords("node", type(node).__name__, attrs)
    attrs = {**draft.defaults("node"), **attrs}
    fields = _node_fields(node, draft, attrs)
    id, nodeid = _ids(attrs.get("id"), nodeid, draft)
    base = _base_id(str(nodeid or "") or fields["label"], type(node).__name__)
    hidden = is_invisible(attrs)
    part = RecordedPart(draft, Node, base, caller(), id, open_cluster(draft), fields, hidden)
    node._mlarch_part = draft.add(part, nodeid=nodeid)


def add_cluster(cluster: Any, draft: Draft, direction: str, attrs: Mapping[str, Any]) -> None:
    """Record a cluster with its Graphviz attributes."""
    name, label = str(cluster.label), attrs.get("label")
    if label is None or label == html.escape(name):  # diagrams.c4 escapes it
        label = text(name)
        base = _base_id(label, "cluster")
    else:  # the name of the cluster in the DOT is a better id than its label
        label = text(label)
        base = name if is_id(name) else _base_id(label, "cluster")
    hidden = is_invisible(attrs)
    part = RecordedPart(draft, ClusterData, base, caller(), "", open_cluster(draft), {}, hidden, cluster.name)
    draft.report_ignored("cluster", attrs)
    fields = cluster_fields(attrs, lenient=draft.lenient)
    part.fields = {**fields, "label": label, "direction": direction.upper()}
    cluster._mlarch_part = draft.add(part)


def check_id(id: object) -> str:
    """Return an id that the code writes.

    Raises:
        RecordingError: if it is not a valid id.
    """
    if not is_id(id):
        rule = "an id is letters, digits and '. _ - /', up to 100 of them"
        suggestion = f". Write '{slug(str(id))}'" if slug(str(id)) else ""
        raise RecordingError(f"{caller()}: id '{id}': {rule}{suggestion}")
    return str(id)


def open_cluster(draft: Draft) -> RecordedPart | None:
    """Return the cluster whose block is open in this context, or None."""
    part = part_of(diagrams.getcluster())
    return part if part is not None and part.draft is draft else None


def _node_fields(node: Any, draft: Draft, attrs: Mapping[str, Any]) -> dict[str, Any]:
    technology, label = catalog.path_of(type(node)), node.label
    label_fields = label.fields if isinstance(label, NodeLabel) else {"label": text(label)}
    name = label_fields["label"]
    icon = icon_of(node) or str(attrs.get("image") or "")
    return {
        "technology": technology,
        "role": catalog.role_of(technology),
        **(shape_fields(attrs) if not (technology or icon) else {}),
        **label_fields,
        **node_fields(attrs, lenient=draft.lenient),
        **({"icon": find_icon(icon, draft, name)} if icon else {}),
        **_icon_fields(attrs.get("icon"), draft, name),
    }


def _icon_fields(icon: object, draft: Draft, name: str) -> dict[str, str]:
    return technology_or_icon(icon, draft, name) if isinstance(icon, (str, Path, type)) else {}


def _ids(id: object, nodeid: object, draft: Draft) -> tuple[str, object]:
    """Return the written id, or else the free-form id of `diagrams`."""
    if id is not None and not (draft.lenient and not is_id(id)):
        return check_id(id), None
    return (str(nodeid), None) if is_id(nodeid) else ("", nodeid or None)


def _base_id(label: str, class_name: str) -> str:
    base = slug(label)
    return base if any(char.isalpha() for char in base) else slug(class_name)
