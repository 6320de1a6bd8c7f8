"""Recorded `diagrams` code: labels, ids, roles, links and attributes of every kind."""

from __future__ import annotations

from typing import Any

from diagrams.onprem.inmemory import Redis
from diagrams.onprem.network import Nginx
from hypothesis import strategies as st

from fuzz.case import Case
from fuzz.markup import FORMATS, examine
from fuzz.strange import texts, values
from mlarch import Cluster, Diagram, Edge
from mlarch.recording import call, note, request

__all__ = ["CASES", "enter"]

_text = texts | texts | st.sampled_from((None, 3, 1.5, True, b"bytes", ["a"], ("a",), {"a": 1}))
_facts = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from(("a", "x/y", "style-transfer")) | texts,
        "role": st.sampled_from(("cache", "question")) | texts,
        "description": _text,
        "link": st.sampled_from(("https://example.com/?a=\"b\"&c='d'<e>", "mailto:a@b", "docs/x.md")) | texts,
        "replicas": st.sampled_from((1, 3, 10**30)) | values(()),
        "status": st.sampled_from(("new", "planned", "external", "deprecated")) | texts,
        "tags": st.lists(texts, max_size=2) | _text,
        "color": st.sampled_from(("red", "#ff0000", "red;}*{fill:url(http://x)")) | texts,
        "icon": texts,
    },
)
_part = st.builds(dict, facts=st.just({}) | st.just({}) | _facts, label=texts | texts | _text)
_attributes = st.dictionaries(
    st.sampled_from(("label", "URL", "tooltip", "image", "shape", "style")) | texts, texts, max_size=2
)
CASES = st.builds(
    lambda arguments, format: Case({}, arguments, format),
    st.fixed_dictionaries(
        {
            "title": texts,
            "facts": st.just({})
            | st.fixed_dictionaries(
                {}, optional={"summary": _text, "credit": _text, "source": _text, "notes": texts}
            ),
            "nodes": st.lists(_part, min_size=1, max_size=4),
            "clusters": st.lists(_part, max_size=2),
            "edges": st.lists(_part, max_size=3),
            "attributes": st.just({}) | _attributes,
            "theme": st.sampled_from(("light", "auto", "dark", "print")),
            "notes": st.lists(texts, max_size=1),
        }
    ),
    st.sampled_from(("svg", "svg", "html", "drawio", *FORMATS)),
)


def enter(case: Case) -> None:
    """Record a diagram with these labels, and draw it."""
    values = case.arguments
    with Diagram(values["title"], write=False, graph_attr=values["attributes"], **values["facts"]) as drawn:
        for text in values["notes"]:
            note(text)
        _parts(values)
    options = {"theme": values["theme"], "notes": True} if case.format in ("svg", "html") else {}
    examine(drawn.architecture, case.format, **options)


def _parts(values: dict[str, Any]) -> None:
    made: list[Any] = []
    for index, node in enumerate(values["nodes"]):
        around = values["clusters"][index % len(values["clusters"])] if values["clusters"] else None
        kind = (Nginx, Redis)[index % 2]
        if around is None:
            made.append(kind(node["label"], **node["facts"]))
            continue
        facts = {
            key: value
            for key, value in around["facts"].items()
            if key in ("id", "link", "description", "icon")
        }
        with Cluster(around["label"], **facts):
            made.append(kind(node["label"], **node["facts"]))
    for index, drawn_edge in enumerate(values["edges"]):
        facts = {
            key: value
            for key, value in drawn_edge["facts"].items()
            if key in ("link", "description", "tags", "color")
        }
        edge = (Edge, request, call)[index % 3](drawn_edge["label"], **facts)
        made[index % len(made)] >> edge >> made[-1]
