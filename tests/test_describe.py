"""Test descriptions: they are complete, and no text can forge a line."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from mlarch import get
from mlarch.model import Architecture, ClusterData, EdgeData, Node, description
from tools import HOSTILE, drawn_architectures, hostile


def test_a_description_has_everything_of_the_picture() -> None:
    """It has the title, the summary, the groups, the flow and other connections."""
    arch = Architecture(
        name="shop",
        title="A shop",
        summary="Sells",
        nodes=[
            Node(id="users", label="Users", role="user"),
            Node(
                id="web", label="Web", technology="onprem.network.Nginx", role="reverse-proxy", cluster="eu"
            ),
            Node(id="app", label="App", cluster="eu", replicas=3, status="planned", description="Flask"),
            Node(id="mail", label="Mail", status="external"),
        ],
        clusters=[
            ClusterData(id="cloud", label="Cloud", kind="provider"),
            ClusterData(id="eu", label="Europe", kind="region", cluster="cloud"),
            ClusterData(id="us", label="America", cluster="cloud"),
        ],
        edges=[
            EdgeData(source="users", target="web", label="HTTPS"),
            EdgeData(source="web", target="app", kind="call", arrow="both"),
            EdgeData(source="app", target="mail", kind="event", status="planned", label="receipt."),
            EdgeData(source="us", target="eu", kind="data", arrow="back"),
            EdgeData(source="web", target="mail", arrow="none"),
        ],
        flows={"buy": ("users", "web", "app")},
    )
    assert description.to_text(arch) == (
        "A shop\n"
        "\n"
        "Sells\n"
        "\n"
        "4 parts, 3 groups, 5 connections.\n"
        "\n"
        "At the top: Users; Mail (outside our control); the group Cloud.\n"
        "Cloud (provider): the group Europe; the group America.\n"
        "Europe (region): Web (Nginx, reverse proxy); App (Flask, 3 of them, planned).\n"
        "America: empty.\n"
        "\n"
        "Flow 'buy':\n"
        "1. Request from Users to Web: HTTPS.\n"
        "2. Call from Web to App and back.\n"
        "\n"
        "Other connections:\n"
        "- Event from App to Mail (planned): receipt.\n"
        "- Data from Europe to America.\n"
        "- Connection between Web and Mail.\n"
    )
    assert description.to_paragraph(arch) == (
        "Sells. Parts: Users, Web, App, Mail. Flow: Users, then Web, then App."
    )


def test_equal_labels_are_made_unique() -> None:
    """If several parts have the same label, the description or else the id is added."""
    nodes = [
        Node(id="a", label="Web", description="first"), Node(id="b", label="Web"), Node(id="c"),
        *(Node(id=id, label="Twin", description="the same") for id in ("x", "y")),
    ]  # fmt: skip
    arch = Architecture(
        name="x", nodes=nodes, edges=[EdgeData(source=a, target=b) for a, b in ("ab", "bc", "xy")]
    )
    assert description.to_text(arch).splitlines()[-3:] == [
        "- Request from Web (first) to Web (b).",
        "- Request from Web (b) to c.",
        "- Request from Twin (x) to Twin (y).",
    ]


def test_a_decision_is_described_as_questions() -> None:
    """An edge from a question names the answer and its target."""
    text = description.to_text(get("sql-vs-nosql"))
    assert "- Workload, if 'transactions': Relational.\n" in text


def test_an_empty_architecture_has_a_description() -> None:
    """The text of an empty architecture says so, and its paragraph is empty."""
    assert description.to_text(Architecture(name="x")) == "x\n\nNothing in it.\n"
    assert description.to_paragraph(Architecture(name="x")) == ""


def test_every_part_and_connection_is_described() -> None:
    """No description of an entry leaves out a node, cluster, edge or step of a flow."""
    for arch in drawn_architectures().values():
        text = description.to_text(arch)
        boxes = (*arch.nodes.values(), *arch.clusters.values())
        assert all(box.label in text for box in boxes)
        steps = sum(len(path) - 1 for path in arch.flows.values())
        in_flows = {key for name in arch.flows for key in arch.flow_edges(name)}
        lines = re.findall(r"^(?:- |\d+\. )", text, re.MULTILINE)
        assert len(lines) == steps + len(arch.edges.keys() - in_flows)


@pytest.mark.parametrize("label", HOSTILE)
def test_no_text_forges_a_line(label: str) -> None:
    """A label cannot add lines to the text, or a line break to the paragraph."""
    harmless, text = description.to_text(hostile("plain")), description.to_text(hostile(label))
    assert text.count("\n") == harmless.count("\n")
    assert len(description.to_paragraph(hostile(label)).splitlines()) == 1
    assert not [character for character in text if character < " " and character != "\n"]


def test_a_paragraph_counts_many_parts() -> None:
    """A paragraph names thirty parts and counts the rest."""
    arch = Architecture(name="x", nodes=[Node(id=f"n{number}") for number in range(40)])
    assert description.to_paragraph(arch).endswith("n28, n29 and 10 more.")


def test_a_picture_contains_its_description() -> None:
    """The `<desc>` of the SVG is the paragraph."""
    arch = get("docker")
    root = ElementTree.fromstring(arch.to_svg())
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == description.to_paragraph(arch)
